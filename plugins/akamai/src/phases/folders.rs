//! The folders of a file: storage groups of the older kind do not make them by themselves.

use super::Phase;
use crate::errors::fail;
use crate::names;
use crate::transfer::Transfer;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Timestamp};

impl Transfer {
    /// The innermost is tried first. When those around it are missing, they are made from without.
    pub(super) fn hear_folder(
        &mut self,
        place: usize,
        is_descending: bool,
        reply: Reply,
        now: Timestamp,
    ) -> Option<Action> {
        self.phase = match reply {
            Reply::Later => return None,
            Reply::Bad(response) if response.status == 404 && !is_descending && place > 0 => {
                Phase::Folders { place: place - 1, is_descending: false }
            }
            // It is there already.
            Reply::Bad(response) if response.status != 409 => {
                return self.give_up(fail(&response, &self.group, now));
            }
            Reply::Good(_) | Reply::Bad(_) if place + 1 == names::folders(&self.file.key).len() => Phase::Upload,
            Reply::Good(_) | Reply::Bad(_) => Phase::Folders { place: place + 1, is_descending: true },
        };
        None
    }
}
