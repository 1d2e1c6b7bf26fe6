//! What the library says of itself, and what the schemas take.

use super::driver::key_file;
use crate::Transfer;
use jsonschema::Validator;
use plugin_sdk::{Completion, Destination, Provider, Resume, Value, json};

fn provider() -> Provider {
    let mut providers = Transfer::describe().providers;
    assert_eq!(providers.len(), 1);
    providers.remove(0)
}

fn takes(schema: &Value, value: &Value) -> bool {
    Validator::new(schema).unwrap().is_valid(value)
}

#[test]
fn the_provider_is_described_for_forms() {
    let provider = provider();
    assert_eq!((&*provider.id, &*provider.aliases[0]), ("gcs", "google-cloud-storage"));
    assert_eq!(provider.endpoint.as_deref(), Some("endpoint"));
    assert_eq!(provider.selects["bucket"], "bucket");
    assert_eq!(provider.capabilities.completion, Completion::Atomic);
    assert_eq!(provider.capabilities.resume, Resume::Offset);
    for schema in [&provider.config_schema, &provider.options_schema] {
        assert_eq!(schema["additionalProperties"], false);
        for (name, property) in schema["properties"].as_object().unwrap() {
            assert!(property["title"].is_string() && property["description"].is_string(), "{name}");
            assert_eq!(property["writeOnly"] == true, name == "gcsServiceAccountJson", "{name}");
        }
    }
}

#[test]
fn a_configuration_has_what_it_needs_and_nothing_else() {
    let schema = provider().config_schema;
    let keys = json!({ "bucket": "films.example.com", "gcsServiceAccountJson": key_file().to_string() });
    let with = |name: &str, value: Value| {
        let mut config = keys.clone();
        config[name] = value;
        takes(&schema, &config)
    };
    assert!(takes(&schema, &keys));
    // Secrets are sealed as texts: whoever takes the configuration in writes an object down as one.
    assert!(!with("gcsServiceAccountJson", key_file()));
    for (name, good, bad) in [
        ("bucket", "films-1", "a/b"),
        ("bucket", "abc", "Films"),
        ("gcsProjectId", "films-project", "a b"),
        ("gcsProjectId", "", "a&b=c"),
        ("publicUrl", "https://cdn.example.com/v", "cdn.example.com"),
        ("publicUrl", "", "https://cdn.example.com/?a"),
        ("endpoint", "http://127.0.0.1:4443", "https://user@example.com"),
        ("endpoint", "", "storage.example.com"),
        ("pathPrefix", "videos/2026", &"x".repeat(513)),
    ] {
        assert!(with(name, json!(good)), "{name}: {good}");
        assert!(!with(name, json!(bad)), "{name}: {bad}");
    }
    for bad in
        [json!(""), json!(7), json!({}), json!({ "type": "authorized_user", "client_email": "a", "private_key": "b" })]
    {
        assert!(!with("gcsServiceAccountJson", bad.clone()), "{bad}");
    }
    assert!(!with("password", json!("x")));
    assert!(!takes(&schema, &json!({ "bucket": "films" })));
    let options = provider().options_schema;
    assert!(takes(&options, &json!({ "bucket": "films" })) && takes(&options, &json!({})));
    assert!(!takes(&options, &json!({ "acl": "public" })));
}
