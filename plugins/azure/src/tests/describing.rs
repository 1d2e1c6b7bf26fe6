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
    assert_eq!((&*provider.id, &*provider.aliases), ("azure", &["azure-blob-storage".to_owned()][..]));
    assert_eq!(provider.capabilities.completion, Completion::Atomic);
    assert_eq!(provider.capabilities.resume, Resume::Parts);
    let properties = |schema: &Value| schema["properties"].as_object().unwrap().clone();
    let config = properties(&provider.config_schema);
    assert!(config.contains_key(&provider.endpoint.unwrap()));
    let options = properties(&provider.options_schema);
    assert!(provider.selects.iter().all(|(option, property)| {
        options.contains_key(option) && config[property]["pattern"] == options[option]["pattern"]
    }));
    for (name, property) in config.iter().chain(&options) {
        assert!(property["title"].is_string() && property["description"].is_string(), "{name}");
        assert_eq!(property.get("writeOnly").is_some(), name == "azureAccountKey", "{name}");
    }
}

#[test]
fn a_configuration_has_what_it_needs_and_nothing_else() {
    let schema = provider().config_schema;
    let keys = json!({ "azureAccountName": "studio", "azureAccountKey": "a2V5", "azureContainerName": "films" });
    assert!(takes(&schema, &keys));
    for (name, goods, bads) in [
        ("azureAccountName", &["abc", "devstoreaccount1"][..], &["ab", "Studio", "a.evil", "my-account"][..]),
        ("azureAccountKey", &["a2V5", "a+/b=="], &["", "a b", "a-b_", "a=b="]),
        ("azureContainerName", &["films-2026", "$web", "a1b"], &["fi", "Films", "-films", "films-", "a--b", "a/b"]),
        ("publicUrl", &["https://cdn.example.com/v", ""], &["cdn.example.com", "https://cdn.example.com/?a"]),
        (
            "endpoint",
            &["http://127.0.0.1:10000/devstoreaccount1", "https://studio.blob.core.chinacloudapi.cn", ""],
            &["studio.example", "ftp://a", "https://a b", "https://user@a", "https://a?b"],
        ),
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
    let mut more = keys.clone();
    more["password"] = json!("x");
    assert!(!takes(&schema, &more));
    assert!(!takes(&schema, &{
        let mut long = keys;
        long["azureContainerName"] = json!("a".repeat(64));
        long
    }));
}
