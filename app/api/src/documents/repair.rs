//! What the generator gets wrong, put right in one place.
//!
//! 1. Unions carry `type: object` beside `oneOf`, which nothing but an object satisfies: the type goes.
//! 2. The media type's key holds a charset: it goes.
//! 3. A described reference is written as `allOf` with a branch that holds the description alone, twice: one goes.
//! 4. An event stream is described as an array: it is text, and the events' schema stands beside it.
//! 5. Error responses are missing: see `responses`.
//! 6. The domain's schemas take the place of their placeholders; a name that is taken, or a reference that leads nowhere,
//!    is an error.
//! 7. What schema makers for JSON Schema write and OpenAPI 3.0 does not know is put in its words: null branches, `const`,
//!    lists of types, exclusive bounds as numbers, bounds at the ends of a float's range.

use super::raw::PLACEHOLDER;
use super::{DocumentError, responses};
use serde_json::{Map, Value, json};

/// The document with all repairs made. Making them twice changes nothing.
pub(super) fn repair(mut document: Value) -> Result<Value, DocumentError> {
    insert_domain_schemas(&mut document)?;
    walk(&mut document, &mut fix);
    responses::add(&mut document);
    describe_parameters(&mut document);
    refuse_dangling(&document)?;
    Ok(document)
}

fn insert_domain_schemas(document: &mut Value) -> Result<(), DocumentError> {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return Ok(()) };
    let wanted = schemas.values().any(|schema| schema["description"] == PLACEHOLDER);
    if !wanted {
        return Ok(());
    }
    for (name, schema) in domain::edit::components() {
        match schemas.get(&name) {
            Some(taken) if taken["description"] != PLACEHOLDER && *taken != schema => {
                return Err(DocumentError::NameTaken(name));
            }
            _ => schemas.insert(name, schema),
        };
    }
    match schemas.iter().find(|(_, schema)| schema["description"] == PLACEHOLDER) {
        Some((name, _)) => Err(DocumentError::Dangling(format!("#/components/schemas/{name}"))),
        None => Ok(()),
    }
}

/// Calls `change` on every object of the document, innermost first.
fn walk(value: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(|inner| walk(inner, change));
            change(map);
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| walk(inner, change)),
        _ => {}
    }
}

fn fix(map: &mut Map<String, Value>) {
    if (map.contains_key("oneOf") || map.contains_key("anyOf")) && map.get("type").is_some_and(|t| t == "object") {
        map.remove("type");
    }
    if let Some(Value::Array(branches)) = map.get_mut("allOf") {
        let says_nothing =
            |branch: &Value| branch.as_object().is_some_and(|b| b.keys().all(|key| key == "description"));
        branches.retain(|branch| !says_nothing(branch));
    }
    if let Some(content) = map.remove("application/json; charset=utf-8") {
        map.insert("application/json".into(), content);
    }
    if let Some(stream) = map.get_mut("text/event-stream")
        && let Some(events) = stream.pointer("/schema/items").cloned()
    {
        *stream = json!({ "schema": { "type": "string" }, "x-event-schema": events });
    }
    into_openapi_3_0(map);
}

fn into_openapi_3_0(map: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = map.get("type").cloned() {
        let is_null = |t: &Value| t == "null";
        let named: Vec<Value> = types.iter().filter(|t| !is_null(t)).cloned().collect();
        if types.iter().any(is_null) {
            map.insert("nullable".into(), json!(true));
        }
        if let [only] = named.as_slice() {
            map.insert("type".into(), only.clone());
        } else {
            map.remove("type");
            map.insert("anyOf".into(), named.iter().map(|t| json!({ "type": t })).collect());
        }
    }
    for union in ["oneOf", "anyOf"] {
        let Some(Value::Array(branches)) = map.get_mut(union) else { continue };
        let before = branches.len();
        branches.retain(|branch| branch["type"] != "null");
        if branches.len() == before {
            continue;
        }
        if let [only] = branches.as_slice() {
            let only = only.clone();
            map.remove(union);
            match only {
                Value::Object(inner) if !inner.contains_key("$ref") => map.extend(inner),
                reference => {
                    map.insert("allOf".into(), json!([reference]));
                }
            }
        }
        map.insert("nullable".into(), json!(true));
    }
    // `const` is also a plain name of a property; as a keyword its value is never a schema with a type.
    if let Some(constant) = map.get("const").filter(|value| !value.is_object()).cloned() {
        map.remove("const");
        map.insert("enum".into(), json!([constant]));
    }
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(bound) = map.get(exclusive).filter(|bound| bound.is_number()).cloned() {
            map.insert(inclusive.into(), bound);
            map.insert(exclusive.into(), json!(true));
        }
    }
    for bound in ["minimum", "maximum"] {
        if map.get(bound).and_then(Value::as_f64).is_some_and(|value| value.abs() > 1e300) {
            map.remove(bound);
        }
    }
}

