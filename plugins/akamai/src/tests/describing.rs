//! What the library says of itself, and what the schemas take.

use crate::Transfer;
use jsonschema::Validator;
use plugin_sdk::{Completion, Destination, Provider, Resume, Value, json};

fn provider() -> Provider {
    Transfer::describe().providers.remove(0)
}

fn takes(schema: &Value, value: &Value) -> bool {
    Validator::new(schema).unwrap().is_valid(value)
}

#[test]
fn the_provider_is_described_for_forms() {
    let provider = provider();
    assert_eq!((&*provider.id, &*provider.aliases), ("akamai", &["akamai-netstorage".to_owned()][..]));
    assert_eq!(provider.capabilities.completion, Completion::Atomic);
    assert_eq!(provider.capabilities.resume, Resume::Whole);
    let properties = |schema: &Value| schema["properties"].as_object().unwrap().clone();
    let config = properties(&provider.config_schema);
    assert!(config.contains_key(&provider.endpoint.unwrap()));
    let options = properties(&provider.options_schema);
    assert!(provider.selects.iter().all(|(option, property)| {
        options.contains_key(option) && config[property]["pattern"] == options[option]["pattern"]
    }));
    for (name, property) in config.iter().chain(&options) {
        assert!(property["title"].is_string() && property["description"].is_string(), "{name}");
        assert_eq!(property.get("writeOnly").is_some(), name == "key", "{name}");
    }
}

#[test]
fn a_configuration_has_what_it_needs_and_nothing_else() {
    let schema = provider().config_schema;
    let keys = json!({ "host": "a-nsu.akamaihd.net", "cpCode": "123456", "keyName": "uploader", "key": "a b" });
    assert!(takes(&schema, &keys));
    for (name, goods, bads) in [
        ("host", &["localhost", "A.b"][..], &["", "https://a", "a/b", "a:443", "a b", "user@a", "-a"][..]),
        ("cpCode", &["1"], &["", "/1", "1/a", "12345678901"]),
        // A comma would end it in what is signed.
        ("keyName", &["a.b@c-d"], &["", "a b", "a,b", "ü"]),
        ("key", &["x"], &[""]),
        ("publicUrl", &["https://cdn.example.com/v", ""], &["cdn.example.com", "https://cdn.example.com/?a"]),
        ("endpoint", &["http://127.0.0.1:8080", "https://a/", ""], &["a", "ftp://a", "https://a/b", "https://u@a"]),
        ("pathPrefix", &["videos/2026"], &[&"x".repeat(513)]),
    ] {
        let with = |value: &str| {
            let mut config = keys.clone();
            config[name] = json!(value);
            config
        };
        for good in goods {
            assert!(takes(&schema, &with(good)), "{name}: {good}");
        }
        for bad in bads {
            assert!(!takes(&schema, &with(bad)), "{name}: {bad}");
        }
        let mut less = keys.clone();
        if less.as_object_mut().unwrap().remove(name).is_some() {
            assert!(!takes(&schema, &less), "{name}");
        }
    }
    let mut more = keys;
    more["password"] = json!("x");
    assert!(!takes(&schema, &more));
}
