//! Giving up an upload, or deleting an asset.

use super::settling::State;
use super::{PATIENCE, Reply, pause};
use crate::checkpoint::{Phase, Then, Upload};
use crate::errors::{self, Doing};
use crate::requests::{self, id};
use crate::transfer::{Transfer, http};
use plugin_sdk::{Action, Answer, Done, Fail, Timestamp};

impl Transfer {
    pub(crate) fn heard_cancelling(&mut self, reply: Reply, upload: &Upload, then: Then, now: Timestamp) -> Answer {
        match (reply, then) {
            (Ok(response), then) if response.id == id::UPLOAD => self.heard_uncancelled(Ok(response), then, now),
            (Err(response), then) if response.id == id::UPLOAD => self.heard_uncancelled(Err(response), then, now),
            (Ok(_), then) => self.given_up(then, now),
            (Err(response), then) if response.status == 404 => self.given_up(then, now),
            // Unused, it ends by itself: the first failure is what people have to mend.
            (Err(response), Then::Failed(fail)) if matches!(response.status, 401 | 403) => self.failed(fail),
            (Err(response), _) if matches!(response.status, 401 | 403) => {
                Action::Fail(errors::refused(&response, Doing::Cancel, &self.settings)).into()
            }
            // It is complete, or was given up before a crash.
            (Err(_), _) => http(requests::upload(upload, &self.settings)),
        }
    }

    /// Mux does not let the upload go; what is it?
    fn heard_uncancelled(&mut self, reply: Reply, then: Then, now: Timestamp) -> Answer {
        match (self.state(reply), then) {
            (Err(answer), _) => answer,
            (Ok(State::Gone), then) => self.given_up(then, now),
            (Ok(State::Waiting), _) => {
                self.idle += 1;
                if self.idle > PATIENCE { errors::stuck().into() } else { pause(self.idle) }
            }
            (Ok(State::Asset(asset)), Then::Failed(fail)) => self.enter(Phase::Removing { asset, fail }, now),
            (Ok(state), Then::Again) => self.decided(state, now),
            (Ok(State::Asset(_) | State::Errored(_)), then) => self.given_up(then, now),
        }
    }

    fn given_up(&mut self, then: Then, now: Timestamp) -> Answer {
        match then {
            Then::Again => self.begin_anew(now),
            Then::Tested => Action::Done(Done::default()).into(),
            Then::Failed(fail) => self.failed(fail),
        }
    }

    pub(crate) fn heard_removing(&mut self, reply: Reply, asset: &str, mut fail: Fail) -> Answer {
        match reply {
            Ok(_) => {}
            Err(response) if response.status == 404 => {}
            Err(_) => fail.message.push_str(&errors::left_behind(asset)),
        }
        self.failed(fail)
    }
}
