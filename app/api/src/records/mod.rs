//! A render or a transfer as its own stream tells it: always what was last written, whatever the views know.

mod render;
mod transfer;

pub(crate) use render::{RenderRecord, status as render_status};
pub(crate) use transfer::TransferRecord;

use crate::{Problem, Services};
use domain::Timestamp;
use domain::aggregate::Aggregate;
use domain::render::Refusal as RenderRefusal;
use domain::transfer::Refusal as TransferRefusal;
use event_store::{Error, ExecuteError, LoadError, RecordedEvent};
use uuid::Uuid;

/// The events of `A`'s stream with this id, decoded beside their envelopes; empty when there is no such stream.
async fn stream<A: Aggregate>(services: &Services, id: Uuid) -> Result<Vec<(RecordedEvent, A::Event)>, Problem> {
    event_store::history::<A>(services.log.as_ref(), id).await.map_err(unreadable)
}

/// Why a stream cannot be read, as a problem.
pub(crate) fn unreadable(error: LoadError) -> Problem {
    match error {
        LoadError::Store(error) => Problem::unavailable("log", &error),
        error => Problem::internal(error),
    }
}

/// The refusal of a command on a render or transfer, or the store's failure, as a problem.
pub(crate) fn refused<R>(error: ExecuteError<R>, what: impl FnOnce(R) -> Problem) -> Problem
where
    R: std::error::Error,
{
    match error {
        ExecuteError::Refused(refusal) => what(refusal),
        ExecuteError::Contended(_)
        | ExecuteError::Load(LoadError::Store(_))
        | ExecuteError::Append(Error::Store(_)) => Problem::unavailable("log", &error),
        ExecuteError::Load(_) | ExecuteError::Append(_) => Problem::internal(error),
    }
}

/// What refusals of a render mean to a client.
pub(crate) fn render_refused(refusal: RenderRefusal) -> Problem {
    match refusal {
        RenderRefusal::Unknown => Problem::not_found("render"),
        refusal => Problem::new(crate::Code::Conflict, refusal.to_string()),
    }
}

/// What refusals of a transfer mean to a client, whose API calls it so.
pub(crate) fn transfer_refused(refusal: TransferRefusal, called: &str) -> Problem {
    match refusal {
        TransferRefusal::Unknown => Problem::not_found(called),
        refusal => Problem::new(crate::Code::Conflict, refusal.to_string()),
    }
}

/// First and last instants of a stream.
fn span<E>(events: &[(RecordedEvent, E)]) -> Option<(Timestamp, Timestamp)> {
    let at = |event: &(RecordedEvent, E)| event.0.metadata.recorded_at;
    Some((at(events.first()?), at(events.last()?)))
}
