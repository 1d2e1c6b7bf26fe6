//! What is taken as a configuration, and what is not.

use super::driver::{job, key_file, play, with};
use super::vendor::Vendor;
use plugin_sdk::{Action, Reason, Value, json};

const PROPERTY: &str = "gcsServiceAccountJson";

fn is_taken(key: Value) -> bool {
    matches!(play(&with(job(1000), PROPERTY, key), &mut Vendor::default()).end, Action::Done(_))
}

#[test]
fn a_key_file_is_taken_as_text_and_as_what_is_in_it() {
    assert!(is_taken(key_file()));
    assert!(is_taken(json!(key_file().to_string())));
    assert!(is_taken(json!(serde_json::to_string_pretty(&key_file()).unwrap())));
    // Escaped twice, as it happens to environment variables.
    let mut escaped = key_file();
    escaped["private_key"] = json!(include_str!("key.pem").replace('\n', "\\n"));
    assert!(is_taken(escaped));
    let mut old = key_file();
    old["private_key"] = json!(include_str!("key-pkcs1.pem"));
    assert!(is_taken(old));
}

#[test]
fn what_is_no_key_file_is_refused_before_anything_is_sent_and_nothing_of_it_is_repeated() {
    let change = |name: &str, value: Value| {
        let mut key = key_file();
        key[name] = value;
        key
    };
    for (key, named) in [
        (json!("nothing but a-secret"), "not JSON"),
        (json!({ "type": "authorized_user", "refresh_token": "a-secret" }), "`service_account`"),
        (change("client_email", json!("")), "`client_email`"),
        (change("private_key", json!(null)), "`private_key`"),
        (
            change("private_key", json!("-----BEGIN PRIVATE KEY-----\na-secret\n-----END PRIVATE KEY-----")),
            "cannot be read",
        ),
        (change("private_key", json!("a-secret")), "cannot be read"),
        (change("token_uri", json!("https://evil.example/token?a-secret")), "`token_uri`"),
        (change("token_uri", json!("http://oauth2.googleapis.com/token")), "`token_uri`"),
        (change("token_uri", json!("https://oauth2.googleapis.com:8443/token")), "`token_uri`"),
        (change("token_uri", json!("https://oauth2.googleapis.com@evil.example/token")), "`token_uri`"),
        (change("token_uri", json!("https://u:p@oauth2.googleapis.com/token")), "`token_uri`"),
        (change("token_uri", json!("https://storage.googleapis.com.evil.example/token")), "`token_uri`"),
        (json!(7), "`service_account`"),
    ] {
        let mut vendor = Vendor::default();
        let played = play(&with(job(1000), PROPERTY, key), &mut vendor);
        let fail = played.failure();
        assert_eq!((fail.reason, fail.retryable), (Reason::Invalid, false), "{named}");
        assert!(fail.message.contains(named) && fail.message.contains(PROPERTY), "{}", fail.message);
        assert!(!fail.message.contains("a-secret"), "{}", fail.message);
        assert!(vendor.requests.is_empty());
    }
}

#[test]
fn a_key_file_without_a_place_for_tokens_has_googles() {
    let mut key = key_file();
    key.as_object_mut().unwrap().remove("token_uri");
    assert!(is_taken(key));
}
