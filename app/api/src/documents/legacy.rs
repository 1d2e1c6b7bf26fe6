//! Shotstack's older base without `/edit`, which much public code still uses, as deprecated paths of the document.

use domain::Environment;
use serde_json::{Value, json};

/// Adds `/v1/…` and `/stage/…` for each `/edit/{version}/…`, with operation ids of their own. They are not one path with a
/// parameter, because `/v1` is shared: without a Shotstack key the workspace API's rules hold there.
pub(super) fn add(mut document: Value) -> Value {
    let Some(paths) = document["paths"].as_object_mut() else { return document };
    let edit: Vec<(String, Value)> = paths.iter().map(|(path, item)| (path.clone(), item.clone())).collect();
    for (path, item) in edit {
        let Some(rest) = path.strip_prefix("/edit/{version}") else { continue };
        for environment in Environment::ALL {
            let mut item = item.clone();
            for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
                deprecate(operation, environment);
            }
            paths.insert(format!("/{environment}{rest}"), item);
        }
    }
    document
}

fn deprecate(operation: &mut Value, environment: Environment) {
    let suffix = match environment {
        Environment::Production => "LegacyV1",
        Environment::Stage => "LegacyStage",
    };
    if let Some(id) = operation["operationId"].as_str() {
        operation["operationId"] = json!(format!("{id}{suffix}"));
    }
    operation["deprecated"] = json!(true);
    if let Some(parameters) = operation["parameters"].as_array_mut() {
        parameters.retain(|parameter| parameter["name"] != "version");
    }
}
