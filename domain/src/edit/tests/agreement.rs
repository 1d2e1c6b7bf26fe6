//! Reader and published schema agree, on edits made from the schema and on edits broken at random.
//!
//! Left out are the two things that the reader grants beyond the schema, as its description says: numbers written as
//! texts, and null for what is absent.

use super::schema::PUBLISHED;
use crate::edit::components;
use crate::edit::fault::Faults;
use crate::edit::model::Edit;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static COMPONENTS: LazyLock<Map<String, Value>> = LazyLock::new(components);

/// Values that a schema allows.
fn allowed(schema: &Value) -> BoxedStrategy<Value> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return allowed(&COMPONENTS[reference.rsplit('/').next().unwrap()]);
    }
    if let Some(members) = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array) {
        return proptest::strategy::Union::new(members.iter().map(allowed)).boxed();
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return proptest::sample::select(values.clone()).boxed();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => object(schema),
        Some("array") => {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0) as usize;
            proptest::collection::vec(allowed(&schema["items"]), least..least + 2).prop_map(Value::Array).boxed()
        }
        Some("boolean") => any::<bool>().prop_map(Value::Bool).boxed(),
        Some("number") => {
            let (low, high) = bounds(schema);
            prop_oneof![Just(low), Just(high), low..=high].prop_map(|number| json!(number)).boxed()
        }
        Some("integer") => {
            let (low, high) = bounds(schema);
            (low as i64..=high as i64).prop_map(|number| json!(number)).boxed()
        }
        Some("string") => text(schema),
        _ => proptest::sample::select(vec![json!(null), json!(1), json!("a"), json!({ "a": [] })]).boxed(),
    }
}

fn bounds(schema: &Value) -> (f64, f64) {
    let bound = |key: &str, without: f64| schema.get(key).and_then(Value::as_f64).unwrap_or(without);
    (bound("minimum", -1_000.0), bound("maximum", 10_000.0))
}

fn text(schema: &Value) -> BoxedStrategy<Value> {
    let pattern = match schema.get("pattern").and_then(Value::as_str) {
        // Anything with something in it.
        Some("\\S") => "https://example\\.com/[a-z]{1,8}".to_owned(),
        Some(pattern) => pattern.trim_start_matches('^').trim_end_matches('$').to_owned(),
        None => {
            let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0);
            format!("[a-zA-Z<>ü ]{{{least},12}}")
        }
    };
    proptest::string::string_regex(&pattern).unwrap().prop_map(Value::String).boxed()
}

fn object(schema: &Value) -> BoxedStrategy<Value> {
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let entries: Vec<BoxedStrategy<Option<(String, Value)>>> = properties
        .iter()
        .map(|(key, property)| {
            let name = key.clone();
            let entry = allowed(property).prop_map(move |value| (name.clone(), value));
            if required.contains(&json!(key)) {
                entry.prop_map(Some).boxed()
            } else {
                proptest::option::weighted(0.3, entry).boxed()
            }
        })
        .collect();
    entries.prop_map(|entries| Value::Object(entries.into_iter().flatten().collect())).boxed()
}

fn edits() -> BoxedStrategy<Value> {
    allowed(&COMPONENTS["Edit"])
}

/// A way to break a value.
#[derive(Clone, Debug)]
enum Break {
    Replace(Value),
    Add,
    Remove(Index),
}

fn breaks() -> impl Strategy<Value = Break> {
    let strange = vec![
        json!(true),
        json!(-99_999),
        json!(99_999),
        json!(0.5),
        json!(3),
        json!("junk!"),
        json!("auto"),
        json!([]),
        json!([{}]),
        json!({}),
        json!({ "type": "text", "text": "a" }),
    ];
    prop_oneof![
        3 => proptest::sample::select(strange).prop_map(Break::Replace),
        1 => Just(Break::Add),
        2 => any::<Index>().prop_map(Break::Remove),
    ]
}

/// Every value inside `value`, the innermost ones too, as JSON pointers.
fn places(value: &Value, place: String, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            entries.iter().for_each(|(key, value)| places(value, format!("{place}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, format!("{place}/{index}"), found));
        }
        _ => {}
    }
    found.push(place);
}

fn broken(mut edit: Value, at: Index, how: Break) -> Value {
    let mut found = Vec::new();
    places(&edit, String::new(), &mut found);
    let Some(value) = edit.pointer_mut(at.get(&found).as_str()) else { return edit };
    match (how, value) {
        (Break::Replace(with), value) => *value = with,
        (Break::Add, Value::Object(entries)) => {
            entries.insert("unexpected".to_owned(), json!(1));
        }
        (Break::Remove(which), Value::Object(entries)) if !entries.is_empty() => {
            let key = which.get(&entries.keys().cloned().collect::<Vec<_>>()).clone();
            entries.remove(&key);
        }
        (Break::Remove(_), Value::Array(items)) => {
            items.pop();
        }
        _ => {}
    }
    edit
}

fn reader(edit: &Value) -> Result<Edit, Faults> {
    deserr::deserialize(edit.clone())
}

fn schema(edit: &Value) -> Vec<String> {
    PUBLISHED.iter_errors(edit).map(|error| format!("{} at {}", error, error.instance_path())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn what_the_schema_allows_is_read(edit in edits()) {
        prop_assert_eq!(schema(&edit), Vec::<String>::new());
        prop_assert_eq!(reader(&edit).err(), None);
    }

    #[test]
    fn a_broken_edit_is_judged_alike(edit in edits(), at in any::<Index>(), how in breaks()) {
        let edit = broken(edit, at, how);
        let (errors, read) = (schema(&edit), reader(&edit));
        prop_assert_eq!(errors.is_empty(), read.is_ok(), "schema: {:?}, reader: {:?}", errors, read.err());
    }
}
