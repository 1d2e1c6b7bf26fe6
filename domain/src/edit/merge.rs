//! Placeholders and what replaces them: the merge fields of an edit.
//!
//! A placeholder is `{{ NAME }}`; spaces just inside the braces do not count, a name may hold spaces and dots, and case
//! matters. A text that is one placeholder and nothing else takes the replacement's JSON type; inside a longer text the
//! replacement is written as text. Keys are not replaced, replacements are not searched again, and a placeholder
//! without a replacement stays as it is.

use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;

/// The edit with every placeholder of its timeline and output replaced by its `merge` entry. Of entries with the same
/// `find` the last wins. Entries that are no proper merge fields are left for the reader to complain about.
pub fn merge(edit: &Value) -> Value {
    let Some(fields) = edit.get("merge").and_then(Value::as_array) else { return edit.clone() };
    let replacements: HashMap<&str, &Value> =
        fields.iter().filter_map(|field| Some((field.get("find")?.as_str()?.trim(), field.get("replace")?))).collect();
    let mut merged = edit.clone();
    for part in ["timeline", "output"] {
        if let Some(part) = merged.get_mut(part) {
            replace(part, &replacements);
        }
    }
    merged
}

fn replace(value: &mut Value, replacements: &HashMap<&str, &Value>) {
    match value {
        Value::String(text) => {
            if let Some(replaced) = replaced(text, replacements) {
                *value = replaced;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, replacements)),
        Value::Object(entries) => entries.values_mut().for_each(|entry| replace(entry, replacements)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What a text becomes; nothing when it stays as it is.
fn replaced(text: &str, replacements: &HashMap<&str, &Value>) -> Option<Value> {
    let mut result = String::new();
    let mut copied = 0;
    for placeholder in placeholders(text) {
        let Some(replacement) = replacements.get(placeholder.name) else { continue };
        if placeholder.start == 0 && placeholder.end == text.len() {
            return Some((*replacement).clone());
        }
        result.push_str(&text[copied..placeholder.start]);
        result.push_str(&as_text(replacement));
        copied = placeholder.end;
    }
    (copied > 0).then(|| Value::String(result + &text[copied..]))
}

fn as_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => text.into(),
        Value::Null => "".into(),
        other => other.to_string().into(),
    }
}

/// The names of the placeholders in a text.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    placeholders(text).map(|placeholder| placeholder.name)
}

struct Placeholder<'a> {
    name: &'a str,
    start: usize,
    end: usize,
}

fn placeholders(text: &str) -> impl Iterator<Item = Placeholder<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let close = from + text[from..].find("}}")?;
            // The innermost opening: in "{{ a {{ b }}" only b is a placeholder.
            let open = text[from..close].rfind("{{").map(|open| from + open);
            from = close + 2;
            let Some(start) = open else { continue };
            let name = text[start + 2..close].trim();
            if !name.is_empty() {
                return Some(Placeholder { name, start, end: close + 2 });
            }
        }
    })
}

/// Adds the merge entries that a client sends with a template: they take the place of entries with the same `find`, the
/// rest is kept.
pub fn override_fields(edit: &mut Value, overrides: &[Value]) {
    let Some(edit) = edit.as_object_mut() else { return };
    // A list that is no list is left for the reader to complain about.
    let fields = edit.entry("merge").or_insert_with(|| Value::Array(Vec::new()));
    let Some(fields) = fields.as_array_mut() else { return };
    for field in overrides {
        let find = field.get("find");
        fields.retain(|kept| find.is_none() || kept.get("find") != find);
        fields.push(field.clone());
    }
}
