use super::*;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The documents as they are checked in. `UPDATE_OPENAPI=1` writes them anew.
#[test]
fn the_documents_are_those_checked_in() {
    let Documents { shotstack, rushes } = documents().unwrap();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../openapi");
    for (name, document) in [("shotstack.json", shotstack), ("rushes.json", rushes)] {
        let path = folder.join(name);
        if std::env::var_os("UPDATE_OPENAPI").is_some_and(|value| value == "1") {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, printed(&document)).unwrap();
        }
        let checked_in = std::fs::read_to_string(&path).unwrap();
        assert!(
            checked_in == printed(&document),
            "openapi/{name} is not what the server makes; run with UPDATE_OPENAPI=1"
        );
    }
}

#[test]
fn repairing_twice_changes_nothing() {
    let Documents { shotstack, rushes } = documents().unwrap();
    for document in [shotstack, rushes] {
        assert!(repair::repair(document.clone()).unwrap() == document);
    }
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let each = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
    });
    each.collect()
}

#[test]
fn every_route_is_documented_under_its_own_name() {
    let Documents { shotstack, rushes } = documents().unwrap();
    let names = |document: &Value| -> Vec<String> {
        operations(document).into_iter().map(|(method, path, _)| format!("{method} {path}")).collect()
    };
    assert_eq!(
        names(&shotstack),
        [
            "POST /edit/{version}/render",
            "GET /edit/{version}/render/{id}",
            "GET /serve/{version}/assets/render/{id}",
            "DELETE /serve/{version}/assets/{id}",
            "GET /serve/{version}/assets/{id}",
            "POST /stage/render",
            "GET /stage/render/{id}",
            "POST /v1/render",
            "GET /v1/render/{id}",
        ]
    );
    assert_eq!(
        names(&rushes),
        [
            "GET /rushes/v1/audit",
            "GET /rushes/v1/audit/export",
            "GET /rushes/v1/audit/head",
            "POST /rushes/v1/auth/login",
            "GET /rushes/v1/providers",
            "GET /rushes/v1/renders",
            "GET /rushes/v1/renders/{id}",
            "POST /rushes/v1/renders/{id}/cancel",
            "GET /rushes/v1/renders/{id}/events",
            "GET /rushes/v1/renders/{id}/history",
            "GET /rushes/v1/renders/{id}/progress",
            "GET /rushes/v1/transfers",
            "POST /rushes/v1/transfers/{id}/retry",
            "GET /v1/api-keys",
            "POST /v1/api-keys",
            "DELETE /v1/api-keys/{id}",
            "DELETE /v1/destination",
            "GET /v1/destination",
            "PUT /v1/destination",
            "POST /v1/destination/test",
            "GET /v1/integrations",
            "POST /v1/integrations",
            "GET /v1/integrations/drive/auth-url",
            "DELETE /v1/integrations/{id}",
            "PUT /v1/integrations/{id}",
            "POST /v1/integrations/{id}/test",
        ]
    );
    for document in [shotstack, rushes] {
        let ids: Vec<String> = operations(&document).iter().map(|(_, _, o)| o["operationId"].to_string()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    }
}

#[test]
fn every_refusal_is_documented_in_its_family_s_words() {
    let Documents { shotstack, rushes } = documents().unwrap();
    let reference = |operation: &Value, status: &str, media: &str| {
        operation["responses"][status]["content"][media]["schema"]["$ref"].as_str().unwrap_or_default().to_owned()
    };
    let render = &shotstack["paths"]["/edit/{version}/render"]["post"];
    assert_eq!(reference(render, "400", "application/json"), "#/components/schemas/EditError");
    assert_eq!(reference(render, "403", "application/json"), "#/components/schemas/GatewayError");
    assert_eq!(reference(render, "413", "application/json"), "#/components/schemas/EditError");
    assert!(render["responses"]["401"].is_null());
    let asset = &shotstack["paths"]["/serve/{version}/assets/{id}"]["get"];
    assert_eq!(reference(asset, "404", "application/json"), "#/components/schemas/ServeError");
    let keys = &rushes["paths"]["/v1/api-keys"]["post"];
    assert_eq!(reference(keys, "401", "application/json"), "#/components/schemas/WorkspaceError");
    let cancel = &rushes["paths"]["/rushes/v1/renders/{id}/cancel"]["post"];
    assert_eq!(reference(cancel, "409", "application/problem+json"), "#/components/schemas/Problem");
    let list = &rushes["paths"]["/rushes/v1/renders"]["get"];
    assert_eq!(reference(list, "401", "application/problem+json"), "#/components/schemas/Problem");
}

#[test]
fn the_edit_is_the_domain_s_and_every_reference_leads_somewhere() {
    let document = documents().unwrap().shotstack;
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let body = &document["paths"]["/edit/{version}/render"]["post"]["requestBody"]["content"]["application/json"];
    assert_eq!(body["schema"]["$ref"], "#/components/schemas/Edit");
    assert!(domain::edit::components().keys().all(|name| schemas.contains_key(name)));
    assert!(schemas["Edit"]["properties"]["timeline"].is_object());
    assert!(!document.to_string().contains(raw::PLACEHOLDER));
}

#[test]
fn nothing_is_said_that_openapi_3_0_does_not_know() {
    fn look(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                let is_null = map.get("type").is_some_and(|t| t == "null" || t.is_array());
                let exclusive = map.get("exclusiveMinimum").or(map.get("exclusiveMaximum"));
                let union = map.contains_key("oneOf") && map.get("type").is_some_and(|t| t == "object");
                if is_null || union || exclusive.is_some_and(Value::is_number) || map.contains_key("$defs") {
                    found.push(at.to_owned());
                }
                map.iter().for_each(|(key, inner)| look(inner, &format!("{at}/{key}"), found));
            }
            Value::Array(items) => items.iter().for_each(|inner| look(inner, at, found)),
            _ => {}
        }
    }
    let Documents { shotstack, rushes } = documents().unwrap();
    let mut found = Vec::new();
    look(&shotstack, "", &mut found);
    look(&rushes, "", &mut found);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_legacy_base_is_deprecated_and_the_same() {
    let document = documents().unwrap().shotstack;
    let render = |path: &str| document["paths"][path]["post"].clone();
    let (edit, stage, v1) = (render("/edit/{version}/render"), render("/stage/render"), render("/v1/render"));
    assert_eq!(
        (&stage["operationId"], &v1["operationId"]),
        (&json!("postRenderLegacyStage"), &json!("postRenderLegacyV1"))
    );
    assert_eq!((&stage["deprecated"], &v1["deprecated"]), (&json!(true), &json!(true)));
    let mut parameters = edit["parameters"].as_array().unwrap().clone();
    parameters.retain(|parameter| parameter["name"] != "version");
    assert_eq!((&stage["requestBody"], &stage["parameters"]), (&edit["requestBody"], &json!(parameters)));
    assert_eq!(stage["responses"]["400"], edit["responses"]["400"]);
    let shared = &v1["responses"]["401"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(*shared, "#/components/schemas/WorkspaceError");
    assert!(stage["responses"]["401"].is_null());
}
