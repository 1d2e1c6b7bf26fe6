//! What is true of a render after its events.

use super::event::*;
use crate::aggregate::Aggregate;
use crate::{Failure, FailureCode, Timestamp};

/// How far a render has come.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Phase {
    /// It does not exist.
    #[default]
    Unknown,
    /// It waits for a worker, not before `not_before`.
    Queued {
        /// Set when an attempt failed and another is due.
        not_before: Option<Timestamp>,
    },
    /// A worker fetches its sources.
    Fetching,
    /// A worker draws it.
    Rendering,
    /// A worker stores its files.
    Saving,
    /// Its files are in storage.
    Done,
    /// It failed for good.
    Failed(Failure),
    /// Somebody cancelled it.
    Cancelled,
}

impl Phase {
    /// Whether nothing more will happen to it but the removal of its files.
    pub fn is_final(&self) -> bool {
        matches!(self, Phase::Done | Phase::Failed(_) | Phase::Cancelled)
    }
}

/// A render, folded from its events.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Render {
    /// How far it has come.
    pub phase: Phase,
    /// The latest attempt's number; 0 before the first.
    pub attempt: u32,
    /// How many attempts were given back unfinished: they do not count against it.
    pub handed_back: u32,
    /// What was submitted.
    pub queued: Option<Queued>,
    /// What was saved, once done.
    pub outputs: Vec<Output>,
    /// Whether the saved files have been removed.
    pub outputs_removed: bool,
}

impl Aggregate for Render {
    type Command = super::Command;
    type Event = RenderEvent;
    type Refusal = super::Refusal;

    const STREAM: &'static str = "render";

    fn decide(&self, command: Self::Command) -> Result<Vec<RenderEvent>, Self::Refusal> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &RenderEvent) {
        match event {
            RenderEvent::Queued(e) => {
                self.queued = Some(e.clone());
                self.phase = Phase::Queued { not_before: None };
            }
            RenderEvent::AttemptStarted(e) => {
                self.attempt = e.attempt;
                self.phase = Phase::Fetching;
            }
            RenderEvent::Fetched(_) => self.phase = Phase::Rendering,
            RenderEvent::Rendered(_) => self.phase = Phase::Saving,
            RenderEvent::Saved(e) => {
                self.outputs = e.outputs.clone();
                self.phase = Phase::Done;
            }
            RenderEvent::AttemptFailed(e) => {
                self.handed_back += u32::from(e.failure.code == FailureCode::HandedBack);
                self.phase = Phase::Queued { not_before: Some(e.retry_at) };
            }
            RenderEvent::Failed(e) => self.phase = Phase::Failed(e.failure.clone()),
            RenderEvent::Cancelled(_) => self.phase = Phase::Cancelled,
            RenderEvent::OutputsRemoved(_) => self.outputs_removed = true,
        }
    }
}
