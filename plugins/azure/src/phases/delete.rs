//! A test's blob is deleted, and its version too where the account keeps versions.

use super::Phase;
use crate::errors::{Refusal, refusal};
use crate::requests::Call;
use crate::transfer::Transfer;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Timestamp};

impl Transfer {
    /// Deletes the blob, or that version of it: Azure does not delete a version that is the newest.
    pub(crate) fn ask_delete(&self, version: Option<&str>, now: Timestamp) -> Action {
        let mut call = Call::new("delete", "DELETE", &self.file.key);
        if let Some(version) = version {
            call = call.query("versionid", version);
        }
        Action::http([call.sign(&self.account, now)])
    }

    pub(super) fn hear_delete(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        match reply {
            Reply::Later => return None,
            Reply::Good(_) => {}
            Reply::Bad(response) => match refusal(&response, &self.account, now) {
                // Deleted before, by a request whose answer got lost.
                Refusal::NoBlob(_) => {}
                refusal => return Some(Action::Fail(refusal.into_fail())),
            },
        }
        let Phase::Delete { version, is_hidden, then } = &mut self.phase else { return None };
        if version.is_some() && !*is_hidden {
            *is_hidden = true;
            return None;
        }
        let then = then.take();
        Some(then.map_or_else(|| self.done(), Action::Fail))
    }
}
