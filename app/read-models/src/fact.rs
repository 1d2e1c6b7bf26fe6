//! An event, decoded once for all views.

use crate::ProjectionError;
use domain::aggregate::Aggregate;
use domain::integration::{IntegrationEvent, Integrations};
use domain::render::{Render, RenderEvent};
use domain::transfer::{Transfer, TransferEvent};
use domain::workspace::{Workspace, WorkspaceEvent};
use domain::{Environment, Timestamp};
use event_store::{Metadata, RecordedEvent, decode};
use uuid::Uuid;

/// What happened, by the kind of thing that it happened to.
pub(crate) enum Happened {
    Integrations(IntegrationEvent),
    Render(RenderEvent),
    Transfer(TransferEvent),
    Workspace(WorkspaceEvent),
}

/// An event with its meaning.
pub(crate) struct Fact {
    /// The aggregate's id.
    pub id: Uuid,
    pub happened: Happened,
    pub recorded: RecordedEvent,
}

impl Fact {
    pub fn of(recorded: RecordedEvent) -> Result<Self, ProjectionError> {
        let undecodable = |source| ProjectionError::Undecodable { position: recorded.position.clone(), source };
        let happened = match recorded.stream.kind() {
            Integrations::STREAM => decode(&recorded).map(Happened::Integrations).map_err(undecodable),
            Render::STREAM => decode(&recorded).map(Happened::Render).map_err(undecodable),
            Transfer::STREAM => decode(&recorded).map(Happened::Transfer).map_err(undecodable),
            Workspace::STREAM => decode(&recorded).map(Happened::Workspace).map_err(undecodable),
            _ => Err(unknown(&recorded)),
        }?;
        let id = recorded.stream.id().ok_or_else(|| unknown(&recorded))?;
        Ok(Self { id, happened, recorded })
    }

    pub fn metadata(&self) -> &Metadata {
        &self.recorded.metadata
    }

    /// The aggregate's id, as views write it.
    pub fn key(&self) -> String {
        self.id.to_string()
    }

    /// The workspace's id, as views write it.
    pub fn workspace(&self) -> String {
        self.metadata().workspace.to_string()
    }

    /// Milliseconds since the Unix epoch.
    pub fn at(&self) -> i64 {
        let at: Timestamp = self.metadata().recorded_at;
        at.as_millis()
    }

    /// The environment, which what happens to renders and transfers always has.
    pub fn environment(&self, view: &'static str) -> Result<String, ProjectionError> {
        let environment: Option<Environment> = self.metadata().environment;
        environment.map(|e| e.as_str().to_owned()).ok_or_else(|| self.contradiction(view, "it names no environment"))
    }

    pub fn contradiction(&self, view: &'static str, reason: impl Into<String>) -> ProjectionError {
        ProjectionError::Contradiction {
            view,
            position: self.recorded.position.clone(),
            stream: self.recorded.stream.clone(),
            reason: reason.into(),
        }
    }
}

fn unknown(recorded: &RecordedEvent) -> ProjectionError {
    ProjectionError::UnknownStream { position: recorded.position.clone(), stream: recorded.stream.clone() }
}
