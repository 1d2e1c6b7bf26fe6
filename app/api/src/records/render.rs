//! A render, folded from its stream.

use super::{span, stream};
use crate::auth::Caller;
use crate::shotstack::wire::RenderStatus;
use crate::{Problem, Services};
use domain::aggregate::Aggregate;
use domain::ids::{RenderId, WorkspaceId};
use domain::render::{Output, Phase, Queued, Render, RenderEvent};
use domain::{Environment, Failure, Timestamp};
use event_store::RecordedEvent;

/// What is known of a render.
#[derive(Clone, Debug)]
pub(crate) struct RenderRecord {
    pub id: RenderId,
    pub workspace: WorkspaceId,
    pub environment: Environment,
    pub render: Render,
    pub queued: Queued,
    pub created: Timestamp,
    pub updated: Timestamp,
    /// Milliseconds that the last finished attempt took to render.
    pub render_millis: Option<u64>,
    pub events: Vec<RecordedEvent>,
}

impl RenderRecord {
    /// The render with this id if the caller may see it; another's is answered like one that does not exist.
    pub async fn find(services: &Services, caller: &Caller, id: &str) -> Result<Self, Problem> {
        Self::find_at(services, caller, id, None).await
    }

    /// The same as it was at that instant; one that was not there yet is answered like one that does not exist.
    pub async fn find_at(
        services: &Services,
        caller: &Caller,
        id: &str,
        at: Option<Timestamp>,
    ) -> Result<Self, Problem> {
        let record = Self::load_at(services, id, at).await?;
        let visible = record.filter(|record| caller.may_see(record.workspace, record.environment));
        visible.ok_or_else(|| Problem::not_found("render"))
    }

    /// The render with this id, whoever's it is.
    pub async fn load(services: &Services, id: &str) -> Result<Option<Self>, Problem> {
        Self::load_at(services, id, None).await
    }

    /// The same as it was at that instant.
    pub async fn load_at(services: &Services, id: &str, at: Option<Timestamp>) -> Result<Option<Self>, Problem> {
        let Ok(id) = id.parse::<RenderId>() else { return Ok(None) };
        let mut events = stream::<Render>(services, id.0).await?;
        if let Some(at) = at {
            let later = events.iter().position(|(recorded, _)| recorded.metadata.recorded_at > at);
            events.truncate(later.unwrap_or(events.len()));
        }
        let Some((created, updated)) = span(&events) else { return Ok(None) };
        let render = Render::fold(events.iter().map(|(_, event)| event));
        let render_millis = events.iter().rev().find_map(|(_, event)| match event {
            RenderEvent::Rendered(rendered) => Some(rendered.millis),
            _ => None,
        });
        let metadata = events.first().map(|(first, _)| first.metadata.clone());
        let (Some(metadata), Some(queued)) = (metadata, render.queued.clone()) else { return Ok(None) };
        let Some(environment) = metadata.environment else { return Ok(None) };
        let workspace = metadata.workspace;
        let events = events.into_iter().map(|(recorded, _)| recorded).collect();
        Ok(Some(Self { id, workspace, environment, render, queued, created, updated, render_millis, events }))
    }

    /// In the six words that every client knows.
    pub fn status(&self) -> RenderStatus {
        status(&self.render.phase)
    }

    /// Whether somebody cancelled it.
    pub fn cancelled(&self) -> bool {
        self.render.phase == Phase::Cancelled
    }

    /// Why it failed; `Cancelled` for one that was cancelled.
    pub fn error(&self) -> Option<String> {
        match &self.render.phase {
            Phase::Failed(failure) => Some(failure.message.clone()),
            Phase::Cancelled => Some("Cancelled".to_owned()),
            _ => None,
        }
    }

    /// Why it failed, with its kind.
    pub fn failure(&self) -> Option<Failure> {
        match &self.render.phase {
            Phase::Failed(failure) => Some(failure.clone()),
            Phase::Cancelled => Some(Failure::new(domain::FailureCode::Cancelled, "Cancelled")),
            _ => None,
        }
    }

    /// Its own files, while they are kept.
    pub fn files(&self) -> &[Output] {
        if self.render.outputs_removed { &[] } else { &self.render.outputs }
    }
}

/// A phase in the six words that every client knows.
pub(crate) fn status(phase: &Phase) -> RenderStatus {
    match phase {
        Phase::Unknown | Phase::Queued { .. } => RenderStatus::Queued,
        Phase::Fetching => RenderStatus::Fetching,
        Phase::Rendering => RenderStatus::Rendering,
        Phase::Saving => RenderStatus::Saving,
        Phase::Done => RenderStatus::Done,
        Phase::Failed(_) | Phase::Cancelled => RenderStatus::Failed,
    }
}
