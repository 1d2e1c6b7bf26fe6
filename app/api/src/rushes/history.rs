//! A render's events as clients may see them. Events hold no secret and no document by design; they are shown as stored.

use super::wire::{History, HistoryEvent, HistoryStep, RenderState, StatefulHistory};
use crate::Problem;
use crate::records::{RenderRecord, render_status};
use domain::aggregate::Aggregate;
use domain::render::{Phase, Render};
use event_store::RecordedEvent;

/// All events of the render, oldest first.
pub(super) fn history(record: &RenderRecord) -> Result<History, Problem> {
    Ok(History { events: record.events.iter().map(shown).collect::<Result<_, Problem>>()? })
}

/// The same with what was true after each.
pub(super) fn with_states(record: &RenderRecord) -> Result<StatefulHistory, Problem> {
    let mut render = Render::default();
    let steps = record.events.iter().map(|event| {
        render.evolve(&event_store::decode(event).map_err(Problem::internal)?);
        Ok(HistoryStep { event: shown(event)?, state: state(&render) })
    });
    Ok(StatefulHistory { history: steps.collect::<Result<_, Problem>>()? })
}

fn shown(event: &RecordedEvent) -> Result<HistoryEvent, Problem> {
    Ok(HistoryEvent {
        id: event.id.to_string(),
        kind: event.event_type.clone(),
        version: event.version,
        revision: event.revision,
        recorded_at: event.metadata.recorded_at.to_string(),
        actor: event.metadata.actor.to_string(),
        request_id: event.metadata.request_id.clone(),
        data: serde_json::from_slice(&event.data).map_err(Problem::internal)?,
    })
}

fn state(render: &Render) -> RenderState {
    let (retry_at, error) = match &render.phase {
        Phase::Queued { not_before } => (not_before.map(|at| at.to_string()), None),
        Phase::Failed(failure) => (None, Some(failure.message.clone())),
        Phase::Cancelled => (None, Some("Cancelled".to_owned())),
        _ => (None, None),
    };
    let files = if render.outputs_removed { 0 } else { render.outputs.len() };
    RenderState {
        status: render_status(&render.phase),
        cancelled: render.phase == Phase::Cancelled,
        attempts: render.attempt,
        retry_at,
        error,
        files: u32::try_from(files).unwrap_or(u32::MAX),
    }
}
