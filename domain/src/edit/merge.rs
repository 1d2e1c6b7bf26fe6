//! Placeholders and what replaces them: the merge fields of an edit.
//!
//! A placeholder is `{{ NAME }}`; spaces just inside the braces do not count, a name may hold spaces and dots, and case
//! matters. A text that is one placeholder and nothing else takes the replacement's JSON type; inside a longer text the
//! replacement is written as text. Keys are not replaced, replacements are not searched again, and a placeholder
//! without a replacement stays as it is.

use super::fault::Fault;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;

/// How many bytes all replacements of one edit may add up to, copies counted. A few megabytes of merge fields and
/// placeholders could else ask for more memory than any machine has.
const MOST_REPLACED: usize = 40_000_000;

/// The edit with every placeholder of its timeline and output replaced by its `merge` entry. Of entries with the same
/// `find` the last wins. Entries that are no proper merge fields are left for the reader to complain about.
///
/// # Errors
/// When all replacements together are larger than 40 MB.
pub fn merge(edit: &Value) -> Result<Value, Fault> {
    let Some(fields) = edit.get("merge").and_then(Value::as_array) else { return Ok(edit.clone()) };
    let replacements: HashMap<&str, &Value> =
        fields.iter().filter_map(|field| Some((field.get("find")?.as_str()?.trim(), field.get("replace")?))).collect();
    let mut merged = edit.clone();
    let mut merging = Merging { replacements, left: MOST_REPLACED };
    for part in ["timeline", "output"] {
        if let Some(part) = merged.get_mut(part) {
            merging.replace(part).map_err(|TooMuch| {
                Fault::new(
                    "merge",
                    format!(
                        "Too big: the replacements of all placeholders add up to more than {} MB; use shorter ones, or \
                         fewer placeholders",
                        MOST_REPLACED / 1_000_000
                    ),
                )
            })?;
        }
    }
    Ok(merged)
}

/// Replacing would take more than it may.
struct TooMuch;

struct Merging<'a> {
    replacements: HashMap<&'a str, &'a Value>,
    /// Bytes that may still be copied.
    left: usize,
}

impl Merging<'_> {
    fn replace(&mut self, value: &mut Value) -> Result<(), TooMuch> {
        match value {
            Value::String(text) => {
                if let Some(replaced) = self.replaced(text)? {
                    *value = replaced;
                }
                Ok(())
            }
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.replace(item)),
            Value::Object(entries) => entries.values_mut().try_for_each(|entry| self.replace(entry)),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        }
    }

    /// What a text becomes; nothing when it stays as it is.
    fn replaced(&mut self, text: &str) -> Result<Option<Value>, TooMuch> {
        let mut result = String::new();
        let mut copied = 0;
        for placeholder in placeholders(text) {
            let Some(replacement) = self.replacements.get(placeholder.name).copied() else { continue };
            if placeholder.start == 0 && placeholder.end == text.len() {
                self.pay(weight(replacement))?;
                return Ok(Some(replacement.clone()));
            }
            let written = as_text(replacement);
            self.pay(written.len())?;
            result.push_str(&text[copied..placeholder.start]);
            result.push_str(&written);
            copied = placeholder.end;
        }
        Ok((copied > 0).then(|| Value::String(result + &text[copied..])))
    }

    fn pay(&mut self, bytes: usize) -> Result<(), TooMuch> {
        self.left = self.left.checked_sub(bytes).ok_or(TooMuch)?;
        Ok(())
    }
}

/// About how many bytes of memory a value takes, texts and keys counted whole.
fn weight(value: &Value) -> usize {
    const EACH: usize = size_of::<Value>();
    EACH + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(entries) => entries.iter().map(|(key, entry)| key.len() + weight(entry)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
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
