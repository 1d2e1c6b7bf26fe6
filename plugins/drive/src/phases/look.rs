//! A file that is there: is it the one that was sent?

use super::Phase;
use crate::errors;
use crate::requests::FIELDS;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Done, Request, Response};
use serde::Deserialize;

/// What Drive says of a file. Numbers are texts there.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    id: String,
    size: String,
    md5_checksum: String,
    web_view_link: Option<String>,
}

impl Transfer {
    pub(super) fn look(&self) -> Request {
        let file = self.memory.ids.last().map_or("", String::as_str);
        self.drive.file("look", "GET", file, &[("fields", FIELDS)])
    }

    pub(super) fn hear_look(&mut self, response: &Response) -> Option<Action> {
        match serde_json::from_str(&response.body) {
            Ok(found) => self.finish(found),
            Err(_) => Some(Action::Fail(errors::strange())),
        }
    }

    /// The end that everybody hopes for, when it is what was sent. Otherwise it is deleted, since another attempt makes another
    /// one.
    pub(super) fn finish(&mut self, found: Found) -> Option<Action> {
        let Found { id, size, md5_checksum, web_view_link } = found;
        if size != self.file.bytes.to_string() || Some(md5_checksum) != self.memory.md5 {
            self.phase = Phase::Delete { file: id, then: Some(errors::corrupted()), is_binned: false };
            return None;
        }
        if self.is_test() {
            self.memory.written = Some(id);
            return self.go_on();
        }
        Some(Action::Done(Done { id: Some(id), url: web_view_link }))
    }
}
