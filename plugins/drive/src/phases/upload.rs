//! The file goes up, one chunk after the other. With the last one it is there as a whole.

use super::Phase;
use crate::errors;
use crate::resumable::{arrived, chunk, query};
use crate::transfer::Transfer;
use plugin_sdk::{Action, Request, Response};

/// How often in a row Drive may say that it has no more than before.
const MOST_STALLS: u32 = 5;

/// An upload under way.
pub struct Upload {
    /// Its address, which is a secret.
    session: String,
    /// How many bytes have arrived, when that is known.
    pub position: Option<u64>,
    stalls: u32,
}

impl Upload {
    /// One of which it is not known how far it got.
    pub fn new(session: String) -> Self {
        Self { session, position: None, stalls: 0 }
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
            return Some(self.fail(errors::strange()));
        }
        // It has everything, and does not say that it is complete: it is asked.
        upload.position = Some(arrived).filter(|arrived| *arrived < bytes || bytes == 0);
        None
    }

    /// The file is there. What came with that may say too little of it.
    pub(super) fn hear_complete(&mut self, response: &Response) -> Option<Action> {
        match serde_json::from_str(&response.body) {
            Ok(found) => self.finish(found),
            Err(_) => {
                self.phase = Phase::Look;
                None
            }
        }
    }
}
