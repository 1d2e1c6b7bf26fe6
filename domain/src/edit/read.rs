//! From a submitted document to an edit.

use super::fault::{Fault, Faults};
use super::limits::Limits;
use super::merge::merge;
use super::model::Edit;
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
/// Every fault of the document at once, in the order of their paths.
pub fn read(raw: &Value, limits: &Limits) -> Result<Read, Vec<Fault>> {
    let merged = merge(raw);
    let _ = limits;
    match deserr::deserialize::<Edit, _, Faults>(merged.clone()) {
        Ok(edit) => Ok(Read { merged, edit }),
        Err(Faults(faults)) => Err(faults),
    }
}
