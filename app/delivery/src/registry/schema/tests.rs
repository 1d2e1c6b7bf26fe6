use super::*;
use serde_json::json;

fn schema() -> Schema {
    let property = |of: Value| {
        let mut of = of;
        of["title"] = json!("T");
        of
    };
    Schema::compile(&json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["bucket", "secret"],
        "properties": {
            "bucket": property(json!({"type": "string", "minLength": 1, "description": "The bucket that files go into."})),
            "secret": property(json!({"type": "string", "minLength": 8, "pattern": "^[a-z]+$", "writeOnly": true})),
            "class": property(json!({"enum": ["standard", "cold"]})),
            "parts": property(json!({"type": "integer", "minimum": 1, "maximum": 9})),
            "site": property(json!({"type": "string", "format": "uri"})),
            "inner": property(json!({"type": "object", "required": ["x"], "additionalProperties": false, "properties": {"x": {}}})),
        }
    }))
    .unwrap()
}

fn messages(config: &Value) -> Vec<String> {
    let faults = schema().faults("config", config);
    assert!(faults.iter().all(|fault| fault.message.starts_with(&fault.path)));
    faults.into_iter().map(|fault| fault.message).collect()
}

#[test]
fn a_fitting_value_has_no_fault() {
    assert_eq!(
        messages(&json!({"bucket": "b", "secret": "abcdefgh", "class": "cold", "parts": 3})),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_wrong_is_said_in_plain_words_and_without_the_value() {
    let fine = json!({"bucket": "b", "secret": "abcdefgh"});
    for (property, value, said) in [
        ("bucket", json!(""), "config.bucket must not be empty: The bucket that files go into"),
        ("bucket", json!(7), "config.bucket must be a text"),
        ("secret", json!("CANARYCANARY"), "config.secret is not written as it has to be"),
        ("secret", json!("canary"), "config.secret must have at least 8 characters"),
        ("class", json!("canary"), "config.class must be one of standard, cold"),
        ("parts", json!(10), "config.parts must be at most 9"),
        ("parts", json!(0), "config.parts must be at least 1"),
        ("parts", json!(1.5), "config.parts must be a whole number"),
        ("site", json!("canary"), "config.site must be written as a URL"),
        ("inner", json!({}), "config.inner.x is missing"),
        ("inner", json!({"x": 1, "y": 2}), "config.inner.y is not known; what can be said is x"),
        (
            "buckett",
            json!("canary"),
            "config.buckett is not known; what can be said is bucket, class, inner, parts, secret, site",
        ),
    ] {
        let mut config = fine.clone();
        config[property] = value;
        assert_eq!(messages(&config), [said]);
    }
}

#[test]
fn what_is_missing_is_named_and_described() {
    assert_eq!(
        messages(&json!({})),
        ["config.bucket is missing: The bucket that files go into", "config.secret is missing"]
    );
    assert_eq!(messages(&json!("canary")), ["config must be an object"]);
}

#[test]
fn what_is_no_schema_is_refused() {
    for bad in [
        json!({"type": "texts"}),
        json!({"properties": 7}),
        json!({"pattern": "("}),
        json!({"$ref": "https://example.com/schema"}),
        json!({"$ref": "#/nowhere"}),
    ] {
        assert!(Schema::compile(&bad).is_err(), "{bad}");
    }
}
