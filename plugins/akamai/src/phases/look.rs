//! The file is looked at: is it there, and is it what was sent?

use super::Phase;
use crate::errors::fail;
use crate::stat;
use crate::transfer::Transfer;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Reason, Timestamp};

impl Transfer {
    pub(super) fn hear_look(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        let Phase::Look { md5: Some(sent), is_renamed } = &self.phase else { return None };
        let response = match reply {
            Reply::Later => return None,
            Reply::Bad(response) if response.status == 404 => return self.begin_anew(),
            Reply::Bad(response) => return Some(Action::Fail(fail(&response, &self.group, now))),
            Reply::Good(response) => response,
        };
        let Some(stat) = stat::read(&response.body) else {
            let message = format!("{} does not say how large the file is: check `host`", self.group.name());
            return Some(Action::fail_for_now(Reason::Unavailable, message));
        };
        let is_same = stat.bytes == Some(self.file.bytes) && stat.md5.is_none_or(|md5| md5 == *sent);
        match (is_same, is_renamed) {
            (true, _) => Some(self.done()),
            (false, true) => Some(self.corrupted()),
            // Something else has the name, and the temporary file is gone.
            (false, false) => self.begin_anew(),
        }
    }
}
