//! What may happen to a render.

use super::event::*;
use super::state::{Phase, Render};
use crate::failure::retry;
use crate::{Failure, FailureCode, Timestamp};

/// What somebody wants of a render.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Accept it.
    Queue(Queued),
    /// Start the next attempt. Ends the current one first if its lease was lost.
    StartAttempt {
        /// Which worker process.
        worker: String,
        /// Now.
        now: Timestamp,
    },
    /// Every source is there.
    Fetch(Fetched),
    /// The files are made.
    Finish(Rendered),
    /// The files are stored.
    Save(Saved),
    /// An attempt failed.
    Fail {
        /// Which attempt.
        attempt: u32,
        /// Why.
        failure: Failure,
        /// Now.
        now: Timestamp,
    },
    /// Stop it.
    Cancel,
    /// Its files were removed from storage.
    RemoveOutputs,
}

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// It was queued before.
    #[error("the render exists already")]
    Exists,
    /// There is no such render.
    #[error("there is no such render")]
    Unknown,
    /// It is done, failed or cancelled.
    #[error("the render has already ended")]
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
    #[error("the render is not at that step")]
    OutOfOrder,
}

pub(super) fn decide(render: &Render, command: Command) -> Result<Vec<RenderEvent>, Refusal> {
    match (command, &render.phase) {
        (Command::Queue(queued), Phase::Unknown) => Ok(vec![queued.into()]),
        (Command::Queue(_), _) => Err(Refusal::Exists),
        (_, Phase::Unknown) => Err(Refusal::Unknown),

        (Command::RemoveOutputs, Phase::Done) if render.outputs_removed => Ok(vec![]),
        (Command::RemoveOutputs, Phase::Done) => Ok(vec![OutputsRemoved { attempt: render.attempt }.into()]),
        (Command::RemoveOutputs, _) => Err(Refusal::OutOfOrder),

        (Command::Cancel, Phase::Cancelled) => Ok(vec![]),
        // Told before: the worker's answer was lost on its way.
        (Command::Save(saved), Phase::Done) if saved.attempt == render.attempt => Ok(vec![]),
        (_, phase) if phase.is_final() => Err(Refusal::Ended),
        (Command::Cancel, _) => Ok(vec![Cancelled {}.into()]),

        (Command::StartAttempt { now, .. }, Phase::Queued { not_before: Some(at) }) if now < *at => {
            Err(Refusal::NotDue(*at))
        }
        (Command::StartAttempt { worker, .. }, Phase::Queued { .. }) => {
            Ok(vec![AttemptStarted { attempt: render.attempt + 1, worker }.into()])
        }
        (Command::StartAttempt { now, .. }, _) => {
            let lost = Failure::new(FailureCode::LeaseLost, "the worker that rendered this stopped answering");
            Ok(end_attempt(render, lost, now))
        }

        (Command::Fetch(fetched), Phase::Fetching) => {
            check_attempt(render, fetched.attempt)?;
            Ok(in_parts(fetched))
        }
        (Command::Fetch(fetched), Phase::Rendering | Phase::Saving) => told_before(render, fetched.attempt),
        (Command::Finish(rendered), Phase::Saving) => told_before(render, rendered.attempt),
        (Command::Finish(rendered), Phase::Rendering) => current(render, rendered.attempt, rendered),
        (Command::Save(saved), Phase::Saving) => current(render, saved.attempt, saved),
        (Command::Fail { .. }, Phase::Queued { .. }) => Err(Refusal::OutOfOrder),
        (Command::Fail { attempt, failure, now }, _) => {
            check_attempt(render, attempt)?;
            Ok(end_attempt(render, failure, now))
        }
        (
            Command::Fetch(Fetched { attempt, .. })
            | Command::Finish(Rendered { attempt, .. })
            | Command::Save(Saved { attempt, .. }),
            _,
        ) => {
            check_attempt(render, attempt)?;
            Err(Refusal::OutOfOrder)
        }
    }
}

fn check_attempt(render: &Render, given: u32) -> Result<(), Refusal> {
    let current = render.attempt;
    if given == current { Ok(()) } else { Err(Refusal::StaleAttempt { given, current }) }
}

/// Nothing happens a second time where only the answer to the first was lost.
fn told_before(render: &Render, given: u32) -> Result<Vec<RenderEvent>, Refusal> {
    check_attempt(render, given).map(|()| vec![])
}

fn current(render: &Render, attempt: u32, event: impl Into<RenderEvent>) -> Result<Vec<RenderEvent>, Refusal> {
    check_attempt(render, attempt)?;
    Ok(vec![event.into()])
}

/// One event, or several where an edit has so many sources that one would be too large for the log.
fn in_parts(Fetched { attempt, sources }: Fetched) -> Vec<RenderEvent> {
    if sources.is_empty() {
        return vec![Fetched { attempt, sources }.into()];
    }
    sources.chunks(Fetched::MOST).map(|part| Fetched { attempt, sources: part.to_vec() }.into()).collect()
}

/// Another attempt if the kind of failure is worth one, else the end.
fn end_attempt(render: &Render, failure: Failure, now: Timestamp) -> Vec<RenderEvent> {
    let attempt = render.attempt;
    let event = match retry(failure.code, attempt.saturating_sub(render.handed_back), now) {
        Some(retry_at) => AttemptFailed { attempt, failure, retry_at }.into(),
        None => Failed { attempt, failure }.into(),
    };
    vec![event]
}
