//! An aggregate, folded from its stream.

use crate::{Error, EventStore, Metadata, Position, RecordedEvent, StreamName};
use domain::aggregate::{Aggregate, DecodeError, EventCodec};
use uuid::Uuid;

/// Events read at a time.
const PAGE: usize = 500;

/// An aggregate as its stream tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<A> {
    /// What is true.
    pub state: A,
    /// The last event's revision; none when the stream does not exist.
    pub revision: Option<u64>,
    /// The last event's position.
    pub position: Option<Position>,
    /// The first event's metadata: whose it is, and since when.
    pub first: Option<Metadata>,
    /// The last event's metadata: since when it is as it is.
    pub last: Option<Metadata>,
}

/// Why an aggregate cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The log failed.
    #[error(transparent)]
    Store(#[from] Error),
    /// The stream holds an event that this build cannot read.
    #[error("{stream} holds at revision {revision} what this build cannot read: {source}")]
    Decode {
        /// The stream.
        stream: StreamName,
        /// The event's revision.
        revision: u64,
        /// What the reader said.
        source: DecodeError,
    },
}

/// A recorded event as an event of the family `E`.
///
/// # Errors
/// [`LoadError::Decode`].
pub fn decode<E: EventCodec>(event: &RecordedEvent) -> Result<E, LoadError> {
    E::decode(&event.event_type, event.version, &event.data).map_err(|source| LoadError::Decode {
        stream: event.stream.clone(),
        revision: event.revision,
        source,
    })
}

/// Every event of the aggregate with this id, oldest first, beside its envelope; none when there is no such stream.
///
/// # Errors
/// [`LoadError`].
pub async fn history<A>(store: &dyn EventStore, id: Uuid) -> Result<Vec<(RecordedEvent, A::Event)>, LoadError>
where
    A: Aggregate,
{
    let stream = StreamName::of::<A>(id);
    let mut history: Vec<(RecordedEvent, A::Event)> = Vec::new();
    loop {
        let from = history.last().map_or(0, |(last, _)| last.revision + 1);
        let events = store.read_stream(&stream, from, PAGE).await?;
        let complete = events.len() < PAGE;
        for event in events {
            let decoded = decode(&event)?;
            history.push((event, decoded));
        }
        if complete {
            return Ok(history);
        }
    }
}

/// The aggregate with this id; its default state and no revision when there is none.
///
/// # Errors
/// [`LoadError`].
pub async fn load<A: Aggregate>(store: &dyn EventStore, id: Uuid) -> Result<Loaded<A>, LoadError> {
    let history = history::<A>(store, id).await?;
    let (first, last) = (history.first().map(|(event, _)| event), history.last().map(|(event, _)| event));
    Ok(Loaded {
        state: A::fold(history.iter().map(|(_, event)| event)),
        revision: last.map(|last| last.revision),
        position: last.map(|last| last.position.clone()),
        first: first.map(|first| first.metadata.clone()),
        last: last.map(|last| last.metadata.clone()),
    })
}
