//! A small file, in one request.

use super::Phase;
use crate::errors::{Refusal, refusal};
use crate::integrity::base64;
use crate::requests::Call;
use crate::transfer::{MARKER, Transfer};
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Algorithm, Body, DigestRange, Fail, Kind, Reason, Timestamp};

impl Transfer {
    pub(super) fn put_headers<'a>(&self, call: Call<'a>) -> Call<'a> {
        call.header("content-type", &*self.file.media_type)
            .header(MARKER, &*self.id)
            .header("x-amz-acl", self.store.acl.as_deref())
    }

    pub(crate) fn ask_put(&self, md5: Option<&str>, now: Timestamp) -> Action {
        let length = self.file.bytes;
        let keeps_sha256 = self.store.keeps_sha256();
        if !keeps_sha256 && md5.is_none() {
            let range = DigestRange { id: "md5-0".to_owned(), algorithm: Algorithm::Md5, offset: 0, length };
            return Action::Digest { ranges: vec![range] };
        }
        let call = Call::new("put", "PUT", &self.file.key)
            .body(Body::File { offset: 0, length }, &self.file.sha256)
            .keep("x-amz-checksum-sha256")
            .keep("x-amz-version-id");
        let call = match (keeps_sha256, md5.and_then(base64)) {
            (true, _) => call.header("x-amz-checksum-sha256", base64(&self.file.sha256).as_deref()),
            (false, md5) => call.header("content-md5", md5.as_deref()),
        };
        Action::http([self.put_headers(call).sign(&self.store, now)])
    }

    pub(super) fn hear_put(&mut self, reply: Reply) -> Option<Action> {
        match reply {
            Reply::Later => None,
            Reply::Good(response) => {
                let said = response.header("x-amz-checksum-sha256");
                if said.is_some() && said != base64(&self.file.sha256).as_deref() {
                    return Some(Action::Fail(self.corrupted()));
                }
                if self.kind == Kind::Send {
                    return Some(self.done());
                }
                // Buckets without versions say nothing, those that keep none any more say `null`.
                let version = response.header("x-amz-version-id").filter(|id| *id != "null").map(str::to_owned);
                self.phase = Phase::Delete { version, then: None };
                None
            }
            Reply::Bad(response) => match refusal(&response, &self.store, "s3:PutObject") {
                Refusal::Later => None,
                Refusal::Final(fail) => Some(Action::Fail(fail)),
                Refusal::NoUpload | Refusal::LostParts => Some(Action::Fail(self.nonsense())),
            },
        }
    }

    /// What arrived is not the file.
    pub(super) fn corrupted(&self) -> Fail {
        let message = format!("{} has other bytes than were sent: try again", self.store.name());
        Fail { reason: Reason::Corrupted, message, retryable: true }
    }

    /// The provider answered to something else than was asked.
    pub(super) fn nonsense(&self) -> Fail {
        let message = format!("{} does not answer as S3 does: check `endpoint`", self.store.vendor.name);
        Fail { reason: Reason::Unavailable, message, retryable: true }
    }
}
