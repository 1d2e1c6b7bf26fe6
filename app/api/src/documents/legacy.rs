//! Shotstack's older base without `/edit`, which much public code still uses, as deprecated paths of the document.

use serde_json::{Value, json};

/// Adds `/{version}/…` for each `/edit/{version}/…`, with operation ids of its own.
pub(super) fn add(mut document: Value) -> Value {
    let Some(paths) = document["paths"].as_object_mut() else { return document };
    let edit: Vec<(String, Value)> = paths.iter().map(|(path, item)| (path.clone(), item.clone())).collect();
    for (path, mut item) in edit {
        let Some(legacy) = path.strip_prefix("/edit") else { continue };
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            if let Some(id) = operation["operationId"].as_str() {
                operation["operationId"] = json!(format!("{id}Legacy"));
                operation["deprecated"] = json!(true);
            }
        }
        paths.insert(legacy.to_owned(), item);
    }
    document
}
