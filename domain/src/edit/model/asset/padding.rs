//! Room around a text.

use crate::edit::fault::Faults;
use crate::edit::model::number::NonNegative;
use crate::edit::model::slot::Slot;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// Room between the box and the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Padding {
    /// The same on every side, in pixels.
    All(f64),
    /// Each side on its own.
    Sides(RichTextPadding),
}

object! {
    /// Room between the box and the text, each side on its own.
    pub struct RichTextPadding {
        /// Above, in pixels. Default 0.
        pub top: Option<NonNegative>,
        /// To the right, in pixels. Default 0.
        pub right: Option<NonNegative>,
        /// Below, in pixels. Default 0.
        pub bottom: Option<NonNegative>,
        /// To the left, in pixels. Default 0.
        pub left: Option<NonNegative>,
    }
}

impl Deserr<Faults> for Padding {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        match value {
            Value::Map(_) => RichTextPadding::deserialize_from_value(value, at).map(Self::Sides),
            all => NonNegative::deserialize_from_value(all, at).map(|all| Self::All(all.get())),
        }
    }
}

impl Slot for Padding {
    fn is_blank<V: IntoValue>(value: &Value<V>) -> bool {
        NonNegative::is_blank(value)
    }
}

impl JsonSchema for Padding {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Padding".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "oneOf": [NonNegative::schema(generator), RichTextPadding::schema(generator)] })
    }
}
