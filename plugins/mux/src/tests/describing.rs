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
    assert!(secret("tokenSecret") && !secret("tokenId"));
    assert!(provider.config_schema["properties"].get(provider.endpoint.as_ref().unwrap()).is_some());
}

#[test]
fn schemas_take_what_is_right_and_nothing_else() {
    let provider = Transfer::describe().providers.remove(0);
    let takes = |schema: &Value, value: Value| jsonschema::validator_for(schema).unwrap().is_valid(&value);
    let config = &provider.config_schema;
    assert!(takes(
        config,
        json!({ "tokenId": "a-b", "tokenSecret": "0123456789", "upload": "pull", "playbackPolicy": "signed" })
    ));
    assert!(!takes(config, json!({ "tokenId": "a-b" })));
    // A colon would end the name of the Basic header early.
    assert!(!takes(config, json!({ "tokenId": "a:b", "tokenSecret": "0123456789" })));
    assert!(!takes(config, json!({ "tokenId": "a", "tokenSecret": "0123456789", "upload": "push" })));
    let options = &provider.options_schema;
    assert!(takes(options, json!({ "playbackPolicy": ["public", "signed"], "passthrough": "é".repeat(255) })));
    assert!(!takes(options, json!({ "passthrough": "é".repeat(256) })));
    assert!(!takes(options, json!({ "playbackPolicy": ["drm"] })));
}
