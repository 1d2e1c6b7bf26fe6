//! Events before and after they are in the log.

use crate::{Error, Metadata, Position, StreamName};
use domain::aggregate::EventCodec;
use domain::ids::EventId;
use std::collections::HashSet;

/// The most that an event's data and metadata may take together: 64 KiB.
pub const MAX_EVENT_BYTES: usize = 64 * 1024;
/// The most events that one append may have.
pub const MAX_EVENTS: usize = 1000;

/// An event to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Its id. Appending it again in the same place is no second event.
    pub id: EventId,
    /// Its type, such as `render.queued`.
    pub event_type: String,
    /// Its schema version.
    pub version: u16,
    /// The exact bytes to keep.
    pub data: Vec<u8>,
    /// Who, where, when and why.
    pub metadata: Metadata,
}

impl NewEvent {
    /// An aggregate's event, encoded.
    pub fn of(id: EventId, event: &impl EventCodec, metadata: Metadata) -> Self {
        let event_type = event.event_type().to_owned();
        Self { id, event_type, version: event.version(), data: event.encode(), metadata }
    }
}

/// An event as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// The stream it belongs to.
    pub stream: StreamName,
    /// Its place in the stream; 0 is the first.
    pub revision: u64,
    /// Its place in the whole log.
    pub position: Position,
    /// Its id.
    pub id: EventId,
    /// Its type, such as `render.queued`.
    pub event_type: String,
    /// Its schema version.
    pub version: u16,
    /// The exact bytes that were appended.
    pub data: Vec<u8>,
    /// Who, where, when and why.
    pub metadata: Metadata,
}

/// Events that the port has found fit to append together, each with its metadata encoded.
#[derive(Clone, Debug)]
pub struct Batch(Vec<(NewEvent, Vec<u8>)>);

impl Batch {
    /// Checks the events' number, ids and sizes.
    ///
    /// # Errors
    /// [`Error::InvalidBatch`] and [`Error::TooLarge`].
    pub fn check(events: Vec<NewEvent>) -> Result<Self, Error> {
        let different: HashSet<EventId> = events.iter().map(|event| event.id).collect();
        if events.is_empty() || events.len() > MAX_EVENTS || different.len() < events.len() {
            return Err(Error::InvalidBatch { limit: MAX_EVENTS });
        }
        let encoded = events.into_iter().map(|event| {
            let metadata = serde_json::to_vec(&event.metadata)
                .map_err(|error| Error::unreadable(format!("the metadata cannot be written: {error}")))?;
            let bytes = event.data.len() + metadata.len();
            if bytes > MAX_EVENT_BYTES {
                return Err(Error::TooLarge { event_type: event.event_type, bytes, limit: MAX_EVENT_BYTES });
            }
            Ok((event, metadata))
        });
        encoded.collect::<Result<_, _>>().map(Self)
    }

    /// The events and their encoded metadata; at least one.
    pub fn events(&self) -> &[(NewEvent, Vec<u8>)] {
        &self.0
    }
}
