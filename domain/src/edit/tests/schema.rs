//! The published schema: whole, clean, and true to the examples.

use super::assets::examples;
use super::edit_of;
use crate::edit::components;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The published schema as a validator of whole edits. OpenAPI 3.0 builds on the fourth draft of JSON Schema.
pub(super) static PUBLISHED: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let document = json!({
        "allOf": [{ "$ref": "#/components/schemas/Edit" }],
        "components": { "schemas": components() },
    });
    jsonschema::draft4::new(&document).unwrap()
});

/// Calls `visit` with every schema in `value` and its place.
fn walk(value: &Value, place: &str, visit: &mut dyn FnMut(&str, &Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(place, object);
            for (key, value) in object {
                walk(value, &format!("{place}/{key}"), visit);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(value, &format!("{place}/{index}"), visit);
            }
        }
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let components = components();
    let mut used = vec!["Edit".to_owned()];
    walk(&Value::Object(components.clone()), "", &mut |place, schema| {
        if let Some(reference) = schema.get("$ref") {
            let name = reference.as_str().unwrap().strip_prefix("#/components/schemas/").unwrap();
            assert!(components.contains_key(name), "{place}: {name}");
            assert_eq!(schema.len(), 1, "{place}: nothing may stand beside a reference");
            used.push(name.to_owned());
        }
    });
    used.sort();
    used.dedup();
    let mut names: Vec<&String> = components.keys().collect();
    names.sort();
    assert_eq!(used.iter().collect::<Vec<_>>(), names);
}

#[test]
fn the_schema_is_plain_openapi_3_0() {
    walk(&Value::Object(components()), "", &mut |place, schema| {
        // Inside "properties" the keys are a client's, not the schema's.
        if place.ends_with("/properties") {
            return;
        }
        for unknown in ["$defs", "$schema", "const", "nullable", "format", "prefixItems", "exclusiveMinimum"] {
            assert!(!schema.contains_key(unknown), "{place}: {unknown}");
        }
        if let Some(kind) = schema.get("type") {
            assert!(kind.is_string(), "{place}: one type, {kind}");
        }
        if schema.contains_key("properties") {
            assert_eq!(schema["additionalProperties"], json!(false), "{place}");
        }
        for bound in ["minimum", "maximum"] {
            if let Some(bound) = schema.get(bound).and_then(Value::as_f64) {
                assert!(bound.abs() <= 4_096.0, "{place}: {bound}");
            }
        }
    });
}

#[test]
fn every_component_and_every_key_is_explained() {
    for (name, component) in components() {
        assert!(component["description"].is_string(), "{name}");
        for (key, property) in component["properties"].as_object().into_iter().flatten() {
            let tag = component["required"][0] == json!(key) && matches!(key.as_str(), "type" | "provider");
            let explained = property.get("description").is_some() || property.get("$ref").is_some();
            assert!(explained || tag, "{name}.{key}");
        }
    }
}

#[test]
fn unions_tell_their_members_apart() {
    let components = components();
    for (name, tag, count) in [("Asset", "type", 16), ("Destination", "provider", 16)] {
        let union = &components[name];
        assert_eq!(union["discriminator"]["propertyName"], json!(tag));
        let mapping = union["discriminator"]["mapping"].as_object().unwrap();
        assert_eq!((mapping.len(), union["oneOf"].as_array().unwrap().len()), (count, count));
        for (value, reference) in mapping {
            let member = &components[reference.as_str().unwrap().rsplit('/').next().unwrap()];
            assert_eq!(member["properties"][tag]["enum"], json!([value]));
            assert!(member["required"].as_array().unwrap().contains(&json!(tag)));
        }
    }
}

#[test]
fn numbers_carry_their_bounds() {
    let components = components();
    let clip = &components["Clip"]["properties"];
    assert_eq!(clip["width"]["maximum"], json!(3840));
    let volume = &components["VideoAsset"]["properties"]["volume"]["oneOf"];
    assert_eq!(volume[0], json!({ "type": "number", "minimum": 0, "maximum": 1 }));
    assert_eq!(volume[1]["minItems"], json!(1));
    assert_eq!(clip["opacity"]["oneOf"][0], json!({ "type": "number" }));
    assert_eq!(components["RichTextAnimation"]["properties"]["duration"]["minimum"], json!(0.1));
    assert_eq!(components["Output"]["properties"]["fps"]["enum"][2], json!(23.976));
    assert_eq!(components["Transition"]["properties"]["in"]["enum"].as_array().unwrap().len(), 62);
    assert_eq!(components["Edit"]["required"], json!(["timeline", "output"]));
}

#[test]
fn the_examples_are_valid() {
    for asset in examples() {
        let edit = edit_of(asset.clone());
        let errors: Vec<String> = PUBLISHED.iter_errors(&edit).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{asset}");
    }
}
