use super::*;
use serde_json::json;

/// A description that is in order, changed.
fn checked(change: impl FnOnce(&mut Value)) -> Result<(), String> {
    let text = |secret: bool| json!({ "type": "string", "title": "T", "description": "D", "writeOnly": secret });
    let mut provider = json!({
        "id": "s3",
        "name": "S3",
        "aliases": ["simple-storage"],
        "configSchema": { "type": "object", "properties": { "bucket": text(false), "key": text(true), "site": text(false) } },
        "optionsSchema": { "type": "object", "properties": { "folder": text(false) } },
        "selects": { "folder": "bucket" },
        "hosts": ["*.example.com"],
        "endpoint": "site",
        "capabilities": { "files": ["video"], "completion": "none", "resume": "whole", "parallel": 1, "partBytes": 0 }
    });
    change(&mut provider);
    let described = json!({ "protocol": PROTOCOL, "name": "N", "version": "1", "providers": [provider] });
    description(&serde_json::from_value(described).unwrap(), &BTreeSet::from(["taken"]))
}

#[test]
fn what_is_in_order_is_taken() {
    checked(|_| {}).unwrap();
    checked(|provider| provider["hosts"] = json!([])).unwrap();
}

#[test]
fn what_is_wrong_is_named() {
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 22] = [
        (
            |p| p["id"] = json!("S3"),
            "serves `S3`, which is no id: up to 40 lower-case letters, digits and hyphens, a letter first",
        ),
        (|p| p["id"] = json!("3s"), "serves `3s`, which is no id"),
        (|p| p["id"] = json!("s3-"), "serves `s3-`, which is no id"),
        (|p| p["aliases"] = json!([""]), "serves ``, which is no id"),
        (|p| p["id"] = json!("taken"), "serves `taken`, which another library or the server itself serves already"),
        (|p| p["aliases"] = json!(["taken"]), "serves `taken`, which another library or the server itself"),
        (|p| p["aliases"] = json!(["s3"]), "serves `s3` twice"),
        (|p| p["name"] = json!("a\nb"), "serves `s3`, whose name is none"),
        (|p| p["endpoint"] = json!("other"), "serves `s3`, whose endpoint names `other`, which configSchema lacks"),
        (
            |p| p["selects"] = json!({ "x": "bucket" }),
            "serves `s3`, whose selects names the option `x`, which optionsSchema",
        ),
        (|p| p["selects"] = json!({ "folder": "x" }), "serves `s3`, whose selects names `x`, which configSchema lacks"),
        (|p| p["hosts"] = json!(["*"]), "serves `s3`, whose host `*` is no host such as"),
        (
            |p| {
                p["hosts"] = json!([]);
                p.as_object_mut().unwrap().remove("endpoint");
            },
            "serves `s3`, whose hosts are none, and it names no endpoint",
        ),
        (|p| p["capabilities"]["parallel"] = json!(0), "serves `s3`, whose capabilities allow 0 requests at once"),
        (|p| p["capabilities"]["files"] = json!([]), "serves `s3`, whose capabilities name no kind of file"),
        (|p| p["configSchema"]["type"] = json!("string"), "serves `s3`, whose configSchema is not of type object"),
        (|p| p["optionsSchema"]["properties"] = json!(7), "serves `s3`, whose optionsSchema is no JSON Schema: "),
        (
            |p| p["configSchema"]["properties"]["bucket"] = json!({ "type": "string", "description": "D" }),
            "serves `s3`, whose configSchema says no title of `bucket`",
        ),
        (
            |p| p["optionsSchema"]["properties"]["folder"]["writeOnly"] = json!(true),
            "serves `s3`, whose optionsSchema marks a secret",
        ),
        (
            |p| p["configSchema"]["properties"]["key"]["type"] = json!("integer"),
            "serves `s3`, whose configSchema marks `key` as secret, which is no text",
        ),
        (
            |p| p["configSchema"]["properties"]["site"]["properties"] = json!({ "inner": { "writeOnly": true } }),
            "serves `s3`, whose configSchema marks something inside `site` as secret",
        ),
        (
            |p| p["configSchema"]["$defs"] = json!({ "hidden": { "writeOnly": true } }),
            "serves `s3`, whose configSchema marks something as secret that is no property of its own",
        ),
    ];
    for (change, said) in cases {
        let wrong = checked(change).unwrap_err();
        assert!(wrong.starts_with(said), "{wrong}");
    }
}
