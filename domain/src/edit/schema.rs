//! The published schema of the edit, made from the same declarations that read it.

use super::model::Edit;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// OpenAPI 3.0 schemas by their names under `#/components/schemas`; the root is `Edit`.
pub fn components() -> Map<String, Value> {
    let mut generator = SchemaSettings::openapi3().into_generator();
    generator.subschema_for::<Edit>();
    generator.take_definitions(true)
}
