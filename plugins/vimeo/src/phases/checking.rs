//! Waiting until Vimeo says that it has the whole file.

use super::Reply;
use crate::checkpoint::{Checkpoint, Phase, Then, Video};
use crate::errors::{self, Doing};
use crate::transfer::Transfer;
use plugin_sdk::{Action, Answer, Done, Timestamp};
use serde::Deserialize;

/// The longest pause between two questions, in milliseconds.
const LONGEST_PAUSE: u64 = 30_000;

/// How often is asked before the transfer gives up for now: about a quarter of an hour.
const QUESTIONS: u32 = 35;

#[derive(Deserialize)]
struct Described {
    link: Option<String>,
    upload: Option<Status>,
    transcode: Option<Status>,
}

#[derive(Deserialize)]
struct Status {
    status: Option<String>,
}

impl Transfer {
    /// Hears what has become of the video: after the last byte, or because the address of its upload is no longer good.
    pub(crate) fn heard_checking(&mut self, reply: Reply, video: Video, now: Timestamp) -> Answer {
        let response = match reply {
            Ok(response) => response,
            // Somebody deleted it.
            Err(response) if response.status == 404 => return self.begin_anew(video, now),
            Err(response) => {
                return Action::Fail(errors::refused(&response, Doing::Check, &self.settings)).into();
            }
        };
        let Ok(described) = serde_json::from_str::<Described>(&response.body) else {
            return errors::unreadable().into();
        };
        let is = |part: &Option<Status>, status: &str| {
            part.as_ref().and_then(|part| part.status.as_deref()).is_some_and(|found| found == status)
        };
        if is(&described.transcode, "error") {
            return self.enter(Phase::Removing { video, then: Then::Failed(errors::no_video()) }, now);
        }
        if is(&described.upload, "complete") {
            let url = described.link.or_else(|| video.link.clone());
            return Action::Done(Done { id: Some(video.id().to_owned()), url }).into();
        }
        if matches!(self.at.phase, Phase::Sending { .. }) || is(&described.upload, "error") {
            return self.begin_anew(video, now);
        }
        self.idle += 1;
        if self.idle > QUESTIONS {
            return errors::never_complete().into();
        }
        Action::wait((1000 << self.idle.min(6)).min(LONGEST_PAUSE)).into()
    }

    /// The end of a failed transfer; another attempt begins from nothing.
    pub(crate) fn failed(&mut self, fail: plugin_sdk::Fail) -> Answer {
        self.at = Checkpoint::START;
        Action::Fail(fail).at(self.at.stored())
    }
}
