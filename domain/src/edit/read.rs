//! From a submitted document to an edit.

use super::fault::{Fault, Faults};
use super::limits::Limits;
use super::merge::merge;
use super::model::Edit;
use super::rules;
use serde_json::Value;

/// An edit that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The document with its placeholders replaced.
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
    let merged = merge(raw);
    let mut faults = rules::check(&merged, limits);
    let edit = deserr::deserialize::<Edit, _, Faults>(merged.clone());
    match edit {
        Ok(edit) if faults.is_empty() => return Ok(Read { merged, edit }),
        Ok(_) => {}
        Err(found) => faults.extend(found.0),
    }
    Err(listed(faults))
}

/// Faults as a client is told of them: in the order of the document's paths, and no more than anybody reads.
pub(super) fn listed(mut faults: Vec<Fault>) -> Vec<Fault> {
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
