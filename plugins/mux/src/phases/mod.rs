//! The phases of a transfer, each with what it makes of an answer.

mod beginning;
mod ending;
mod pulling;
mod sending;
mod settling;
mod watching;

use plugin_sdk::{Action, Answer, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// An answer of Mux, or its refusal.
pub type Reply = Result<Response, Response>;

/// How often something is asked again without anything moving, before the transfer gives up for now.
const PATIENCE: u32 = 5;

/// How often a transfer begins anew because what was begun had gone.
const RESTARTS: u32 = 3;

/// The longest pause between two questions, in milliseconds.
const LONGEST_PAUSE: u64 = 30_000;

/// What every answer of Mux's is wrapped in.
#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

/// What Mux says, unless it makes no sense.
fn read<T: DeserializeOwned>(response: &Response) -> Option<T> {
    serde_json::from_str::<Envelope<T>>(&response.body).ok().map(|envelope| envelope.data)
}

/// Whether it is an id and nothing else: it becomes part of the addresses that carry the token.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A pause that grows with the number of questions.
fn pause(questions: u32) -> Answer {
    Action::wait((1000 << questions.min(6)).min(LONGEST_PAUSE)).into()
}
