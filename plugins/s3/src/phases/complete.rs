//! The parts become the object.

use super::{Phase, Upload, Why};
use crate::errors::{Refusal, refusal};
use crate::requests::Call;
use crate::transfer::Transfer;
use crate::xml;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Body, Response, Timestamp};
use sha2::{Digest, Sha256};

impl Transfer {
    pub(crate) fn ask_complete(&self, upload: &Upload, now: Timestamp) -> Action {
        let list = xml::parts(upload.tags.iter().flatten().map(String::as_str));
        let sha256 = hex::encode(Sha256::digest(&list));
        let call = Call::new("complete", "POST", &self.file.key)
            .query("uploadId", &*upload.id)
            .header("content-type", "application/xml")
            .body(Body::Text(list), &sha256);
        Action::http([call.sign(&self.store, now)])
    }

    pub(super) fn hear_complete(&mut self, reply: Reply) -> Option<Action> {
        match reply {
            Reply::Later => None,
            // Status and headers are sent before the parts are put together, so that an error may follow a good status.
            Reply::Good(response) => match xml::root(&response.body).as_deref() {
                Some("Error") => self.not_completed(&response),
                Some("CompleteMultipartUploadResult") => {
                    self.phase = Phase::Look(Why::Completed);
                    None
                }
                // Whether it worked was not said.
                _ => {
                    self.phase = Phase::Look(Why::NoUpload);
                    None
                }
            },
            Reply::Bad(response) => self.not_completed(&response),
        }
    }

    fn not_completed(&mut self, response: &Response) -> Option<Action> {
        let Phase::Complete(upload) = &self.phase else { return None };
        match refusal(response, &self.store, "s3:PutObject") {
            Refusal::Later => {}
            Refusal::NoUpload => self.phase = Phase::Look(Why::NoUpload),
            Refusal::LostParts => return self.lose_parts(),
            Refusal::Final(fail) => self.phase = Phase::Look(Why::Refused { upload: upload.clone(), fail }),
        }
        None
    }
}
