//! A multipart upload is begun.
//!
//! When the server dies between this request and its answer, the upload's id is lost, and another upload is begun. The
//! one that was lost shows nowhere but in the list of unfinished uploads, which says neither whose they are nor their
//! metadata: to abandon one that has our key could end somebody else's. So it is left to the bucket's rule for them.

use super::{Phase, Upload};
use crate::errors::{Refusal, refusal};
use crate::requests::Call;
use crate::transfer::Transfer;
use crate::xml;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Timestamp};

/// The longest id of an upload, in bytes. Those of the providers have a few hundred; it has to fit into the checkpoint.
const LONGEST_ID: usize = 2048;

impl Transfer {
    pub(crate) fn ask_create(&self, now: Timestamp) -> Action {
        let call = self.put_headers(Call::new("create", "POST", &self.file.key).query("uploads", ""));
        Action::http([call.sign(&self.store, now)])
    }

    pub(super) fn hear_create(&mut self, reply: Reply) -> Option<Action> {
        match reply {
            Reply::Later => None,
            Reply::Good(response) => match xml::text(&response.body, "UploadId") {
                Some(id) if id.len() <= LONGEST_ID => {
                    self.phase = Phase::Parts(Upload::new(id, self.file.bytes));
                    None
                }
                _ => Some(Action::Fail(self.nonsense())),
            },
            Reply::Bad(response) => match refusal(&response, &self.store, "s3:PutObject") {
                Refusal::Later => None,
                Refusal::Final(fail) => Some(Action::Fail(fail)),
                Refusal::NoUpload | Refusal::LostParts => Some(Action::Fail(self.nonsense())),
            },
        }
    }
}
