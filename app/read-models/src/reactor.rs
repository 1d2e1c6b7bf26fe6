//! Doing things because of events, each at least once, going on where it stopped.

use crate::{Clock, ProjectionError};
use event_store::{EventStore, Filter, Message, Position, RecordedEvent};
use futures::StreamExt;
use state::{HeldWork, LeaseFailed, State};
use std::pin::pin;
use std::sync::Arc;

/// Why an event could not be reacted to.
pub type ReactionError = Box<dyn std::error::Error + Send + Sync>;

/// Something to do because of events. Must be idempotent: the same event may come again after a crash. What it creates has ids
/// derived from the event's, and is appended with [`event_store::create`].
#[async_trait::async_trait]
pub trait Reaction: Send + Sync {
    /// Its own name, which its checkpoint and its lease carry: never changed.
    fn name(&self) -> &str;

    /// The events that it wants.
    fn filter(&self) -> Filter;

    /// Does what the event asks for.
    async fn react(&self, event: &RecordedEvent) -> Result<(), ReactionError>;
}

/// Why a reactor stopped. Its checkpoint lies before the event in question: running it again tries that event again.
#[derive(Debug, thiserror::Error)]
pub enum ReactorError {
    /// The log, the state or the lease failed.
    #[error(transparent)]
    Stores(#[from] ProjectionError),
    /// The reaction failed.
    #[error("{reactor} could not react to the event at position {position}: {source}")]
    Reaction {
        /// Which.
        reactor: String,
        /// Where.
        position: Position,
        /// Why.
        source: ReactionError,
    },
}

impl From<LeaseFailed> for ReactorError {
    fn from(failed: LeaseFailed) -> Self {
        ReactorError::Stores(failed.into())
    }
}

/// Runs one reaction over the log, in one process at a time.
pub struct Reactor {
    store: Arc<dyn EventStore>,
    reaction: Arc<dyn Reaction>,
    lease: HeldWork,
}

impl Reactor {
    /// A reactor that calls itself `holder` (a random id of the process) where it holds the lease.
    pub fn new(
        store: Arc<dyn EventStore>,
        state: State,
        reaction: Arc<dyn Reaction>,
        holder: impl Into<String>,
        clock: Clock,
    ) -> Self {
        let work = format!("reactor/{}", reaction.name());
        Self { store, reaction, lease: HeldWork { state, work, holder: holder.into(), clock } }
    }

    /// Reacts until `cancel` is ready, whenever no other process does.
    ///
    /// # Errors
    /// [`ReactorError`] at the first failure; the caller decides when to run it again.
    pub async fn run(&self, cancel: impl Future<Output = ()> + Send) -> Result<(), ReactorError> {
        let mut cancel = pin!(cancel);
        let result = loop {
            let result = tokio::select! {
                () = &mut cancel => break Ok(()),
                result = self.work() => result,
            };
            if result.is_err() {
                break result;
            }
        };
        self.lease.release().await?;
        result
    }

    /// Reacts to everything that the log holds now.
    ///
    /// # Errors
    /// [`ReactorError`]; [`ProjectionError::HeldElsewhere`] when another process reacts.
    pub async fn catch_up(&self) -> Result<(), ReactorError> {
        let reacted = self.lease.now(self.react(true)).await?;
        reacted.ok_or_else(|| ProjectionError::HeldElsewhere.into())
    }

    async fn work(&self) -> Result<(), ReactorError> {
        self.lease.next(self.react(false)).await
    }

    async fn react(&self, until_end: bool) -> Result<(), ReactorError> {
        let name = self.reaction.name();
        let checkpoints = self.lease.state.checkpoints();
        let place = checkpoints.get(name).await.map_err(ProjectionError::Lease)?.map(Position::new);
        let mut messages = self.store.subscribe_all(place, self.reaction.filter());
        while let Some(message) = messages.next().await {
            let position = match message.map_err(ProjectionError::from)? {
                Message::Event(event) => {
                    self.reaction.react(&event).await.map_err(|source| ReactorError::Reaction {
                        reactor: name.to_owned(),
                        position: event.position.clone(),
                        source,
                    })?;
                    metrics::counter!("rushes_reactions_total", "reactor" => name.to_owned()).increment(1);
                    event.position
                }
                Message::Checkpoint(position) => position,
                Message::CaughtUp if until_end => return Ok(()),
                Message::CaughtUp => continue,
            };
            checkpoints.set(name, position.as_str()).await.map_err(ProjectionError::Lease)?;
        }
        Ok(())
    }
}
