//! Carrying out a command: load, decide, append; again when somebody else was faster.

use super::load::{LoadError, load};
use crate::{Appended, Error, EventStore, Expected, Metadata, NewEvent, Position, StreamName};
use domain::aggregate::{Aggregate, EventCodec};
use domain::ids::EventId;
use uuid::Uuid;

/// How often a command is decided before giving up. Each failure means that somebody else's append succeeded.
const ATTEMPTS: u32 = 10;

/// What came of a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Executed<A: Aggregate> {
    /// What is true now.
    pub state: A,
    /// What happened; nothing when it already was so.
    pub events: Vec<A::Event>,
    /// The position of the stream's last event: wait for it to read what was written. None while there is no stream.
    pub position: Option<Position>,
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError<R: std::error::Error> {
    /// The aggregate refuses it. Trying again is of no use.
    #[error(transparent)]
    Refused(R),
    /// Others kept being faster. Trying again helps.
    #[error("{0} changed too often while the command was decided; try again")]
    Contended(StreamName),
    /// The stream could not be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The events could not be appended.
    #[error(transparent)]
    Append(#[from] Error),
}

impl<R: std::error::Error> ExecuteError<R> {
    /// Whether the same command may succeed later.
    pub fn retryable(&self) -> bool {
        match self {
            ExecuteError::Contended(_) => true,
            ExecuteError::Append(error) | ExecuteError::Load(LoadError::Store(error)) => error.retryable(),
            ExecuteError::Refused(_) | ExecuteError::Load(LoadError::Decode { .. }) => false,
        }
    }
}

/// Carries out `command` on the aggregate with this id. `ids(n)` is the id of the n-th event that comes of it, from 0.
///
/// Decided again, at most ten times, when another append comes between.
///
/// # Errors
/// [`ExecuteError`].
pub async fn execute<A>(
    store: &dyn EventStore,
    id: Uuid,
    command: A::Command,
    metadata: &Metadata,
    ids: impl Fn(u32) -> EventId + Send + Sync,
) -> Result<Executed<A>, ExecuteError<A::Refusal>>
where
    A: Aggregate,
    A::Command: Clone,
{
    let stream = StreamName::of::<A>(id);
    for _ in 0..ATTEMPTS {
        let loaded = load::<A>(store, id).await?;
        let events = loaded.state.decide(command.clone()).map_err(ExecuteError::Refused)?;
        if events.is_empty() {
            return Ok(Executed { state: loaded.state, events, position: loaded.position });
        }
        let expected = loaded.revision.map_or(Expected::NoStream, Expected::At);
        match store.append(&stream, expected, encode(&events, metadata, &ids)).await {
            Ok(appended) => return Ok(executed(loaded.state, events, appended)),
            Err(Error::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Contended(stream))
}

/// Carries out the first `command` of a new aggregate. Doing it again with the same event ids is no second one, so a reactor
/// with derived ids may repeat itself.
///
/// # Errors
/// [`ExecuteError`]; [`Error::Conflict`] when the stream began with other events.
pub async fn create<A: Aggregate>(
    store: &dyn EventStore,
    id: Uuid,
    command: A::Command,
    metadata: &Metadata,
    ids: impl Fn(u32) -> EventId + Send + Sync,
) -> Result<Executed<A>, ExecuteError<A::Refusal>> {
    let events = A::default().decide(command).map_err(ExecuteError::Refused)?;
    if events.is_empty() {
        return Ok(Executed { state: A::default(), events, position: None });
    }
    let appended = store.append(&StreamName::of::<A>(id), Expected::NoStream, encode(&events, metadata, &ids)).await?;
    Ok(executed(A::default(), events, appended))
}

fn encode<E: EventCodec>(events: &[E], metadata: &Metadata, ids: &impl Fn(u32) -> EventId) -> Vec<NewEvent> {
    (0..).zip(events).map(|(index, event)| NewEvent::of(ids(index), event, metadata.clone())).collect()
}

fn executed<A: Aggregate>(mut state: A, events: Vec<A::Event>, appended: Appended) -> Executed<A> {
    events.iter().for_each(|event| state.evolve(event));
    Executed { state, events, position: Some(appended.position) }
}
