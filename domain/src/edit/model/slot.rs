//! What a key of an object can hold: the part that readers and schemas of objects share.

use crate::edit::fault::Faults;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// A type that can stand behind a key.
pub trait Slot: Deserr<Faults> + JsonSchema {
    /// Whether the key must be there.
    const REQUIRED: bool = true;

    /// What an absent key means; nothing when the key is required.
    fn absent() -> Option<Self> {
        None
    }

    /// Whether the value counts as absent in an optional slot. Numbers say yes to an empty string, as form builders
    /// send it.
    fn is_blank<V: IntoValue>(_: &Value<V>) -> bool {
        false
    }

    /// Reads the value behind the key.
    fn read<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        Self::deserialize_from_value(value, at)
    }

    /// The schema of the value when the key is there.
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Self>()
    }
}

impl<T: Slot> Slot for Option<T> {
    const REQUIRED: bool = false;

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_blank<V: IntoValue>(value: &Value<V>) -> bool {
        matches!(value, Value::Null) || T::is_blank(value)
    }

    fn read<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        if Self::is_blank(&value) { Ok(None) } else { T::read(value, at).map(Some) }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        T::schema(generator)
    }
}

impl Slot for bool {}
impl Slot for String {}
impl<T: Slot> Slot for Vec<T> {}
