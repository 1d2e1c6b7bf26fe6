//! Ids for all that is going to be made, before any of it is: what has one cannot be made twice.

use crate::errors;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Request, Response};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The longest id in bytes; those of today have 33.
const LONGEST_ID: usize = 200;

#[derive(Deserialize)]
struct Ids {
    ids: Vec<String>,
}

impl Transfer {
    pub(super) fn ids(&self) -> Request {
        let count = self.ids_wanted().to_string();
        self.drive.file("ids", "GET", "generateIds", &[("count", &count), ("space", "drive"), ("type", "files")])
    }

    pub(super) fn hear_ids(&mut self, response: &Response) -> Option<Action> {
        let Ok(Ids { ids }) = serde_json::from_str(&response.body) else {
            return Some(Action::Fail(errors::strange()));
        };
        let is_good = |id: &String| !id.is_empty() && id.len() <= LONGEST_ID;
        if ids.iter().filter(|id| is_good(id)).collect::<BTreeSet<_>>().len() != self.ids_wanted() {
            return Some(Action::Fail(errors::strange()));
        }
        self.memory.ids = ids;
        self.go_on()
    }

    fn ids_wanted(&self) -> usize {
        self.place.folders.len() + 1
    }
}
