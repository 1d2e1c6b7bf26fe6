//! One delivery, and what was seen of it.

use crate::content::Content;
use crate::watch::Trap;
use delivery::{Delivered, DeliveryFailure, FailureReason};
use plugin_sdk::Kind;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

/// A file that is to go somewhere.
pub(crate) struct Order<'a> {
    pub(crate) kind: Kind,
    pub(crate) key: &'a str,
    pub(crate) content: &'a Content,
    /// The transfer's id.
    pub(crate) transfer: String,
    pub(crate) checkpoint: Option<Vec<u8>>,
    /// Instead of the one that works.
    pub(crate) config: Option<Map<String, Value>>,
    pub(crate) trap: Trap,
    /// Instead of two minutes without a byte.
    pub(crate) silence: Option<Duration>,
    /// Is told how much moved.
    pub(crate) meter: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl<'a> Order<'a> {
    pub(crate) fn new(key: &'a str, content: &'a Content) -> Self {
        Self {
            kind: Kind::Send,
            key,
            content,
            transfer: uuid::Uuid::new_v4().to_string(),
            checkpoint: None,
            config: None,
            trap: Trap::None,
            silence: None,
            meter: None,
        }
    }

    pub(crate) fn trap(self, trap: Trap) -> Self {
        Self { trap, ..self }
    }

    pub(crate) fn kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// The same transfer, taken up where another delivery of it ended.
    pub(crate) fn after(self, ran: &Ran) -> Self {
        Self { transfer: ran.transfer.clone(), checkpoint: ran.checkpoint.clone(), ..self }
    }
}

/// How a delivery ended.
#[derive(Debug)]
pub(crate) enum End {
    /// It was dropped, as was wanted.
    Died,
    Delivered(Delivered),
    Failed(DeliveryFailure),
}

/// What was seen of a delivery.
pub(crate) struct Ran {
    pub(crate) end: End,
    pub(crate) transfer: String,
    /// The one that was saved last, from whichever delivery of the transfer.
    pub(crate) checkpoint: Option<Vec<u8>>,
    pub(crate) steps: u32,
    /// How many checkpoints were saved.
    pub(crate) saves: u32,
    /// How much of the file was on its way or there, before each step.
    pub(crate) before_steps: Vec<u64>,
    /// Whether what was to happen while the file was read did.
    pub(crate) has_sprung: bool,
    /// How much of it was in the end.
    pub(crate) moved: u64,
}

impl Ran {
    /// How much of the file the requests of the last answer had sent.
    pub(crate) fn under_way(&self) -> u64 {
        self.moved.saturating_sub(self.before_steps.last().copied().unwrap_or_default())
    }

    /// The same, where it was dropped when a step was about to be told.
    pub(crate) fn under_way_before_the_last_step(&self) -> u64 {
        let before = self.before_steps.len().checked_sub(2).and_then(|at| self.before_steps.get(at));
        self.moved.saturating_sub(before.copied().unwrap_or_default())
    }
}

/// A failure, in words.
pub(crate) fn described(failure: &DeliveryFailure) -> String {
    let reason = match failure.reason {
        FailureReason::Destination(reason) => serde_json::to_value(reason).ok(),
        FailureReason::Internal => None,
    };
    let reason = reason.as_ref().and_then(Value::as_str).unwrap_or("internal").to_owned();
    let last = if failure.retryable { "for now" } else { "for good" };
    format!("{} ({reason}, {last})", failure.message.trim_end_matches('.'))
}
