//! Asking for an upload, or beginning anew.

use super::{RESTARTS, Reply, is_id, read};
use crate::checkpoint::{Phase, Then, Upload};
use crate::errors::{self, Doing};
use crate::requests;
use crate::transfer::{Transfer, http};
use plugin_sdk::{Action, Answer, Kind, Timestamp};

impl Transfer {
    /// Asks for an upload, or for an asset that Mux fetches.
    pub(crate) fn begin(&mut self, now: Timestamp) -> Answer {
        match &self.settings.pull {
            // An upload that nobody fills makes no asset and ends by itself: nothing has to be noted.
            None => http(requests::begin(&self.job, &self.settings)),
            Some(url) => {
                let request = requests::pull(url, &self.settings);
                self.at.phase = Phase::Pulling { since: now.seconds() };
                http(request).action.at(self.at.stored())
            }
        }
    }

    pub(crate) fn heard_begin(&mut self, reply: Reply, now: Timestamp) -> Answer {
        let response = match reply {
            Ok(response) => response,
            Err(response) => return Action::Fail(errors::refused(&response, Doing::Begin, &self.settings)).into(),
        };
        let Some(upload) = read::<Upload>(&response).filter(|upload| is_id(&upload.id)) else {
            return errors::unreadable().into();
        };
        if self.job.kind == Kind::Test {
            return self.enter(Phase::Cancelling { upload, then: Then::Tested }, now);
        }
        self.sending_from_the_start(upload)
    }

    /// What was begun has gone: begins anew, unless that has been done too often.
    pub(crate) fn begin_anew(&mut self, now: Timestamp) -> Answer {
        if self.at.restarts >= RESTARTS {
            return self.failed(errors::lost_too_often());
        }
        self.at.restarts += 1;
        self.enter(Phase::Start, now)
    }
}
