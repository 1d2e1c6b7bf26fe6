//! The file gets its own name. Akamai does not say whether that replaces what had it, so either is dealt with.

use super::Phase;
use crate::errors::fail;
use crate::transfer::Transfer;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Timestamp};

impl Transfer {
    pub(super) fn hear_rename(&mut self, is_cleared: bool, reply: Reply, now: Timestamp) -> Option<Action> {
        self.phase = match reply {
            Reply::Later => return None,
            Reply::Good(_) => Phase::Look { md5: None, is_renamed: true },
            // It was renamed before, by a request whose answer got lost.
            Reply::Bad(response) if response.status == 404 => Phase::Look { md5: None, is_renamed: false },
            Reply::Bad(response) if response.status == 409 => {
                let fail = fail(&response, &self.group, now);
                Phase::Occupied { then: is_cleared.then_some(fail) }
            }
            Reply::Bad(response) => return self.give_up(fail(&response, &self.group, now)),
        };
        None
    }

    /// What has the name may be the file itself: then the temporary one is gone, and nothing must be deleted.
    pub(super) fn hear_occupied(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        let Phase::Occupied { then } = &mut self.phase else { return None };
        let then = then.take();
        self.phase = match reply {
            Reply::Later => Phase::Occupied { then },
            Reply::Good(_) => match then {
                Some(fail) => return self.give_up(fail),
                None => Phase::Clear,
            },
            Reply::Bad(response) if response.status == 404 => Phase::Look { md5: None, is_renamed: false },
            Reply::Bad(response) => return self.give_up(fail(&response, &self.group, now)),
        };
        None
    }

    pub(super) fn hear_clear(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        match reply {
            Reply::Later => return None,
            Reply::Bad(response) if response.status != 404 => {
                return self.give_up(fail(&response, &self.group, now));
            }
            Reply::Good(_) | Reply::Bad(_) => self.phase = Phase::Rename { is_cleared: true },
        }
        None
    }
}