/// Path parameters have no descriptions in handlers' signatures that clients would miss; the version's says what it is.
fn describe_parameters(document: &mut Value) {
    walk(document, &mut |map| {
        if map.get("in").is_some_and(|place| place == "path") && map.get("name").is_some_and(|name| name == "version") {
            map.insert("description".into(), json!("`v1` is production, `stage` the sandbox; keys open one of them"));
        }
    });
}

fn refuse_dangling(document: &Value) -> Result<(), DocumentError> {
    let mut references = Vec::new();
    walk(&mut document.clone(), &mut |map| {
        references.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
    });
    let there = |reference: &str| reference.strip_prefix('#').is_some_and(|path| document.pointer(path).is_some());
    match references.into_iter().find(|reference| !there(reference)) {
        Some(reference) => Err(DocumentError::Dangling(reference)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(mut value: Value) -> Value {
        walk(&mut value, &mut fix);
        value
    }

    #[test]
    fn a_union_of_anything_is_not_an_object() {
        let union = json!({ "type": "object", "oneOf": [{ "type": "number" }, { "type": "array" }] });
        assert_eq!(fixed(union), json!({ "oneOf": [{ "type": "number" }, { "type": "array" }] }));
    }

    #[test]
    fn media_types_lose_their_charset() {
        let content = json!({ "content": { "application/json; charset=utf-8": { "schema": {} } } });
        assert_eq!(fixed(content), json!({ "content": { "application/json": { "schema": {} } } }));
    }

    #[test]
    fn an_event_stream_is_text() {
        let stream = json!({ "text/event-stream": { "schema": { "type": "array", "items": { "$ref": "#/x" } } } });
        let expected =
            json!({ "text/event-stream": { "schema": { "type": "string" }, "x-event-schema": { "$ref": "#/x" } } });
        assert_eq!(fixed(stream.clone()), expected);
        assert_eq!(fixed(fixed(stream)), expected);
    }

    #[test]
    fn a_described_reference_is_described_once() {
        let twice = json!({ "allOf": [{ "$ref": "#/a" }, { "description": "A." }], "description": "A." });
        assert_eq!(fixed(twice), json!({ "allOf": [{ "$ref": "#/a" }], "description": "A." }));
    }

    #[test]
    fn null_branches_become_nullable() {
        let optional = json!({ "anyOf": [{ "$ref": "#/a" }, { "type": "null" }] });
        assert_eq!(fixed(optional), json!({ "allOf": [{ "$ref": "#/a" }], "nullable": true }));
        assert_eq!(fixed(json!({ "type": ["string", "null"] })), json!({ "type": "string", "nullable": true }));
        let list = json!({ "type": ["number", "string"] });
        assert_eq!(fixed(list), json!({ "anyOf": [{ "type": "number" }, { "type": "string" }] }));
    }

    #[test]
    fn constants_and_bounds_are_in_openapis_words() {
        assert_eq!(fixed(json!({ "const": "video" })), json!({ "enum": ["video"] }));
        let open = json!({ "exclusiveMinimum": 0, "maximum": f64::MAX });
        assert_eq!(fixed(open), json!({ "minimum": 0, "exclusiveMinimum": true }));
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_an_error() {
        let document =
            json!({ "paths": {}, "components": { "schemas": { "A": { "$ref": "#/components/schemas/B" } } } });
        assert!(matches!(repair(document), Err(DocumentError::Dangling(name)) if name.ends_with("/B")));
    }
}
