//! The refusals in the API's documents: which statuses a family's operations may answer, and with which bodies.

use crate::dialect::Family;
use serde_json::{Map, Value, json};

/// The schemas of error bodies that a document's operations refer to.
pub(crate) fn error_schemas() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    let entries = json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["status", "title", "detail"],
            "properties": { "status": text(), "title": text(), "detail": text() },
        },
    });
    let schemas = json!({
        "EditError": {
            "type": "object",
            "required": ["success", "message", "response"],
            "properties": {
                "success": { "type": "boolean" },
                "message": text(),
                "response": {
                    "type": "object",
                    "properties": {
                        "message": text(),
                        "error": {
                            "type": "object",
                            "required": ["name", "details"],
                            "properties": {
                                "name": text(),
                                "details": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["message", "path"],
                                        "properties": { "message": text(), "path": text() },
                                    },
                                },
                            },
                        },
                    },
                },
                "errors": entries,
            },
        },
        "ServeError": { "type": "object", "required": ["errors"], "properties": { "errors": entries } },
        "GatewayError": {
            "type": "object",
            "required": ["message"],
            "properties": { "message": text(), "errors": entries },
        },
        "WorkspaceError": {
            "type": "object",
            "required": ["error"],
            "properties": { "error": text(), "message": text(), "details": { "type": "object" } },
        },
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "code", "detail", "retryable", "requestId"],
            "properties": {
                "type": text(),
                "title": text(),
                "status": { "type": "integer" },
                "code": text(),
                "detail": text(),
                "hint": text(),
                "pointer": text(),
                "retryable": { "type": "boolean" },
                "requestId": text(),
                "errors": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["pointer", "detail"],
                        "properties": { "pointer": text(), "detail": text() },
                    },
                },
            },
        },
    });
    match schemas {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// What matters of an operation for the refusals it may answer with.
pub(crate) struct Shape {
    /// Whose rules it follows.
    pub family: Family,
    /// Whether it takes a body.
    pub has_body: bool,
    /// Whether its path names a thing, which may not be there.
    pub has_id: bool,
    /// Whether it changes something, which may be past changing.
    pub changes: bool,
}

/// What an operation may answer besides success: status, schema name, media type.
pub(crate) fn error_statuses(shape: &Shape) -> Vec<(&'static str, &'static str, &'static str)> {
    let Shape { family, has_body, has_id, changes } = *shape;
    const JSON: &str = "application/json";
    let (body, gateway, media) = match family {
        Family::Edit => ("EditError", "GatewayError", JSON),
        Family::Serve => ("ServeError", "GatewayError", JSON),
        Family::Workspace => ("WorkspaceError", "WorkspaceError", JSON),
        Family::Rushes | Family::Open => ("Problem", "Problem", "application/problem+json"),
    };
    let mut statuses = vec![("400", body, media)];
    if !matches!(family, Family::Edit | Family::Serve) {
        statuses.push(("401", gateway, media));
    }
    statuses.push(("403", gateway, media));
    if has_id {
        statuses.push(("404", body, media));
    }
    statuses.push(("405", body, media));
    if changes && !matches!(family, Family::Edit) {
        statuses.push(("409", body, media));
    }
    if has_body {
        statuses.extend([("413", body, media), ("415", body, media)]);
    }
    statuses.extend([("429", gateway, media), ("500", body, media), ("503", body, media)]);
    statuses
}
