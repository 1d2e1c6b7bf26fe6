//! What the library says of itself, and what the schemas take.

use crate::Transfer;
use crate::requests::Drive;
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
    assert_eq!((&*provider.id, &*provider.aliases[0]), ("drive", "google-drive"));
    assert_eq!(provider.endpoint.as_deref(), Some("endpoint"));
    assert!(provider.capabilities.oauth);
    assert_eq!(provider.capabilities.completion, Completion::Marker);
    assert_eq!(provider.capabilities.resume, Resume::Offset);
    let secrets = ["driveAccessToken", "driveRefreshToken", "driveExpiresAt"];
    for schema in [&provider.config_schema, &provider.options_schema] {
        assert_eq!(schema["additionalProperties"], false);
        for (name, property) in schema["properties"].as_object().unwrap() {
            assert!(property["title"].is_string() && property["description"].is_string(), "{name}");
            assert_eq!(property["writeOnly"] == true, secrets.contains(&&**name), "{name}");
        }
    }
}

#[test]
fn a_configuration_needs_nothing_by_hand_and_takes_nothing_else() {
    let schema = provider().config_schema;
    assert!(takes(&schema, &json!({})));
    for (name, good, bad) in [
        ("driveFolderId", "1AbC_d-9", "a b"),
        ("driveFolderId", "", "https://drive.google.com/drive/folders/1AbC"),
        ("driveFolderId", "root", "a'b"),
        ("driveAccessToken", "ya29.x", &"x".repeat(4097)),
        ("driveExpiresAt", "2026-11-26T12:00:00Z", &"x".repeat(65)),
        ("endpoint", "http://127.0.0.1:4443", "https://user@example.com"),
        ("pathPrefix", "videos/2026", &"x".repeat(513)),
    ] {
        assert!(takes(&schema, &json!({ name: good })), "{name}: {good}");
        assert!(!takes(&schema, &json!({ name: bad })), "{name}: {bad}");
    }
    assert!(!takes(&schema, &json!({ "bucket": "films" })));
    let options = provider().options_schema;
    assert!(takes(&options, &json!({ "folderId": "1AbC" })) && !takes(&options, &json!({ "bucket": "films" })));
}

#[test]
fn an_endpoint_is_called_instead() {
    let job = super::driver::with(super::driver::job(1), "endpoint", json!("http://127.0.0.1:4443/"));
    let drive = Drive::of(&job).unwrap();
    let request = drive.file("look", "GET", "a/b", &[]);
    assert_eq!(request.url, "http://127.0.0.1:4443/drive/v3/files/a%2Fb?supportsAllDrives=true");
    assert!(drive.is_own("http://127.0.0.1:4443/upload?upload_id=1"));
    for other in ["http://127.0.0.1:4444/upload", "https://127.0.0.1:4443/upload", "https://u@www.googleapis.com/x"] {
        assert!(!drive.is_own(other), "{other}");
    }
}
