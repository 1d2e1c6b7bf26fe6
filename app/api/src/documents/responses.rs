//! Every refusal that the server can send is in the document, without a word in the handlers: by family of routes.

use crate::dialect::Family;
use crate::errors::{Shape, error_schemas, error_statuses};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Adds the family's error responses to each operation that does not name them itself, and their schemas.
pub(super) fn add(document: &mut Value) {
    let Some(paths) = document["paths"].as_object_mut() else { return };
    let mut used = BTreeSet::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let deprecated = operation["deprecated"] == true;
            let shape = Shape {
                // The legacy base carries the Edit API's bodies.
                family: if deprecated { Family::Edit } else { Family::of_path(path) },
                has_body: operation.get("requestBody").is_some(),
                // The default destination is one thing, and may not be there.
                has_id: path.contains('{') || path.starts_with("/v1/destination"),
                changes: method != "get",
            };
            let public = operation["security"].as_array().is_none_or(Vec::is_empty);
            let Some(responses) = operation["responses"].as_object_mut() else { continue };
            if deprecated && path.starts_with("/v1/") {
                // Without a Shotstack key the workspace API answers here.
                used.insert("WorkspaceError");
                responses.entry("401").or_insert_with(|| response("401", "WorkspaceError", "application/json"));
            }
            for response in responses.values_mut().filter(|response| response["description"] == "") {
                response["description"] = json!("Success");
            }
            for (status, schema, media) in error_statuses(&shape) {
                if public && matches!(status, "403" | "409") {
                    continue;
                }
                used.insert(schema);
                responses.entry(status).or_insert_with(|| response(status, schema, media));
            }
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.extend(error_schemas().into_iter().filter(|(name, _)| used.contains(name.as_str())));
    }
}

fn response(status: &str, schema: &str, media: &str) -> Value {
    let description = match status {
        "400" => "Not valid; every fault is named with its path",
        "401" => "No credential, or one that opens nothing",
        "403" => "Forbidden",
        "404" => "No such thing, or another workspace's",
        "405" => "The path does not have this method",
        "409" => "It is past the point where this can be done",
        "413" => "The body is too large",
        "415" => "The body is not JSON",
        "429" => "Too many requests in this minute",
        "503" => "A store cannot be reached; try again",
        _ => "A fault of the server",
    };
    let reference = format!("#/components/schemas/{schema}");
    let mut response = json!({ "description": description, "content": { media: { "schema": { "$ref": reference } } } });
    let integer = |text: &str| json!({ "description": text, "schema": { "type": "integer" } });
    if matches!(status, "429" | "503") {
        response["headers"] = json!({ "Retry-After": integer("Seconds to wait") });
    }
    if status == "405" {
        response["headers"] = json!({ "Allow": { "schema": { "type": "string" } } });
    }
    response
}
