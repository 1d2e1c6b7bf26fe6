//! Texts with rules: a longest length, a colour, an address, an alias.

use super::slot::Slot;
use crate::edit::fault::{Faults, placeholder, short};
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use std::ops::Deref;

/// A text of at least `LEAST` and at most `MOST` characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded<const LEAST: usize, const MOST: usize>(String);

impl<const LEAST: usize, const MOST: usize> Deref for Bounded<LEAST, MOST> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const LEAST: usize, const MOST: usize> Deserr<Faults> for Bounded<LEAST, MOST> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        let text = string(value, at)?;
        let length = text.chars().count();
        if length < LEAST {
            return Err(Faults::at(at, format!("Too small: expected string to have >={LEAST} characters")));
        }
        if length > MOST {
            return Err(Faults::at(at, format!("Too big: expected string to have <={MOST} characters")));
        }
        Ok(Self(text))
    }
}

impl<const LEAST: usize, const MOST: usize> Slot for Bounded<LEAST, MOST> {}

impl<const LEAST: usize, const MOST: usize> JsonSchema for Bounded<LEAST, MOST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Text{LEAST}To{MOST}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "string", "maxLength": MOST });
        if LEAST > 0 {
            schema.insert("minLength".into(), LEAST.into());
        }
        schema
    }
}

/// A text that follows a pattern: the type, its pattern for the schema, the same rule for the reader, and what to say.
macro_rules! patterned {
    ($(#[doc = $doc:literal])* pub struct $Name:ident, $pattern:literal, $holds:expr, $wanted:literal) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Name(String);

        impl Deref for $Name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Deserr<Faults> for $Name {
            fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
                let text = string(value, at)?;
                let holds: fn(&str) -> bool = $holds;
                if holds(&text) {
                    return Ok(Self(text));
                }
                let found = placeholder(&text).unwrap_or_else(|| format!("{:?}", short(&text)));
                Err(Faults::at(at, format!("Invalid string: expected {}, received {found}", $wanted)))
            }
        }

        impl Slot for $Name {}

        impl JsonSchema for $Name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

patterned! {
    /// A colour of six hexadecimal digits, such as `#ff8800`.
    pub struct HexColor, "^#[A-Fa-f0-9]{6}$", is_hex_color, "a colour such as \"#ff8800\""
}

impl HexColor {
    /// Red, green and blue.
    pub fn rgb(&self) -> [u8; 3] {
        // The reader let only six hexadecimal digits through.
        let value = u32::from_str_radix(&self.0[1..], 16).unwrap_or_default();
        [(value >> 16) as u8, (value >> 8) as u8, value as u8]
    }
}

patterned! {
    /// The address of a file: http(s); `alias://` where a caption names a clip.
    pub struct SourceAddress, "\\S", |text| !text.trim().is_empty(), "the address of a file"
}

patterned! {
    /// The name by which other clips refer to a clip.
    pub struct Alias, "^[A-Za-z0-9_-]+$", is_alias, "letters, digits, underscores and hyphens"
}

/// The address that is told of a render's end. An empty one counts as absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackAddress(String);

impl Deref for CallbackAddress {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Deserr<Faults> for CallbackAddress {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        string(value, at).map(Self)
    }
}

impl Slot for CallbackAddress {
    fn is_blank<V: IntoValue>(value: &Value<V>) -> bool {
        matches!(value, Value::String(text) if text.trim().is_empty())
    }
}

impl JsonSchema for CallbackAddress {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CallbackAddress".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// Whether a text can be a clip's alias.
pub(super) fn is_alias(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn is_hex_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn string<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<String, Faults> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(Faults::kind(at, "string", &other)),
    }
}
