//! What may happen to a transfer, and what is then true.

use super::event::*;
use crate::aggregate::Aggregate;
use crate::failure::retry;
use crate::{Failure, FailureCode, Timestamp};

/// How many attempts in a row may lose their worker: a file that ends every worker must come to an end too.
const MOST_LOST: u32 = 20;
/// For how long a destination may ask to be left alone: a day.
const LONGEST_REQUEST_MILLIS: i64 = 24 * 3_600_000;

/// How far a transfer has come.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Phase {
    /// It does not exist.
    #[default]
    Unknown,
    /// It waits for a worker.
    Queued {
        /// Set when an attempt failed and another is due.
        not_before: Option<Timestamp>,
    },
    /// A worker copies the file.
    Sending,
    /// The copy is there.
    Ready,
    /// It failed for good.
    Failed(Failure),
    /// The copy was deleted.
    Deleted,
}

/// A transfer, folded from its events.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Transfer {
    /// How far it has come.
    pub phase: Phase,
    /// The latest attempt's number; 0 before the first.
    pub attempt: u32,
    /// How many attempts do not count against it: those that were given back unfinished, those whose worker was lost, and those
    /// before somebody wanted it to be tried again.
    pub uncounted: u32,
    /// How many attempts in a row lost their worker.
    pub lost: u32,
    /// What goes where.
    pub queued: Option<Queued>,
}

/// What somebody wants of a transfer.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Send this file.
    Queue(Queued),
    /// Start the next attempt. Ends the current one first if its lease was lost.
    StartAttempt {
        /// Which worker process.
        worker: String,
        /// Now.
        now: Timestamp,
    },
    /// The copy is there.
    Complete(Ready),
    /// An attempt failed.
    Fail {
        /// Which attempt.
        attempt: u32,
        /// Why.
        failure: Failure,
        /// When the destination wants to be asked again at the earliest, if it said so.
        not_before: Option<Timestamp>,
        /// Now.
        now: Timestamp,
    },
    /// Try again, although it failed for good.
    Retry,
    /// Delete the copy.
    Delete,
}

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// It was queued before.
    #[error("the transfer exists already")]
    Exists,
    /// There is no such transfer.
    #[error("there is no such transfer")]
    Unknown,
    /// It did not fail.
    #[error("only a transfer that failed can be tried again")]
    NotFailed,
    /// It is ready, failed or deleted.
    #[error("the transfer has already ended")]
    Ended,
    /// Another attempt is waiting for its time.
    #[error("the next attempt is not due before {0}")]
    NotDue(Timestamp),
    /// The worker speaks for an attempt that is no longer the current one.
    #[error("attempt {given} is not the current one ({current}): its lease was lost")]
    StaleAttempt {
        /// The attempt spoken for.
        given: u32,
        /// The attempt that counts.
        current: u32,
    },
    /// Steps come in order.
    #[error("the transfer is not at that step")]
    OutOfOrder,
}

impl Aggregate for Transfer {
    type Command = Command;
    type Event = TransferEvent;
    type Refusal = Refusal;

    const STREAM: &'static str = "transfer";

    fn decide(&self, command: Command) -> Result<Vec<TransferEvent>, Refusal> {
        match (command, &self.phase) {
            (Command::Queue(queued), Phase::Unknown) => Ok(vec![queued.into()]),
            (Command::Queue(_), _) => Err(Refusal::Exists),
            (_, Phase::Unknown) => Err(Refusal::Unknown),

            (Command::Retry, Phase::Failed(_)) => Ok(vec![Retried {}.into()]),
            (Command::Retry, _) => Err(Refusal::NotFailed),

            (Command::Delete, Phase::Deleted) => Ok(vec![]),
            (Command::Delete, _) => Ok(vec![Deleted {}.into()]),
            // Told before: the worker's answer was lost on its way.
            (Command::Complete(ready), Phase::Ready) if ready.attempt == self.attempt => Ok(vec![]),
            (_, Phase::Ready | Phase::Failed(_) | Phase::Deleted) => Err(Refusal::Ended),

            (Command::StartAttempt { now, .. }, Phase::Queued { not_before: Some(at) }) if now < *at => {
                Err(Refusal::NotDue(*at))
            }
            (Command::StartAttempt { worker, .. }, Phase::Queued { .. }) => {
                Ok(vec![AttemptStarted { attempt: self.attempt + 1, worker }.into()])
            }
            (Command::StartAttempt { now, .. }, _) => {
                let lost = Failure::new(FailureCode::LeaseLost, "the worker that copied this stopped answering");
                Ok(self.end_attempt(lost, None, now))
            }
            (Command::Complete(Ready { attempt, .. }) | Command::Fail { attempt, .. }, _)
                if attempt != self.attempt =>
            {
                Err(Refusal::StaleAttempt { given: attempt, current: self.attempt })
            }
            (_, Phase::Queued { .. }) => Err(Refusal::OutOfOrder),
            (Command::Complete(ready), _) => Ok(vec![ready.into()]),
            (Command::Fail { failure, not_before, now, .. }, _) => Ok(self.end_attempt(failure, not_before, now)),
        }
    }

    fn evolve(&mut self, event: &TransferEvent) {
        match event {
            TransferEvent::Queued(e) => {
                self.queued = Some(e.clone());
                self.phase = Phase::Queued { not_before: None };
            }
            TransferEvent::AttemptStarted(e) => {
                self.attempt = e.attempt;
                self.phase = Phase::Sending;
            }
            TransferEvent::Ready(_) => self.phase = Phase::Ready,
            TransferEvent::AttemptFailed(e) => {
                let lost = e.failure.code == FailureCode::LeaseLost;
                self.lost = if lost { self.lost + 1 } else { 0 };
                self.uncounted += u32::from(lost || e.failure.code == FailureCode::HandedBack);
                self.phase = Phase::Queued { not_before: Some(e.retry_at) };
            }
            TransferEvent::Retried(_) => {
                self.uncounted = self.attempt;
                self.lost = 0;
                self.phase = Phase::Queued { not_before: None };
            }
            TransferEvent::Failed(e) => self.phase = Phase::Failed(e.failure.clone()),
            TransferEvent::Deleted(_) => self.phase = Phase::Deleted,
        }
    }
}

impl Transfer {
    /// Another attempt if the kind of failure is worth one, else the end.
    fn end_attempt(&self, failure: Failure, not_before: Option<Timestamp>, now: Timestamp) -> Vec<TransferEvent> {
        let attempt = self.attempt;
        let retry_at = match failure.code {
            // What the worker did is not lost: the next one goes on from the checkpoint, and its lease was a wait already.
            FailureCode::LeaseLost => (self.lost < MOST_LOST).then_some(now),
            code => retry(code, attempt.saturating_sub(self.uncounted), now),
        };
        let latest = now.plus_millis(LONGEST_REQUEST_MILLIS);
        let event = match retry_at {
            Some(retry_at) => {
                let retry_at = retry_at.max(not_before.map_or(retry_at, |wanted| wanted.min(latest)));
                AttemptFailed { attempt, failure, retry_at }.into()
            }
            None => Failed { attempt, failure }.into(),
        };
        vec![event]
    }
}
