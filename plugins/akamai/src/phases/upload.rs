//! The file is sent, or deleted again.

use super::Phase;
use crate::errors::fail;
use crate::transfer::Transfer;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Kind, Reason, Timestamp};

impl Transfer {
    pub(super) fn hear_upload(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        match reply {
            Reply::Later => {}
            Reply::Good(_) if self.kind == Kind::Test => self.phase = Phase::Delete { then: None },
            Reply::Good(_) => self.phase = Phase::Rename { is_cleared: false },
            Reply::Bad(response) => {
                let fail = fail(&response, &self.group, now);
                // What was refused before its first byte has left nothing.
                let is_clean = matches!(fail.reason, Reason::CredentialsRefused | Reason::NotFound);
                return if is_clean { Some(Action::Fail(fail)) } else { self.give_up(fail) };
            }
        }
        None
    }

    pub(super) fn hear_delete(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        let Phase::Delete { then } = &mut self.phase else { return None };
        match (then.take(), reply) {
            // Tidying up is tried once: what went wrong before is what there is to say.
            (Some(fail), _) => Some(Action::Fail(fail)),
            (None, Reply::Later) => None,
            // Deleted before, by a request whose answer got lost.
            (None, Reply::Bad(response)) if response.status != 404 => {
                Some(Action::Fail(fail(&response, &self.group, now)))
            }
            (None, Reply::Good(_) | Reply::Bad(_)) => Some(self.done()),
        }
    }
}
