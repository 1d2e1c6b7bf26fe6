//! The blob is looked at: is it there, is it ours, is it as large as the file?

use super::{Phase, Why};
use crate::errors::{Refusal, refusal};
use crate::requests::Call;
use crate::transfer::{MARKER, Transfer};
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Timestamp};

impl Transfer {
    pub(crate) fn ask_look(&self, now: Timestamp) -> Action {
        let call = Call::new("look", "HEAD", &self.file.key).keep("content-length").keep(MARKER);
        Action::http([call.sign(&self.account, now)])
    }

    pub(super) fn hear_look(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        let response = match reply {
            Reply::Later => return None,
            Reply::Good(response) => response,
            Reply::Bad(response) => {
                return match refusal(&response, &self.account, now) {
                    Refusal::NoBlob(_) => self.begin_anew(),
                    refusal => Some(Action::Fail(refusal.into_fail())),
                };
            }
        };
        let is_ours = response.header(MARKER) == Some(&*self.id);
        let size = response.header("content-length").and_then(|size| size.parse::<u64>().ok());
        let is_whole = size.is_none_or(|size| size == self.file.bytes);
        match &self.phase {
            Phase::Look(_) if is_ours && is_whole => Some(self.done()),
            Phase::Look(_) if is_ours => Some(self.corrupted()),
            // It was put over ours since then, which whoever did that may.
            Phase::Look(Why::Committed) => Some(self.done()),
            Phase::Look(Why::LostBlocks) => self.begin_anew(),
            _ => None,
        }
    }
}
