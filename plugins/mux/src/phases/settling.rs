//! Waiting until Mux has made an asset of an upload.

use super::{Reply, is_id, pause, read};
use crate::checkpoint::{Phase, Then, Upload};
use crate::errors::{self, Doing};
use crate::transfer::Transfer;
use plugin_sdk::{Action, Answer, Timestamp};
use serde::Deserialize;

/// How often is asked before the transfer gives up for now: about a quarter of an hour.
const QUESTIONS: u32 = 35;

#[derive(Deserialize)]
struct Described {
    status: String,
    asset_id: Option<String>,
    error: Option<Trouble>,
}

#[derive(Deserialize)]
struct Trouble {
    message: Option<String>,
}

/// What has become of an upload.
pub(super) enum State {
    Waiting,
    Asset(String),
    Errored(String),
    Gone,
}

impl Transfer {
    pub(crate) fn heard_settling(&mut self, reply: Reply, now: Timestamp) -> Answer {
        match self.state(reply) {
            Err(answer) => answer,
            Ok(State::Waiting) => {
                self.idle += 1;
                if self.idle > QUESTIONS { errors::no_asset_yet().into() } else { pause(self.idle) }
            }
            Ok(state) => self.decided(state, now),
        }
    }

    /// The address of the upload is no longer good.
    pub(crate) fn heard_lost(&mut self, reply: Reply, upload: Upload, now: Timestamp) -> Answer {
        match self.state(reply) {
            Err(answer) => answer,
            Ok(State::Waiting) => self.enter(Phase::Cancelling { upload, then: Then::Again }, now),
            Ok(state) => self.decided(state, now),
        }
    }

    pub(super) fn decided(&mut self, state: State, now: Timestamp) -> Answer {
        match state {
            State::Asset(asset) => self.enter(Phase::Watching { asset, pulled: false }, now),
            State::Errored(said) => self.failed(errors::no_video(&said, &self.settings)),
            State::Waiting | State::Gone => self.begin_anew(now),
        }
    }

    pub(super) fn state(&self, reply: Reply) -> Result<State, Answer> {
        let response = match reply {
            Ok(response) => response,
            Err(response) if response.status == 404 => return Ok(State::Gone),
            Err(response) => {
                return Err(Action::Fail(errors::refused(&response, Doing::Check, &self.settings)).into());
            }
        };
        let described = read::<Described>(&response).ok_or_else(|| Answer::from(errors::unreadable()))?;
        match (described.status.as_str(), described.asset_id) {
            ("waiting", _) => Ok(State::Waiting),
            ("asset_created", Some(asset)) if is_id(&asset) => Ok(State::Asset(asset)),
            ("errored", _) => Ok(State::Errored(described.error.and_then(|error| error.message).unwrap_or_default())),
            ("cancelled" | "timed_out", _) => Ok(State::Gone),
            _ => Err(errors::unreadable().into()),
        }
    }
}
