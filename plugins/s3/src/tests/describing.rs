//! What the library says of itself, and what the schemas take.

use crate::Transfer;
use jsonschema::Validator;
use plugin_sdk::{Completion, Destination, Provider, Resume, Value, json};

fn provider(id: &str) -> Provider {
    Transfer::describe().providers.into_iter().find(|provider| provider.id == id).unwrap()
}

fn takes(schema: &Value, value: &Value) -> bool {
    Validator::new(schema).unwrap().is_valid(value)
}

#[test]
fn four_providers_are_described_for_forms() {
    let providers = Transfer::describe().providers;
    assert_eq!(providers.iter().map(|provider| &*provider.id).collect::<Vec<_>>(), ["s3", "r2", "b2", "wasabi"]);
    for provider in &providers {
        assert_eq!(provider.endpoint.as_deref(), Some("endpoint"));
        assert_eq!(provider.selects["bucket"], "bucket");
        let Value::Object(config) = &provider.config_schema["properties"] else { panic!("no properties") };
        for schema in [&provider.config_schema, &provider.options_schema] {
            assert_eq!(schema["additionalProperties"], false);
            for (name, property) in schema["properties"].as_object().unwrap() {
                assert!(property["title"].is_string() && property["description"].is_string(), "{name}");
                assert!(property.get("writeOnly").is_none() || name == "secretAccessKey", "{name}");
            }
        }
        assert_eq!(config["secretAccessKey"]["writeOnly"], true);
        assert_eq!(provider.capabilities.completion, Completion::Atomic);
        assert_eq!(provider.capabilities.resume, Resume::Parts);
        let has_acl = config.contains_key("acl");
        assert_eq!(has_acl, provider.id == "s3" || provider.id == "wasabi");
        assert_eq!(has_acl, provider.options_schema["properties"].get("acl").is_some());
    }
}

#[test]
fn a_configuration_has_what_it_needs_and_nothing_else() {
    let keys = json!({ "bucket": "my.films-1", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "a/b+c" });
    let with = |name: &str, value: &str| {
        let mut config = keys.clone();
        config[name] = json!(value);
        config
    };
    for (id, alone) in [("s3", true), ("wasabi", true), ("r2", false), ("b2", false)] {
        let schema = provider(id).config_schema;
        assert_eq!(takes(&schema, &keys), alone, "{id}");
        for endpoint in
            ["https://abc.r2.cloudflarestorage.com", "http://127.0.0.1:9000", "s3.us-west-004.backblazeb2.com"]
        {
            assert!(takes(&schema, &with("endpoint", endpoint)), "{id} {endpoint}");
        }
        for endpoint in ["https://a b", "ftp://example.com", "https://user@example.com", "https://example.com?a=b"] {
            assert!(!takes(&schema, &with("endpoint", endpoint)), "{id} {endpoint}");
        }
    }
    let schema = provider("s3").config_schema;
    for (name, good, bad) in [
        ("bucket", "films", "a/b"),
        ("region", "eu-west-1", "eu.evil.example"),
        ("region", "", "eu/west"),
        ("publicUrl", "https://cdn.example.com/v", "cdn.example.com"),
        ("publicUrl", "", "https://cdn.example.com/?a"),
        ("acl", "public-read", "everybody"),
        ("accessKeyId", "minioadmin", "a b"),
        ("pathPrefix", "videos/2026", &"x".repeat(513)),
    ] {
        assert!(takes(&schema, &with(name, good)), "{name}: {good}");
        assert!(!takes(&schema, &with(name, bad)), "{name}: {bad}");
    }
    assert!(!takes(&schema, &with("password", "x")));
    assert!(!takes(&provider("r2").options_schema, &json!({ "acl": "public-read" })));
    assert!(takes(
        &provider("s3").options_schema,
        &json!({ "bucket": "films", "region": "eu-west-1", "acl": "private" })
    ));
}
