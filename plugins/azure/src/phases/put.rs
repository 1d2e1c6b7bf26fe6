//! A file in one request, which replaces whatever had its name.

use super::{Phase, base64};
use crate::errors::refusal;
use crate::requests::Call;
use crate::transfer::{MARKER, Transfer};
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Algorithm, Body, DigestRange, Kind, Timestamp};

impl Transfer {
    pub(crate) fn ask_put(&self, md5: Option<&str>, now: Timestamp) -> Action {
        let (offset, length) = (0, self.file.bytes);
        let Some(md5) = md5 else {
            let range = DigestRange { id: "file".to_owned(), algorithm: Algorithm::Md5, offset, length };
            return Action::Digest { ranges: vec![range] };
        };
        let md5 = base64(md5);
        let call = Call::new("put", "PUT", &self.file.key)
            .header("x-ms-blob-type", "BlockBlob")
            .header("x-ms-blob-content-type", &self.file.media_type)
            // The one is verified, the other is told to whoever reads the blob.
            .header("content-md5", &md5)
            .header("x-ms-blob-content-md5", &md5)
            .header(MARKER, &self.id)
            .body(Body::File { offset, length })
            .keep("content-md5")
            .keep("x-ms-version-id");
        Action::http([call.sign(&self.account, now)])
    }

    pub(super) fn hear_put(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        let Phase::Put { md5 } = &self.phase else { return None };
        let sent = md5.as_deref().map(base64);
        match reply {
            Reply::Later => None,
            Reply::Bad(response) => Some(Action::Fail(refusal(&response, &self.account, now).into_fail())),
            Reply::Good(response) if self.kind == Kind::Test => {
                let version = response.header("x-ms-version-id").map(str::to_owned);
                self.phase = Phase::Delete { version, is_hidden: false, then: None };
                None
            }
            Reply::Good(response) => {
                let got = response.header("content-md5");
                let is_same = got.is_none() || got == sent.as_deref();
                Some(if is_same { self.done() } else { self.corrupted() })
            }
        }
    }
}
