//! What has become of the asset, and where it plays.

use super::{Reply, pause, read};
use crate::checkpoint::Phase;
use crate::errors::{self, Doing};
use crate::transfer::Transfer;
use plugin_sdk::{Action, Answer, Done, Timestamp};
use serde::Deserialize;

/// How often is asked whether Mux has fetched the file before the transfer gives up for now: about an hour.
const QUESTIONS: u32 = 120;

#[derive(Deserialize)]
struct Asset {
    status: String,
    #[serde(default)]
    playback_ids: Vec<Playback>,
    errors: Option<Trouble>,
}

#[derive(Deserialize)]
struct Playback {
    id: String,
    policy: String,
}

#[derive(Deserialize)]
struct Trouble {
    #[serde(default)]
    messages: Vec<String>,
}

impl Transfer {
    pub(crate) fn heard_watching(&mut self, reply: Reply, asset: String, pulled: bool, now: Timestamp) -> Answer {
        let response = match reply {
            Ok(response) => response,
            // Somebody deleted it.
            Err(response) if response.status == 404 => return self.begin_anew(now),
            Err(response) => return Action::Fail(errors::refused(&response, Doing::Check, &self.settings)).into(),
        };
        let Some(described) = read::<Asset>(&response) else { return errors::unreadable().into() };
        match described.status.as_str() {
            "errored" => {
                let said = described.errors.map(|errors| errors.messages.join(" ")).unwrap_or_default();
                let fail = if pulled {
                    errors::not_fetched(&said, &self.settings)
                } else {
                    errors::no_video(&said, &self.settings)
                };
                self.enter(Phase::Removing { asset, fail }, now)
            }
            // The file's address is good for a while only: it is left alone when Mux has fetched it, not before.
            "preparing" if pulled => {
                self.idle += 1;
                if self.idle > QUESTIONS { errors::not_fetched_yet().into() } else { pause(self.idle) }
            }
            "preparing" | "ready" => {
                let public = described.playback_ids.into_iter().find(|playback| playback.policy == "public");
                let url = public.map(|playback| format!("https://stream.mux.com/{}.m3u8", playback.id));
                Action::Done(Done { id: Some(asset), url }).into()
            }
            _ => errors::unreadable().into(),
        }
    }
}
