//! Why the log refuses or fails.

use crate::{Expected, StoreError, StoreErrorKind, StreamName};
use domain::ids::EventId;

/// Why a call on the log did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The stream is not where the caller expected it. Load again and decide again.
    #[error("{stream} is not where it was expected: expected {expected:?}, but its last revision is {actual:?}")]
    Conflict {
        /// The stream.
        stream: StreamName,
        /// What the caller expected.
        expected: Expected,
        /// The last event's revision; none when the stream does not exist.
        actual: Option<u64>,
    },
    /// Some of the ids are in the log already, elsewhere or in another order. Every adapter finds those of the same stream;
    /// [`crate::kurrentdb`] does not find those of others.
    #[error("event {id} is in the log already, in another place")]
    IdReused {
        /// The first such id.
        id: EventId,
    },
    /// An event is larger than the log takes. Put what is large into the state and its id into the event.
    #[error("event {event_type} is {bytes} bytes large, the limit is {limit}")]
    TooLarge {
        /// The event's type.
        event_type: String,
        /// Its data and metadata.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// No event, too many events, or the same id twice in one append.
    #[error("an append has from 1 to {limit} events with different ids")]
    InvalidBatch {
        /// The most that one append may have.
        limit: usize,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Error {
    /// Whether the same call may succeed later without being changed. (After a conflict, decide again.)
    pub const fn retryable(&self) -> bool {
        matches!(self, Error::Store(error) if error.retryable())
    }

    /// The log holds what this build cannot read.
    pub fn unreadable(message: impl Into<String>) -> Self {
        Error::Store(StoreError::new(StoreErrorKind::Unreadable, message))
    }
}
