//! Lists that may not be shorter than something.

use super::slot::Slot;
use crate::edit::fault::Faults;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use std::ops::Deref;

/// A list of at least `LEAST` items. Reads like a slice.
#[derive(Clone, Debug, PartialEq)]
pub struct AtLeast<const LEAST: usize, T>(Vec<T>);

impl<const LEAST: usize, T> Deref for AtLeast<LEAST, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, const LEAST: usize, T> IntoIterator for &'a AtLeast<LEAST, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<const LEAST: usize, T: Slot> Deserr<Faults> for AtLeast<LEAST, T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        let items = Vec::<T>::deserialize_from_value(value, at)?;
        if items.len() < LEAST {
            return Err(Faults::at(at, format!("Too small: expected array to have >={LEAST} items")));
        }
        Ok(Self(items))
    }
}

impl<const LEAST: usize, T: Slot> Slot for AtLeast<LEAST, T> {}

impl<const LEAST: usize, T: Slot> JsonSchema for AtLeast<LEAST, T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("AtLeast{LEAST}{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": T::schema(generator), "minItems": LEAST })
    }
}
