//! Why work failed: for the person who reads it, and for the policy that decides whether trying again helps.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What kind of failure it was. Decides whether another attempt can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// A source could not be fetched: not found, refused, timed out, too large, or a forbidden address.
    SourceUnavailable,
    /// A source was fetched but is no media we can read, or is damaged.
    BadMedia,
    /// The edit cannot be rendered as asked, found only once the sources were known.
    BadEdit,
    /// A limit of time, memory or size was reached.
    LimitReached,
    /// No progress for longer than the watchdog allows.
    Stalled,
    /// The process that did the work was ended by a signal or crashed.
    Crashed,
    /// The worker lost its lease: it died, or was cut off for too long.
    LeaseLost,
    /// The worker was stopped in good order and gave the work back: nothing is wrong with it.
    HandedBack,
    /// Our own storage or databases could not be reached.
    StorageUnavailable,
    /// A destination refuses the file: its credentials, permissions, bucket, quota or settings are at fault.
    DestinationRefused,
    /// A destination does not answer as it should, or not at all.
    DestinationUnavailable,
    /// Somebody cancelled it.
    Cancelled,
    /// A fault of ours.
    Internal,
}

impl FailureCode {
    /// How many attempts a failure of this kind is worth in all: 3 where the cause may pass, 8 where it lies with somebody else's server, any number where the work was
    /// only given back, else 1. Attempts that were given back are not counted.
    pub const fn attempts(self) -> u32 {
        match self {
            FailureCode::Crashed | FailureCode::LeaseLost | FailureCode::StorageUnavailable => 3,
            // With the pauses between them, more than an hour.
            FailureCode::DestinationUnavailable => 8,
            FailureCode::HandedBack => u32::MAX,
            _ => 1,
        }
    }

    /// Whether submitting the same thing again may succeed without changing it.
    pub const fn retryable(self) -> bool {
        matches!(
            self,
            FailureCode::SourceUnavailable
                | FailureCode::Stalled
                | FailureCode::Crashed
                | FailureCode::LeaseLost
                | FailureCode::HandedBack
                | FailureCode::StorageUnavailable
                | FailureCode::DestinationUnavailable
                | FailureCode::Internal
        )
    }
}

/// Why something failed. The text is shown to the user: it names the place and the way out, and holds no secret, no
/// signed URL and no local path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The kind.
    pub code: FailureCode,
    /// One sentence for the user, naming the clip and the cause.
    pub message: String,
    /// JSON path of what caused it, such as `timeline.tracks[0].clips[2].asset.src`, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

impl Failure {
    /// A failure without a place.
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), pointer: None }
    }

    /// A failure that the value at `pointer` caused.
    pub fn at(code: FailureCode, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), pointer: Some(pointer.into()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// When to try again after the `attempt`-th attempt that counts failed so, if that is worth it: 2 s after the first, 8 s
/// after the second; at once when it was only given back.
pub(crate) fn retry(code: FailureCode, attempt: u32, now: Timestamp) -> Option<Timestamp> {
    match code {
        FailureCode::HandedBack => Some(now),
        code if attempt < code.attempts() => Some(now.plus_millis(500 * 4_i64.saturating_pow(attempt.min(6)))),
        _ => None,
    }
}
