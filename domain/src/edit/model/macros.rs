//! One declaration, two uses: each macro makes a type, its reader and its schema from the same lines, so that what is
//! accepted and what is documented cannot drift apart.

/// An object that knows all its keys. A key is the field's name, or the text in brackets behind it. `tagged` adds the
/// constant key by which [`tagged!`] tells the object from its siblings.
macro_rules! object {
    (
        $(#[doc = $doc:literal])*
        pub struct $Name:ident $(tagged $tag:literal = $tag_value:literal)? {
            $( $(#[doc = $field_doc:literal])* pub $field:ident $([$key:literal])? : $Type:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $Name {
            $( $(#[doc = $field_doc])* pub $field: $Type, )*
        }

        $(
            impl $Name {
                /// The value of the key that tells this object from its siblings.
                pub const TAG: &'static str = $tag_value;
            }
        )?

        impl $Name {
            /// Every key, in the order of the schema.
            const KEYS: &'static [&'static str] = &[$( object!(@key $field $([$key])?), )*];
        }

        impl ::deserr::Deserr<$crate::edit::fault::Faults> for $Name {
            fn deserialize_from_value<V: ::deserr::IntoValue>(
                value: ::deserr::Value<V>,
                at: ::deserr::ValuePointerRef<'_>,
            ) -> Result<Self, $crate::edit::fault::Faults> {
                use $crate::edit::{fault::Faults, model::slot::Slot};
                let ::deserr::Value::Map(map) = value else {
                    return Err(Faults::kind(at, "object", &value));
                };
                let mut faults = Faults::default();
                // Outer: was the key there. Inner: could its value be read.
                $( let mut $field: Option<Option<$Type>> = None; )*
                for (key, value) in ::deserr::Map::into_iter(map) {
                    let place = at.push_key(&key);
                    match key.as_str() {
                        $( object!(@key $field $([$key])?) => {
                            let read = <$Type as Slot>::read(::deserr::IntoValue::into_value(value), place);
                            $field = Some(read.map_err(|found| faults.add(found)).ok());
                        } )*
                        unknown => faults.add(Faults::unknown_key(place, unknown, Self::KEYS)),
                    }
                }
                $(
                    let $field = $field.unwrap_or_else(|| {
                        let absent = <$Type as Slot>::absent();
                        if absent.is_none() {
                            faults.add(Faults::missing(at.push_key(object!(@key $field $([$key])?))));
                        }
                        absent
                    });
                )*
                match ($( $field, )*) {
                    ($( Some($field), )*) if faults.0.is_empty() => Ok(Self { $( $field, )* }),
                    _ => Err(faults),
                }
            }
        }

        impl $crate::edit::model::slot::Slot for $Name {}

        impl ::schemars::JsonSchema for $Name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                use $crate::edit::model::{describe, slot::Slot};
                let mut properties = ::serde_json::Map::new();
                let mut required: Vec<&str> = Vec::new();
                $(
                    properties.insert($tag.into(), ::serde_json::json!({ "type": "string", "enum": [$tag_value] }));
                    required.push($tag);
                )?
                $(
                    let key = object!(@key $field $([$key])?);
                    let schema = describe(<$Type as Slot>::schema(generator), &[$($field_doc),*]);
                    properties.insert(key.into(), schema.into());
                    if <$Type as Slot>::REQUIRED {
                        required.push(key);
                    }
                )*
                let mut schema = ::schemars::json_schema!({
                    "type": "object",
                    "properties": properties,
                    "additionalProperties": false,
                });
                if !required.is_empty() {
                    schema.insert("required".into(), required.into());
                }
                describe(schema, &[$($doc),*])
            }
        }
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident [$key:literal]) => { $key };
}

/// A text out of a fixed list.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        pub enum $Name:ident {
            $( $(#[doc = $variant_doc:literal])* $Variant:ident = $text:literal, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $Name {
            $( $(#[doc = $variant_doc])* $Variant, )*
        }

        impl $Name {
            /// Every value, in the order of the schema.
            pub const ALL: &'static [Self] = &[$( Self::$Variant, )*];

            /// The value as it is written in an edit.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$Variant => $text, )*
                }
            }

            /// The value that is written so.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $( $text => Some(Self::$Variant), )*
                    _ => None,
                }
            }
        }

        impl ::deserr::Deserr<$crate::edit::fault::Faults> for $Name {
            fn deserialize_from_value<V: ::deserr::IntoValue>(
                value: ::deserr::Value<V>,
                at: ::deserr::ValuePointerRef<'_>,
            ) -> Result<Self, $crate::edit::fault::Faults> {
                use $crate::edit::fault::Faults;
                match value {
                    ::deserr::Value::String(text) => {
                        Self::parse(&text).ok_or_else(|| Faults::option(at, &text, [$( $text ),*]))
                    }
                    other => Err(Faults::kind(at, "string", &other)),
                }
            }
        }

        impl $crate::edit::model::slot::Slot for $Name {}

        impl ::schemars::JsonSchema for $Name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({ "type": "string", "enum": [$( $text ),*] })
            }
        }
    };
}

