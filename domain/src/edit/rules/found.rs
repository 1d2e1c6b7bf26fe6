//! The rules that were found broken.

use crate::edit::fault::{Fault, Faults};

/// As many as anybody is told of: a hostile document could break millions.
#[derive(Default)]
pub(super) struct Found(Vec<Fault>);

impl Found {
    /// Adds one, as long as there is room.
    pub fn add(&mut self, fault: Fault) {
        if self.0.len() < Faults::MOST {
            self.0.push(fault);
        }
    }

    pub fn into_list(self) -> Vec<Fault> {
        self.0
    }
}
