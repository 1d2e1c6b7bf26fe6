//! A file that this transfer made before is looked for by its mark: should the checkpoint be lost, it is not made again.

use super::look::Found;
use crate::errors;
use crate::requests::{FIELDS, quoted};
use crate::transfer::Transfer;
use plugin_sdk::{Action, Request, Response};
use serde::Deserialize;

/// The property of a file that holds its transfer's id.
pub const MARK: &str = "rushesTransfer";

#[derive(Deserialize)]
struct List {
    files: Vec<Found>,
}

impl Transfer {
    pub(super) fn search(&self) -> Request {
        let mark = format!("appProperties has {{ key={} and value={} }}", quoted(MARK), quoted(&self.id));
        let query = format!("{mark} and trashed = false");
        let fields = format!("files({FIELDS})");
        let rest = [("includeItemsFromAllDrives", "true"), ("spaces", "drive"), ("fields", &*fields)];
        self.drive.files("search", "GET", &[&[("q", &*query)][..], &rest].concat())
    }

    pub(super) fn hear_search(&mut self, response: &Response) -> Option<Action> {
        let Ok(List { files }) = serde_json::from_str(&response.body) else {
            return Some(Action::Fail(errors::strange()));
        };
        match files.into_iter().next() {
            Some(found) => self.finish(found),
            None => {
                self.memory.is_searched = true;
                self.go_on()
            }
        }
    }
}
