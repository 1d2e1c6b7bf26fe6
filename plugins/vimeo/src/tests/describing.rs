//! The description, and the schemas in it.

use crate::Transfer;
use plugin_sdk::{Destination, Value, json};

#[test]
fn every_property_is_explained_and_secrets_are_marked() {
    let provider = Transfer::describe().providers.remove(0);
    for schema in [&provider.config_schema, &provider.options_schema] {
        assert_eq!(schema["additionalProperties"], false);
        for (name, property) in schema["properties"].as_object().unwrap() {
            assert!(property["title"].is_string() && property["description"].is_string(), "{name}");
        }
    }
    let secret = |name: &str| provider.config_schema["properties"][name]["writeOnly"] == true;
    assert!(secret("accessToken") && secret("videoPassword") && !secret("folderUri"));
    assert!(provider.config_schema["properties"].get(provider.endpoint.as_ref().unwrap()).is_some());
}

#[test]
fn schemas_take_what_is_right_and_nothing_else() {
    let provider = Transfer::describe().providers.remove(0);
    let takes = |schema: &Value, value: Value| jsonschema::validator_for(schema).unwrap().is_valid(&value);
    let config = &provider.config_schema;
    assert!(takes(
        config,
        json!({ "accessToken": "0123456789abcdef", "privacyView": "unlisted", "privacyAdd": false })
    ));
    assert!(!takes(config, json!({})));
    assert!(!takes(config, json!({ "accessToken": "with a space" })));
    assert!(!takes(config, json!({ "accessToken": "0123456789abcdef", "privacyView": "everybody" })));
    assert!(!takes(config, json!({ "accessToken": "0123456789abcdef", "endpoint": "https://api.vimeo.com/path" })));
    let options = &provider.options_schema;
    let all = json!({ "name": "n", "description": "d", "folderUri": "/users/1/projects/2",
        "privacy": { "view": "password", "embed": "whitelist", "comments": "contacts", "download": true,
            "add": true } });
    assert!(takes(options, all));
    assert!(!takes(options, json!({ "folderUri": "https://vimeo.com/x" })));
    assert!(!takes(options, json!({ "privacy": { "see": "anybody" } })));
}
