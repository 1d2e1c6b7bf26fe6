//! From a submitted document to an edit.

use super::fault::{Fault, Faults, Step};
use super::limits::Limits;
use super::merge::merge;
use super::model::Edit;
use super::rules;
use serde_json::Value;

/// How often unknown keys are looked for anew: each look finds as many as there are [`Faults::MOST`].
const LOOKS: usize = 16;

/// An edit that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The document with its placeholders replaced, and without unknown keys where those are ignored.
    pub merged: Value,
    /// What it says.
    pub edit: Edit,
}

/// Merges, reads and validates a submitted document.
///
/// # Errors
/// Every fault of the document at once, in the order of their paths; beyond a thousand a last one says that there are
/// more.
pub fn read(raw: &Value, limits: &Limits) -> Result<Read, Vec<Fault>> {
    let mut merged = merge(raw).map_err(|fault| vec![fault])?;
    if limits.ignore_unknown {
        leave_out_unknown(&mut merged);
    }
    let mut faults = rules::check(&merged, limits);
    let edit = deserr::deserialize::<Edit, _, Faults>(merged.clone());
    match edit {
        Ok(edit) if faults.is_empty() => return Ok(Read { merged, edit }),
        Ok(_) => {}
        Err(found) => faults.extend(found.0),
    }
    Err(listed(faults))
}

/// Takes out the keys that the reader does not know.
fn leave_out_unknown(document: &mut Value) {
    for _ in 0..LOOKS {
        match deserr::deserialize::<Edit, _, Faults>(document.clone()) {
            Err(Faults(_, unknown)) if !unknown.is_empty() => {
                unknown.iter().for_each(|place| take_out(document, place))
            }
            _ => return,
        }
    }
}

fn take_out(document: &mut Value, place: &[Step]) {
    let Some((Step::Key(key), way)) = place.split_last() else { return };
    let object = way.iter().try_fold(document, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(index),
    });
    if let Some(Value::Object(object)) = object {
        object.remove(key);
    }
}

/// Faults as a client is told of them: in the order of the document's paths, and no more than anybody reads, which is a
/// thousand and a last one that says that there are more.
pub fn listed(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by_cached_key(|fault| (place(&fault.path), fault.message.clone()));
    if faults.len() >= Faults::MOST {
        faults.truncate(Faults::MOST);
        faults.push(Fault::new("", format!("Too many faults: only {} are listed; mend these first", Faults::MOST)));
    }
    faults
}

/// A path as what it is sorted by: its keys as texts, its positions in lists as numbers.
fn place(path: &str) -> Vec<(String, usize)> {
    let parts = path.split(['.', '[']).map(|part| part.trim_end_matches(']'));
    parts.map(|part| part.parse().map_or_else(|_| (part.to_owned(), 0), |index| (String::new(), index))).collect()
}