/// A finite number between two bounds, both of them allowed; `number` reads as `f64`, `integer` as `u32`. What is beyond
/// the bounds of a `clamped` number is no fault: it counts as the bound.
macro_rules! ranged {
    ($(#[doc = $doc:literal])* pub struct $Name:ident: $kind:ident $low:literal ..= $high:literal) => {
        ranged!(@type $(#[doc = $doc])* $Name, $kind, Some($low as f64), Some($high as f64));
    };
    ($(#[doc = $doc:literal])* pub struct $Name:ident: $kind:ident $low:literal ..) => {
        ranged!(@type $(#[doc = $doc])* $Name, $kind, Some($low as f64), None);
    };
    ($(#[doc = $doc:literal])* pub struct $Name:ident: $kind:ident ..) => {
        ranged!(@type $(#[doc = $doc])* $Name, $kind, None, None);
    };
    (@type $(#[doc = $doc:literal])* $Name:ident, $kind:ident, $low:expr, $high:expr) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
        pub struct $Name(ranged!(@repr $kind));

        impl $Name {
            const RANGE: $crate::edit::model::number::Range = $crate::edit::model::number::Range {
                kind: ranged!(@kind $kind),
                low: $low,
                high: $high,
            };

            /// The value, within its bounds.
            pub const fn get(self) -> ranged!(@repr $kind) {
                self.0
            }
        }

        impl ::deserr::Deserr<$crate::edit::fault::Faults> for $Name {
            fn deserialize_from_value<V: ::deserr::IntoValue>(
                value: ::deserr::Value<V>,
                at: ::deserr::ValuePointerRef<'_>,
            ) -> Result<Self, $crate::edit::fault::Faults> {
                Ok(Self(Self::RANGE.read(value, at)? as ranged!(@repr $kind)))
            }
        }

        impl $crate::edit::model::slot::Slot for $Name {
            fn is_blank<V: ::deserr::IntoValue>(value: &::deserr::Value<V>) -> bool {
                $crate::edit::model::number::is_blank(value)
            }
        }

        impl ::schemars::JsonSchema for $Name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                Self::RANGE.schema()
            }
        }
    };
    (@repr number) => { f64 };
    (@repr clamped) => { f64 };
    (@repr integer) => { u32 };
    (@kind number) => { $crate::edit::model::number::Kind::Number };
    (@kind clamped) => { $crate::edit::model::number::Kind::Clamped };
    (@kind integer) => { $crate::edit::model::number::Kind::Integer };
}

/// One of several objects, told apart by a constant key. Each object is declared with [`object!`] and `tagged`.
macro_rules! tagged {
    (
        $(#[doc = $doc:literal])*
        pub enum $Name:ident by $tag:literal {
            $( $(#[doc = $variant_doc:literal])* $Variant:ident($Object:ident), )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $Name {
            $( $(#[doc = $variant_doc])* $Variant(Box<$Object>), )*
        }

        impl $Name {
            /// The values of the key that tells the objects apart, in the order of the schema.
            pub const TAGS: &'static [&'static str] = &[$( $Object::TAG, )*];

            /// The value of the key that tells this object from its siblings.
            pub const fn tag(&self) -> &'static str {
                match self {
                    $( Self::$Variant(_) => $Object::TAG, )*
                }
            }
        }

        impl ::deserr::Deserr<$crate::edit::fault::Faults> for $Name {
            fn deserialize_from_value<V: ::deserr::IntoValue>(
                value: ::deserr::Value<V>,
                at: ::deserr::ValuePointerRef<'_>,
            ) -> Result<Self, $crate::edit::fault::Faults> {
                use ::deserr::{Map, Value};
                use $crate::edit::fault::Faults;
                let Value::Map(mut map) = value else {
                    return Err(Faults::kind(at, "object", &value));
                };
                let place = at.push_key($tag);
                let tag = match map.remove($tag).map(::deserr::IntoValue::into_value) {
                    Some(Value::String(tag)) => tag,
                    Some(other) => return Err(Faults::kind(place, "string", &other)),
                    None => return Err(Faults::missing(place)),
                };
                match tag.as_str() {
                    $( $Object::TAG => {
                        <$Object as ::deserr::Deserr<Faults>>::deserialize_from_value(Value::<V>::Map(map), at).map(|it| Self::$Variant(Box::new(it)))
                    } )*
                    _ => Err(Faults::option(place, &tag, Self::TAGS)),
                }
            }
        }

        impl $crate::edit::model::slot::Slot for $Name {}

        impl ::schemars::JsonSchema for $Name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                let objects = [$( ($Object::TAG, generator.subschema_for::<$Object>()), )*];
                let mapping: ::serde_json::Map<String, ::serde_json::Value> = objects
                    .iter()
                    .filter_map(|(tag, schema)| Some(((*tag).to_owned(), schema.get("$ref")?.clone())))
                    .collect();
                let schema = ::schemars::json_schema!({
                    "oneOf": objects.map(|(_, schema)| schema),
                    "discriminator": { "propertyName": $tag, "mapping": mapping },
                });
                $crate::edit::model::describe(schema, &[$($doc),*])
            }
        }
    };
}
