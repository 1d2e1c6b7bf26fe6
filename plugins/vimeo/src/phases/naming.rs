//! Giving the video its name. It was found by its first one until now; from here on its path is known.

use super::Reply;
use crate::checkpoint::{Phase, Then, Video};
use crate::errors::{self, Doing};
use crate::transfer::Transfer;
use plugin_sdk::{Answer, Kind, Timestamp};

impl Transfer {
    pub(crate) fn heard_naming(&mut self, reply: Reply, video: Video, now: Timestamp) -> Answer {
        match reply {
            Ok(_) if self.job.kind == Kind::Test => self.enter(Phase::Removing { video, then: Then::Tested }, now),
            Ok(_) => self.sending_from_the_start(video),
            // Somebody deleted it.
            Err(response) if response.status == 404 => self.begin_anew(video, now),
            Err(response) => {
                let then = Then::Failed(errors::refused(&response, Doing::Name, &self.settings));
                self.enter(Phase::Removing { video, then }, now)
            }
        }
    }
}
