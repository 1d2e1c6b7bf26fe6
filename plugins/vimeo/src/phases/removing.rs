//! Deleting a video that came to nothing, or that was made for a test.

use super::Reply;
use crate::checkpoint::{Phase, Then, Video};
use crate::errors::{self, Doing};
use crate::transfer::Transfer;
use plugin_sdk::{Action, Answer, Done, Timestamp};

impl Transfer {
    pub(crate) fn heard_removing(&mut self, reply: Reply, video: &Video, then: Then, now: Timestamp) -> Answer {
        let left = match reply {
            Ok(_) => None,
            Err(response) if response.status == 404 => None,
            Err(response) => Some(errors::refused(&response, Doing::Remove, &self.settings)),
        };
        match (then, left) {
            (Then::Again, None) => {
                self.at.phase = Phase::Start;
                self.ask(now)
            }
            (Then::Tested, None) => Action::Done(Done::default()).into(),
            (Then::Failed(fail), None) => self.failed(fail),
            // The first failure is what people have to mend, and the rest of it they have to know.
            (Then::Failed(mut fail), Some(_)) => {
                fail.message.push_str(&errors::left_behind(video.id()));
                self.failed(fail)
            }
            (Then::Again | Then::Tested, Some(mut refused)) => {
                refused.message.push_str(&errors::left_behind(video.id()));
                Action::Fail(refused).into()
            }
        }
    }
}
