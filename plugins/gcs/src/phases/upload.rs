//! The file goes up, one chunk after the other. With the last one the object is there as a whole, or replaced as a whole.

use super::Phase;
use crate::errors;
use crate::resumable::{arrived, chunk, query};
use crate::transfer::Transfer;
use plugin_sdk::{Action, Done, Fail, Kind, Reason, Request, Response};
use serde::Deserialize;

/// How often in a row the service may say that it has no more than before.
const MOST_STALLS: u32 = 5;

/// An upload under way.
pub struct Upload {
    /// The file's CRC-32C, in Base64.
    pub crc32c: String,
    /// The upload's address, which is a secret.
    pub session: String,
    /// How many bytes have arrived, when that is known.
    pub position: Option<u64>,
    stalls: u32,
}

/// What the service says of an object. Numbers are texts there.
#[derive(Deserialize)]
struct Object {
    id: Option<String>,
    size: Option<String>,
    crc32c: Option<String>,
    generation: Option<String>,
}

impl Upload {
    /// One of which it is not known how far it got.
    pub fn new(crc32c: String, session: String) -> Self {
        Self { crc32c, session, position: None, stalls: 0 }
    }

    pub(super) fn request(&self, bytes: u64) -> Request {
        match self.position {
            Some(position) => chunk(&self.session, bytes, position),
            None => query(&self.session, bytes),
        }
    }

    pub(super) fn abandon(&self) -> Request {
        Request::new("abandon", "DELETE", &self.session)
    }
}

impl Transfer {
    /// There is more to send.
    pub(crate) fn hear_incomplete(&mut self, response: &Response) -> Option<Action> {
        let bytes = self.file.bytes;
        let Phase::Upload(upload) = &mut self.phase else { return None };
        let arrived = arrived(response);
        let is_stalled = upload.position.is_some_and(|position| arrived <= position) || arrived > bytes;
        upload.stalls = if is_stalled { upload.stalls + 1 } else { 0 };
        if upload.stalls > MOST_STALLS {
            // Another attempt shall not meet the same upload again.
            self.phase = Phase::Measure;
            return Some(Action::Fail(errors::strange()));
        }
        // It has everything, and does not say that it is complete: it is asked.
        upload.position = Some(arrived).filter(|arrived| *arrived < bytes || bytes == 0);
        None
    }

    /// The object is there: is it the one that was sent?
    pub(super) fn hear_complete(&mut self, response: &Response) -> Option<Action> {
        let Phase::Upload(upload) = &self.phase else { return None };
        let Ok(Object { id, size: Some(size), crc32c, generation }) = serde_json::from_str(&response.body) else {
            return Some(Action::Fail(errors::strange()));
        };
        if size != self.file.bytes.to_string() || crc32c.is_some_and(|crc32c| crc32c != upload.crc32c) {
            return Some(self.fail(corrupted(&self.bucket.name)));
        }
        if self.kind == Kind::Send {
            return Some(self.done(id));
        }
        self.phase = Phase::Delete { generation };
        None
    }

    pub(super) fn hear_refused_upload(&mut self, response: &Response) -> Option<Option<Action>> {
        match response.status {
            // Forgotten, or abandoned. What it may have completed before is replaced by the same.
            404 | 410 | 499 => Some(self.begin_anew()),
            _ => None,
        }
    }

    /// The end that everybody hopes for.
    pub(super) fn done(&self, id: Option<String>) -> Action {
        let url = (self.kind == Kind::Send).then(|| self.bucket.public_url(&self.file.key));
        Action::Done(Done { id, url })
    }
}

fn corrupted(bucket: &str) -> Fail {
    Fail { reason: Reason::Corrupted, message: errors::corrupted(bucket), retryable: true }
}
