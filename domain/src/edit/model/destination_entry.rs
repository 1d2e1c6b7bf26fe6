//! Where finished files are sent: one of the workspace's integrations, or a provider.

use super::destination::Destination;
use super::slot::Slot;
use crate::edit::fault::Faults;
use deserr::{Deserr, IntoValue, Map as _, Value, ValueKind, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// The key that names an integration.
const INTEGRATION: &str = "integrationId";

/// A destination: one of the workspace's integrations by its id, or a provider by its name.
#[derive(Clone, Debug, PartialEq)]
pub enum DestinationEntry {
    /// One of the workspace's integrations.
    Saved {
        /// Its id.
        integration: String,
        /// What else is said.
        destination: SavedDestination,
    },
    /// Our own hosting or a provider.
    Named(Destination),
}

object! {
    /// One of the workspace's integrations, as GET /v1/integrations lists them.
    pub struct SavedDestination {
        /// The integration's provider, such as "r2".
        pub provider: String,
        /// Folders of the file, in place of the integration's own prefix.
        pub path_prefix ["pathPrefix"]: Option<String>,
        /// File name without its extension. Default the render's id.
        pub filename: Option<String>,
        /// What this provider takes beside; GET /rushes/v1/providers describes it.
        pub options: Option<FreeOptions>,
    }
}

/// An object of a provider's own: its plugin knows what may be in it.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeOptions(pub serde_json::Value);

impl Deserr<Faults> for FreeOptions {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        match value {
            Value::Map(_) => serde_json::Value::deserialize_from_value(value, at).map(Self),
            other => Err(Faults::kind(at, "object", &other)),
        }
    }
}

impl Slot for FreeOptions {}

impl JsonSchema for FreeOptions {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FreeOptions".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

impl Deserr<Faults> for DestinationEntry {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        let Value::Map(mut map) = value else { return Err(Faults::kind(at, "object", &value)) };
        // Who names an integration means one, whatever else is there.
        let id = map.remove(INTEGRATION).filter(|id| id.kind() != ValueKind::Null);
        let Some(id) = id else {
            return Destination::deserialize_from_value(Value::<V>::Map(map), at).map(Self::Named);
        };
        let integration = String::deserialize_from_value(id.into_value(), at.push_key(INTEGRATION));
        let destination = SavedDestination::deserialize_from_value(Value::<V>::Map(map), at);
        match (integration, destination) {
            (Ok(integration), Ok(destination)) => Ok(Self::Saved { integration, destination }),
            (Err(mut faults), Err(more)) => {
                faults.add(more);
                Err(faults)
            }
            (Err(faults), Ok(_)) | (Ok(_), Err(faults)) => Err(faults),
        }
    }
}

impl Slot for DestinationEntry {}

impl JsonSchema for DestinationEntry {
    fn schema_name() -> Cow<'static, str> {
        "DestinationEntry".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let named = generator.subschema_for::<Destination>();
        let mut saved = SavedDestination::json_schema(generator);
        let id = serde_json::json!({ "type": "string", "description": "The integration's id." });
        if let Some(properties) = saved.get_mut("properties").and_then(serde_json::Value::as_object_mut) {
            properties.insert(INTEGRATION.into(), id);
        }
        saved.insert("required".into(), serde_json::json!([INTEGRATION, "provider"]));
        json_schema!({
            "description": "Where the files are sent: a provider by its name, or one of the workspace's integrations.",
            "anyOf": [named, saved],
        })
    }
}
