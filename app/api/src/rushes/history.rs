//! A render's events as clients may see them. Events hold no secret and no document by design; they are shown as stored.

use super::wire::{History, HistoryEvent};
use crate::Problem;
use crate::records::RenderRecord;
use event_store::Actor;

/// All events of the render, oldest first.
pub(super) fn history(record: &RenderRecord) -> Result<History, Problem> {
    let events = record.events.iter().map(|event| {
        Ok(HistoryEvent {
            id: event.id.to_string(),
            kind: event.event_type.clone(),
            version: event.version,
            revision: event.revision,
            recorded_at: event.metadata.recorded_at.to_string(),
            actor: actor(&event.metadata.actor),
            request_id: event.metadata.request_id.clone(),
            data: serde_json::from_slice(&event.data).map_err(Problem::internal)?,
        })
    });
    Ok(History { events: events.collect::<Result<_, Problem>>()? })
}

fn actor(actor: &Actor) -> String {
    match actor {
        Actor::Key { id } => format!("key:{id}"),
        Actor::User { id } => format!("user:{id}"),
        Actor::System { name } => name.clone(),
    }
}
