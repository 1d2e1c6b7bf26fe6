use super::*;
use serde_json::json;

/// A document of one operation that takes `request` and answers `response`.
fn document(request: Value, response: Value) -> Value {
    json!({ "paths": { "/a": { "post": {
        "operationId": "a",
        "requestBody": { "content": { "application/json": { "schema": request } } },
        "responses": { "200": { "content": { "application/json": { "schema": response } } } },
    } } } })
}

fn requests(old: Value, new: Value) -> Vec<String> {
    breaks(&document(old, json!({})), &document(new, json!({})))
}

fn responses(old: Value, new: Value) -> Vec<String> {
    breaks(&document(json!({}), old), &document(json!({}), new))
}

fn fields(names: &[&str], required: &[&str]) -> Value {
    let properties: serde_json::Map<_, _> =
        names.iter().map(|n| ((*n).to_owned(), json!({ "type": "string" }))).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

#[test]
fn the_same_document_breaks_nobody() {
    let schema = fields(&["a", "b"], &["a"]);
    assert!(breaks(&document(schema.clone(), schema.clone()), &document(schema.clone(), schema)).is_empty());
}

#[test]
fn a_request_may_widen_and_not_narrow() {
    let (narrow, wide) = (fields(&["a"], &["a"]), fields(&["a", "b"], &[]));
    assert!(requests(narrow.clone(), wide.clone()).is_empty());
    assert_eq!(requests(wide, narrow), ["POST /a body.a is now required"]);
    let (few, many) = (json!({ "enum": ["a"] }), json!({ "enum": ["a", "b"] }));
    assert!(requests(few.clone(), many.clone()).is_empty());
    assert_eq!(requests(many, few), ["POST /a body: \"b\" is no longer accepted"]);
    let (short, long) = (json!({ "maxLength": 5 }), json!({ "maxLength": 9 }));
    assert!(requests(short.clone(), long.clone()).is_empty());
    assert_eq!(requests(long, short), ["POST /a body: maxLength was 9 and is 5"]);
}

#[test]
fn a_response_may_narrow_and_not_widen() {
    let (less, more) = (fields(&["a"], &[]), fields(&["a", "b"], &["a", "b"]));
    assert!(responses(less.clone(), more.clone()).is_empty());
    let lost = responses(more, less);
    assert_eq!(lost.len(), 3, "{lost:?}");
    assert!(lost.contains(&"POST /a 200.b is gone".to_owned()));
    let (few, many) = (json!({ "enum": ["a"] }), json!({ "enum": ["a", "b"] }));
    assert!(responses(many.clone(), few.clone()).is_empty());
    assert_eq!(responses(few, many), ["POST /a 200: may now be \"b\""]);
    assert_eq!(responses(json!({ "type": "string" }), json!({ "type": "string", "nullable": true })).len(), 1);
}

#[test]
fn types_follow_the_same_rule() {
    let (integer, number) = (json!({ "type": "integer" }), json!({ "type": "number" }));
    assert!(requests(integer.clone(), number.clone()).is_empty());
    assert!(responses(number.clone(), integer.clone()).is_empty());
    assert_eq!(requests(number.clone(), integer.clone()).len(), 1);
    assert_eq!(responses(integer, number).len(), 1);
}

#[test]
fn what_is_gone_is_named() {
    let old = document(json!({}), json!({}));
    assert_eq!(breaks(&old, &json!({ "paths": {} })), ["POST /a is gone"]);
}

#[test]
fn parameters_may_become_optional_and_not_required() {
    let with = |required: bool| {
        json!({ "paths": { "/a": { "get": {
            "parameters": [{ "name": "p", "in": "query", "required": required, "schema": { "type": "string" } }],
        } } } })
    };
    assert!(breaks(&with(true), &with(false)).is_empty());
    assert_eq!(breaks(&with(false), &with(true)), ["GET /a: parameter p is now required"]);
}

#[test]
fn schemas_that_contain_themselves_end() {
    let mut old = document(json!({ "$ref": "#/components/schemas/Node" }), json!({}));
    old["components"] = json!({ "schemas": { "Node": {
        "type": "object",
        "properties": { "next": { "$ref": "#/components/schemas/Node" }, "name": { "type": "string" } },
    } } });
    let mut new = old.clone();
    new["components"]["schemas"]["Node"]["properties"]["name"]["type"] = json!("integer");
    assert_eq!(breaks(&old, &old), Vec::<String>::new());
    assert_eq!(breaks(&old, &new), ["POST /a body.name: the type was \"string\" and is \"integer\""]);
}

#[test]
fn what_becomes_one_branch_of_a_choice_is_held_to_that_branch() {
    let components = json!({ "schemas": {
        "One": fields(&["a"], &[]),
        "Many": { "anyOf": [{ "$ref": "#/components/schemas/One" }, fields(&["b"], &["b"])] },
    } });
    let whole = |request: &str, response: &str| {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let mut document = document(reference(request), reference(response));
        document["components"] = components.clone();
        document
    };
    let (one, many) = (whole("One", "Many"), whole("Many", "One"));
    assert_eq!(breaks(&one, &many), Vec::<String>::new());
    let one = "#/components/schemas/One";
    let found = breaks(&many, &whole("One", "Many"));
    assert_eq!(
        found,
        [format!("POST /a body: accepts {one} only"), format!("POST /a 200: may now be more than {one}")]
    );
    let mut narrowed = many.clone();
    narrowed["components"]["schemas"]["One"]["required"] = json!(["a"]);
    assert_eq!(breaks(&whole("One", "Many"), &narrowed), ["POST /a body.a is now required"]);
}
