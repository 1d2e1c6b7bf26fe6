//! What is wrong with a submitted edit, and where.

use super::spelling::nearest;
use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, Value, ValueKind, ValuePointerRef};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::ControlFlow;

/// One thing that is wrong with an edit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    /// Where: `timeline.tracks[0].clips[2].offset.x[0].to`; empty when it is the document itself.
    pub path: String,
    /// What was expected and what stood there. Wording follows the validator of Shotstack's published schema.
    pub message: String,
}

impl Fault {
    /// A fault of the value at `path`.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.message) } else { write!(f, "{}: {}", self.path, self.message) }
    }
}

/// Every fault met so far. Readers go on after a fault, so that a client learns of all of them at once.
/// Second: the places of those that are keys which the schema does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>, pub(super) Vec<Vec<Step>>);

/// One step on the way to a place in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into an object.
    Key(String),
    /// Into a list.
    Index(usize),
}

impl Faults {
    /// How many faults are collected. Nobody reads more, and a hostile document could hold millions.
    pub const MOST: usize = 1_000;

    /// One fault at a place in the document.
    pub fn at(place: ValuePointerRef<'_>, message: impl Into<String>) -> Self {
        Self(vec![Fault::new(path(place), message)], Vec::new())
    }

    /// The value is of another type than `expected`.
    pub fn kind<V: IntoValue>(place: ValuePointerRef<'_>, expected: &str, actual: &Value<V>) -> Self {
        Self::at(place, format!("Invalid input: expected {expected}, received {}", received(actual)))
    }

    /// The text is none of the `accepted`.
    pub fn option(
        place: ValuePointerRef<'_>,
        value: &str,
        accepted: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Self {
        let accepted: Vec<String> = accepted.into_iter().map(|name| format!("{:?}", name.as_ref())).collect();
        let expected = format!("expected one of {}", accepted.join("|"));
        match placeholder(value) {
            Some(hint) => Self::at(place, format!("Invalid option: {expected}, received {hint}")),
            None => Self::at(place, format!("Invalid option: {expected}")),
        }
    }

    /// A required key is not there. `place` is the key's own.
    pub fn missing(place: ValuePointerRef<'_>) -> Self {
        let name = place.last_field().unwrap_or_default();
        Self::at(place, format!("Missing key: \"{name}\" is required"))
    }

    /// A key that the schema does not know. `place` is the key's own; `known` are those that could stand there.
    pub fn unknown_key(place: ValuePointerRef<'_>, key: &str, known: &[&str]) -> Self {
        let hint = nearest(key, known).map_or_else(String::new, |name| format!("; did you mean \"{name}\"?"));
        let fault = Self::at(place, format!("Unrecognized key: \"{}\"{hint}", short(key)));
        Self(fault.0, vec![steps(place)])
    }

    /// Adds what another reader found, up to [`Faults::MOST`].
    pub fn add(&mut self, other: Faults) {
        let room = Self::MOST.saturating_sub(self.0.len());
        self.0.extend(other.0.into_iter().take(room));
        let room = Self::MOST.saturating_sub(self.1.len());
        self.1.extend(other.1.into_iter().take(room));
    }
}

/// When `text` still holds a placeholder, says which one had no replacement.
pub(super) fn placeholder(text: &str) -> Option<String> {
    let name = super::merge::names(text).next()?.to_owned();
    let name = short(&name);
    Some(format!(
        "placeholder \"{{{{ {name} }}}}\", which has no replacement: add {{\"find\": \"{name}\"}} to \"merge\""
    ))
}

/// The JSON type of a value in the words of the published validator.
fn received<V: IntoValue>(value: &Value<V>) -> String {
    match value {
        Value::String(text) => placeholder(text).unwrap_or_else(|| "string".to_owned()),
        other => kind_name(other.kind()).to_owned(),
    }
}

fn kind_name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Null => "null",
        ValueKind::Boolean => "boolean",
        ValueKind::Integer | ValueKind::NegativeInteger | ValueKind::Float => "number",
        ValueKind::String => "string",
        ValueKind::Sequence => "array",
        ValueKind::Map => "object",
    }
}

/// A user's text, cut so that a message stays readable.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST { text.to_owned() } else { text.chars().take(LONGEST).chain(['…']).collect() }
}

/// A place in the document as a client would write it.
fn path(place: ValuePointerRef<'_>) -> String {
    match place {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => join(path(*prev), key),
        ValuePointerRef::Index { index, prev } => format!("{}[{index}]", path(*prev)),
    }
}

/// The way to a place from the document's root.
fn steps(place: ValuePointerRef<'_>) -> Vec<Step> {
    let (mut steps, step) = match place {
        ValuePointerRef::Origin => return Vec::new(),
        ValuePointerRef::Key { key, prev } => (steps(*prev), Step::Key(key.to_owned())),
        ValuePointerRef::Index { index, prev } => (steps(*prev), Step::Index(index)),
    };
    steps.push(step);
    steps
}

/// `path` and one more key; a key that is no plain word is quoted.
pub(super) fn join(path: String, key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    match (plain, path.is_empty()) {
        (true, true) => key.to_owned(),
        (true, false) => format!("{path}.{key}"),
        (false, _) => format!("{path}[{:?}]", short(key)),
    }
}

impl MergeWithError<Faults> for Faults {
    fn merge(so_far: Option<Self>, other: Faults, _: ValuePointerRef<'_>) -> ControlFlow<Self, Self> {
        let mut faults = so_far.unwrap_or_default();
        faults.add(other);
        ControlFlow::Continue(faults)
    }
}

impl DeserializeError for Faults {
    fn error<V: IntoValue>(
        so_far: Option<Self>,
        error: ErrorKind<'_, V>,
        place: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        let fault = match error {
            ErrorKind::IncorrectValueKind { actual, accepted } => {
                let accepted: Vec<&str> = accepted.iter().map(|kind| kind_name(*kind)).collect();
                Faults::kind(place, &accepted.join(" or "), &actual)
            }
            ErrorKind::MissingField { field } => Faults::missing(place.push_key(field)),
            ErrorKind::UnknownKey { key, accepted } => Faults::unknown_key(place.push_key(key), key, accepted),
            ErrorKind::UnknownValue { value, accepted } => Faults::option(place, value, accepted),
            ErrorKind::BadSequenceLen { expected, .. } => {
                Faults::at(place, format!("Invalid input: expected an array of {expected} items"))
            }
            ErrorKind::Unexpected { msg } => Faults::at(place, msg),
        };
        Self::merge(so_far, fault, place)
    }
}
