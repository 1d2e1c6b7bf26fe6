//! The object is looked at: is it there, is it ours, is it as large as the file?

use super::{Phase, Why};
use crate::checkpoint::Checkpoint;
use crate::requests::Call;
use crate::transfer::{MARKER, Transfer};
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Timestamp};

impl Transfer {
    pub(crate) fn ask_look(&self, now: Timestamp) -> Action {
        let call = Call::new("look", "HEAD", &self.file.key).keep("content-length").keep(MARKER);
        Action::http([call.sign(&self.store, now)])
    }

    pub(super) fn hear_look(&mut self, reply: Reply) -> Option<Action> {
        let response = match reply {
            Reply::Later => return None,
            Reply::Good(response) => Some(response),
            // Keys that may only write may not look either.
            Reply::Bad(_) => None,
        };
        let is_ours = response.as_ref().is_some_and(|response| response.header(MARKER) == Some(&*self.id));
        let size = response.as_ref().and_then(|response| response.header("content-length")?.parse::<u64>().ok());
        let is_whole = size.is_none_or(|size| size == self.file.bytes);
        let Phase::Look(why) = &self.phase else { return None };
        match why {
            Why::Completed if is_ours && !is_whole => {
                self.phase = Phase::at(Checkpoint::Beginning, &self.file, self.kind);
                Some(Action::Fail(self.corrupted()))
            }
            // What is not ours was put over it since then, which whoever did that may.
            Why::Completed => Some(self.done()),
            _ if is_ours && is_whole => Some(self.done()),
            Why::NoUpload => self.begin_anew(),
            Why::Refused { upload, fail } => {
                let (upload, fail) = (upload.clone(), fail.clone());
                self.phase = Phase::Complete(upload);
                self.give_up(fail)
            }
        }
    }
}
