//! The edit itself.

use super::output::Output;
use super::text::CallbackAddress;
use super::timeline::Timeline;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value as Json;
use std::borrow::Cow;

object! {
    /// An edit: what to render and how. Wherever a number is expected, a text that is one, such as "42", is accepted too.
    pub struct Edit {
        /// What is shown and heard, and when.
        pub timeline: Timeline,
        /// What file is made of it.
        pub output: Output,
        /// Texts that replace placeholders such as {{ NAME }} in the timeline and the output.
        pub merge: Option<Vec<MergeField>>,
        /// Address that is told when the render has finished.
        pub callback: Option<CallbackAddress>,
        /// Deprecated and ignored.
        pub disk: Option<Disk>,
        /// Class of machine. Accepted and ignored.
        pub instance: Option<Instance>,
    }
}

object! {
    /// A placeholder's name and what replaces it.
    pub struct MergeField {
        /// The name without braces.
        pub find: String,
        /// The replacement: any JSON value.
        pub replace: Anything,
    }
}

choice! {
    /// Where a render's files are kept. Deprecated and ignored.
    pub enum Disk {
        /// On the machine.
        Local = "local",
        /// On a mounted volume.
        Mount = "mount",
    }
}

choice! {
    /// Class of machine. Accepted and ignored.
    pub enum Instance {
        /// Standard.
        S1 = "s1",
        /// Large.
        S2 = "s2",
        /// Accelerated.
        A1 = "a1",
    }
}

/// Any JSON value.
#[derive(Clone, Debug, PartialEq)]
pub struct Anything(pub Json);

impl deserr::Deserr<crate::edit::fault::Faults> for Anything {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        _: deserr::ValuePointerRef<'_>,
    ) -> Result<Self, crate::edit::fault::Faults> {
        Ok(Self(json(value)))
    }
}

fn json<V: deserr::IntoValue>(value: deserr::Value<V>) -> Json {
    use deserr::{Map, Sequence, Value};
    match value {
        Value::Null => Json::Null,
        Value::Boolean(value) => value.into(),
        Value::Integer(value) => value.into(),
        Value::NegativeInteger(value) => value.into(),
        Value::Float(value) => value.into(),
        Value::String(value) => value.into(),
        Value::Sequence(items) => items.into_iter().map(|item| json(item.into_value())).collect(),
        Value::Map(entries) => {
            Json::Object(entries.into_iter().map(|(key, value)| (key, json(value.into_value()))).collect())
        }
    }
}

impl super::slot::Slot for Anything {}

impl JsonSchema for Anything {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Anything".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::default()
    }
}
