//! Why views cannot be kept up to date.

use event_store::{LoadError, Position, StoreErrorKind, StreamName};
use migrations::StoreError;
use state::LeaseFailed;

/// Why projecting stopped. What is not retryable needs somebody: nothing is ever skipped.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The views' own database failed.
    #[error("the views: {0}")]
    Views(#[from] StoreError),
    /// The log failed.
    #[error("the log: {0}")]
    Log(#[from] event_store::Error),
    /// The state, which has the lease, failed.
    #[error("the state: {0}")]
    Lease(StoreError),
    /// The log holds an event that this build cannot read: it was written by a newer build. Run that one.
    #[error("the event at position {position} cannot be read; run the build that wrote it: {source}")]
    Undecodable {
        /// Where.
        position: Position,
        /// What the reader said.
        source: LoadError,
    },
    /// The log holds a stream of a kind that this build does not know: it was written by a newer build.
    #[error("the event at position {position} is in {stream}, a kind of stream that this build does not know")]
    UnknownStream {
        /// Where.
        position: Position,
        /// The stream.
        stream: StreamName,
    },
    /// An event says what cannot be after the events before it. A fault of ours.
    #[error("the view {view} cannot take the event at position {position} of {stream}: {reason}")]
    Contradiction {
        /// The view.
        view: &'static str,
        /// Where.
        position: Position,
        /// The stream.
        stream: StreamName,
        /// What is wrong.
        reason: String,
    },
    /// Another build made this view anew, in its own way. Run one build at a time.
    #[error("the view {view} was made anew by another build; run one build at a time")]
    Superseded {
        /// The view.
        view: &'static str,
    },
    /// Another process keeps the views up to date, so they cannot be rebuilt here. Stop it first.
    #[error("another process keeps the views up to date; stop it first")]
    HeldElsewhere,
}

impl From<LeaseFailed> for ProjectionError {
    fn from(failed: LeaseFailed) -> Self {
        ProjectionError::Lease(failed.0)
    }
}

impl ProjectionError {
    /// Whether the same may succeed later without anybody's doing.
    pub fn retryable(&self) -> bool {
        match self {
            ProjectionError::Views(error) | ProjectionError::Lease(error) => error.retryable(),
            ProjectionError::Log(error) => error.retryable(),
            ProjectionError::HeldElsewhere => true,
            _ => false,
        }
    }
}

/// The views hold what they cannot have been given.
pub(crate) fn unreadable(what: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Unreadable, format!("the views hold an unreadable {what}; rebuild them"))
}
