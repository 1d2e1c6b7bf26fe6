//! What Mux's refusals mean, for people.

use crate::settings::Settings;
use plugin_sdk::{Action, Fail, Reason, Response};
use serde::Deserialize;

/// The longest text of Mux's that is passed on, in characters.
const QUOTED_CHARACTERS: usize = 300;

/// What was refused.
#[derive(Clone, Copy)]
pub enum Doing {
    /// Asking for an upload or an asset, or looking for one.
    Begin,
    /// Sending the file.
    Send,
    /// Asking how it stands.
    Check,
    /// Giving an upload up.
    Cancel,
}

impl Doing {
    const fn words(self) -> &'static str {
        match self {
            Doing::Begin => "to begin an upload",
            Doing::Send => "to take the file",
            Doing::Check => "to say how the upload stands",
            Doing::Cancel => "to give the upload up",
        }
    }
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error: Said,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    messages: Vec<String>,
}

/// What a refusal means.
pub fn refused(response: &Response, doing: Doing, settings: &Settings) -> Fail {
    let refusal: Refusal = serde_json::from_str(&response.body).unwrap_or_default();
    let said = quoted(&refusal.error.messages.join(" "), settings);
    let doing = doing.words();
    let (reason, message) = match response.status {
        401 => (
            Reason::CredentialsRefused,
            "Mux does not know the access token: check its id and secret, or make a new one in Mux's dashboard."
                .to_owned(),
        ),
        400 | 402 | 403 | 422 if names_a_limit(&said) => (
            Reason::Quota,
            format!("The Mux account's allowance is used up.{said} Delete assets or take a larger plan."),
        ),
        403 => (
            Reason::PermissionDenied,
            format!("Mux does not allow this access token {doing}.{said} Make one that may read and write Mux Video."),
        ),
        404 => (Reason::NotFound, format!("Mux refuses {doing}: it is not there.{said}")),
        400 | 422 => (Reason::Invalid, format!("Mux refuses {doing}.{said} Check playback policy and passthrough.")),
        413 => (Reason::Invalid, format!("The file is larger than Mux takes.{said}")),
        status => (Reason::Other, format!("Mux refuses {doing} with status {status}.{said}")),
    };
    Fail { reason, message, retryable: false }
}

fn names_a_limit(said: &str) -> bool {
    let said = said.to_ascii_lowercase();
    ["limited to", "limit reached", "exceed", "free plan", "quota"].iter().any(|words| said.contains(words))
}

/// Mux's own words, as a sentence to append, without secrets.
fn quoted(text: &str, settings: &Settings) -> String {
    let plain: String = settings.without_secrets(text).chars().filter(|character| !character.is_control()).collect();
    if plain.trim().is_empty() {
        return String::new();
    }
    let part: String = plain.trim().chars().take(QUOTED_CHARACTERS).collect();
    format!(" Mux says: \"{part}\"")
}

/// Mux cannot read the file.
pub fn no_video(said: &str, settings: &Settings) -> Fail {
    let message = format!("Mux took the file and cannot make a video of it.{}", quoted(said, settings));
    Fail { reason: Reason::Invalid, message, retryable: false }
}

/// Mux could not fetch the file, or cannot read it.
pub fn not_fetched(said: &str, settings: &Settings) -> Fail {
    let message = format!(
        "Mux could not fetch the file from this server, or cannot make a video of it.{} If this server cannot be \
         reached from outside, set \"upload\" to \"direct\".",
        quoted(said, settings)
    );
    Fail { reason: Reason::Invalid, message, retryable: true }
}

/// Mux's answer makes no sense.
pub fn unreadable() -> Action {
    Action::fail_for_now(Reason::Unavailable, "Mux's answer cannot be read.")
}

/// What arrived is not the file.
pub fn corrupted() -> Fail {
    for_now(Reason::Corrupted, "What arrived at Mux is not what was sent: it was given up.")
}

/// Mux answers, and nothing moves.
pub fn stuck() -> Action {
    Action::fail_for_now(Reason::Unavailable, "The upload to Mux does not move on, though Mux answers.")
}

/// Mux has all bytes and makes nothing of them.
pub fn no_asset_yet() -> Action {
    let message = "Mux has the whole file, but has made no asset of it for a quarter of an hour.";
    Action::fail_for_now(Reason::Unavailable, message)
}

/// Mux takes its time to fetch the file.
pub fn not_fetched_yet() -> Action {
    Action::fail_for_now(Reason::Unavailable, "Mux has not fetched the file within an hour.")
}

/// One upload after the other came to nothing.
pub fn lost_too_often() -> Fail {
    for_now(Reason::Unavailable, "Mux lost the upload again and again before it was complete.")
}

/// What remains at Mux, as a sentence to append.
pub fn left_behind(asset: &str) -> String {
    format!(" The asset {asset} could not be deleted: delete it at Mux.")
}

fn for_now(reason: Reason, message: &str) -> Fail {
    Fail { reason, message: message.into(), retryable: true }
}
