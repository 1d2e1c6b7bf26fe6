//! The blocks become the blob, all at once.

use super::{Blocks, Phase, Why};
use crate::errors::{Refusal, refusal};
use crate::requests::Call;
use crate::transfer::{MARKER, Transfer};
use crate::xml;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Body, Timestamp};

impl Transfer {
    pub(crate) fn ask_commit(&self, blocks: &Blocks, now: Timestamp) -> Action {
        let list = xml::block_list(blocks.ids(&self.id));
        let call = Call::new("commit", "PUT", &self.file.key)
            .query("comp", "blocklist")
            .header("content-type", "application/xml")
            .header("x-ms-blob-content-type", &self.file.media_type)
            .header(MARKER, &self.id)
            .body(Body::Text(list));
        Action::http([call.sign(&self.account, now)])
    }

    pub(super) fn hear_commit(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        let why = match reply {
            Reply::Later => return None,
            Reply::Good(_) => Why::Committed,
            Reply::Bad(response) => match refusal(&response, &self.account, now) {
                Refusal::LostBlocks(_) => Why::LostBlocks,
                refusal => return Some(Action::Fail(refusal.into_fail())),
            },
        };
        self.phase = Phase::Look(why);
        None
    }
}
