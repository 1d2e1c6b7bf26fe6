//! When a clip starts and how long it lasts.

use super::number::NonNegative;
use super::slot::Slot;
use super::text::is_alias;
use crate::edit::fault::Faults;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// When a clip starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// At this many seconds of the timeline.
    At(f64),
    /// Where the clip before it in the same track ends; 0 for the first.
    Auto,
    /// When the clip with this alias starts.
    Alias(String),
}

/// How long a clip lasts.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// This many seconds.
    Seconds(f64),
    /// As long as its asset.
    Auto,
    /// To the end of the timeline.
    End,
    /// As long as the clip with this alias.
    Alias(String),
}

/// The name behind `alias://`, when the text is such a reference.
fn alias(text: &str) -> Option<String> {
    text.strip_prefix("alias://").filter(|name| is_alias(name)).map(str::to_owned)
}

impl Deserr<Faults> for Start {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        if let Value::String(text) = &value {
            if text == "auto" {
                return Ok(Self::Auto);
            }
            if let Some(name) = alias(text) {
                return Ok(Self::Alias(name));
            }
        }
        seconds(value, at, "\"auto\" or \"alias://NAME\"").map(Self::At)
    }
}

impl Deserr<Faults> for Length {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        if let Value::String(text) = &value {
            match text.as_str() {
                "auto" => return Ok(Self::Auto),
                "end" => return Ok(Self::End),
                _ => {}
            }
            if let Some(name) = alias(text) {
                return Ok(Self::Alias(name));
            }
        }
        seconds(value, at, "\"auto\", \"end\" or \"alias://NAME\"").map(Self::Seconds)
    }
}

/// Reads seconds; a fault also names the words that could stand instead.
fn seconds<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>, words: &str) -> Result<f64, Faults> {
    NonNegative::deserialize_from_value(value, at).map(NonNegative::get).map_err(|mut faults| {
        for fault in &mut faults.0 {
            fault.message.push_str(&format!(" (seconds, {words})"));
        }
        faults
    })
}

impl Slot for Start {}
impl Slot for Length {}

impl JsonSchema for Start {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Start".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        union("^(auto|alias://[A-Za-z0-9_-]+)$")
    }
}

impl JsonSchema for Length {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Length".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        union("^(auto|end|alias://[A-Za-z0-9_-]+)$")
    }
}

fn union(pattern: &str) -> Schema {
    json_schema!({ "oneOf": [{ "type": "number", "minimum": 0 }, { "type": "string", "pattern": pattern }] })
}
