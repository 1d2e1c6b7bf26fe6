//! Keeps the views up to date with the log.

mod batch;

use crate::registration::edition;
use crate::{Clock, ProjectionError, Views};
use batch::{Batch, Outcome};
use event_store::{EventStore, Filter, Message, Position};
use futures::StreamExt;
use state::{HeldWork, State};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

/// The most messages that are projected in one transaction.
const BATCH: usize = 256;
/// How long to wait after a failure that may pass.
const PAUSE: Duration = Duration::from_secs(1);

/// Keeps the views up to date: in one process at a time, which holds a lease. Rows and checkpoint are written in one
/// transaction that looks at the checkpoint first, so that even two at the same time would write each event once.
pub struct Projector {
    views: Views,
    store: Arc<dyn EventStore>,
    lease: HeldWork,
    clock: Clock,
}

impl Projector {
    /// A projector that calls itself `holder` (a random id of the process) where it holds the lease.
    pub fn new(
        views: Views,
        store: Arc<dyn EventStore>,
        state: State,
        holder: impl Into<String>,
        clock: Clock,
    ) -> Self {
        let lease = HeldWork { state, work: Self::lease_name(), holder: holder.into(), clock: clock.clone() };
        Self { views, store, lease, clock }
    }

    /// The same with the lease of those who make views anew.
    pub(crate) fn rebuilding(self) -> Self {
        // Whatever the edition: there is one place for it.
        let lease = HeldWork { work: "rebuild".into(), ..self.lease };
        Self { lease, ..self }
    }

    /// The same on other views.
    pub(crate) fn over(&self, views: Views) -> Self {
        Self { views, store: self.store.clone(), lease: self.lease.clone(), clock: self.clock.clone() }
    }

    /// What is projected.
    pub(crate) fn store(&self) -> &dyn EventStore {
        self.store.as_ref()
    }

    /// What is projected into.
    pub(crate) fn views(&self) -> &Views {
        &self.views
    }

    /// What its lease is called. One at a time projects for each edition of the views: another version's projector knows
    /// nothing of our tables.
    pub fn lease_name() -> String {
        match edition() {
            edition if edition.is_empty() => "projector".to_owned(),
            edition => format!("projector {edition}"),
        }
    }

    /// Projects until `cancel` is ready, whenever no other process does. Goes on after failures that may pass.
    ///
    /// # Errors
    /// [`ProjectionError`] that is not retryable: the views stay as they were before the event in question, and the metric
    /// `rushes_projection_failures_total` is raised.
    pub async fn run(&self, cancel: impl Future<Output = ()> + Send) -> Result<(), ProjectionError> {
        let mut cancel = pin!(cancel);
        loop {
            let result = tokio::select! {
                () = &mut cancel => break,
                result = self.work() => result,
            };
            let Err(error) = result else { continue };
            metrics::counter!("rushes_projection_failures_total").increment(1);
            if !error.retryable() {
                tracing::error!(%error, "the views are no longer kept up to date");
                self.lease.release().await?;
                return Err(error);
            }
            tracing::warn!(%error, "projecting failed and is tried again");
            tokio::select! {
                () = &mut cancel => break,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
        Ok(self.lease.release().await?)
    }

    /// Projects everything that the log holds now, once the lease is free.
    ///
    /// # Errors
    /// [`ProjectionError`]; [`ProjectionError::HeldElsewhere`] when another process projects.
    pub async fn catch_up(&self) -> Result<(), ProjectionError> {
        self.alone(self.project(true, &mut |_| {})).await
    }

    /// Does the work while the lease is held.
    pub(crate) async fn alone<T>(
        &self,
        work: impl Future<Output = Result<T, ProjectionError>>,
    ) -> Result<T, ProjectionError> {
        self.lease.now(work).await?.ok_or(ProjectionError::HeldElsewhere)
    }

    /// Takes the lease and projects until it is lost.
    async fn work(&self) -> Result<(), ProjectionError> {
        self.lease.next(self.project(false, &mut |_| {})).await
    }

    /// Projects from the checkpoint on, for ever or until the log's end. Tells how many events each batch had.
    pub(crate) async fn project(
        &self,
        until_end: bool,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), ProjectionError> {
        'again: loop {
            let mut place = self.views.position(self.store.as_ref()).await?;
            let messages = self.store.subscribe_all(place.clone(), Filter::All);
            let mut chunks = messages.ready_chunks(BATCH);
            while let Some(chunk) = chunks.next().await {
                let chunk = chunk.into_iter().collect::<Result<Vec<_>, _>>()?;
                let caught_up = chunk.contains(&Message::CaughtUp);
                let oldest = oldest(&chunk);
                let events = chunk.iter().filter(|message| matches!(message, Message::Event(_))).count() as u64;
                if let Some(end) = end(&chunk) {
                    let batch = Batch { after: place.take(), end: end.clone(), messages: chunk };
                    match batch.project(&self.views, self.store.as_ref()).await? {
                        Outcome::Projected => {
                            progress(events);
                            place = Some(end);
                        }
                        // Somebody rebuilds: begin where the checkpoints are now.
                        Outcome::Elsewhere => continue 'again,
                    }
                }
                self.measure_lag(oldest);
                if caught_up && until_end {
                    return Ok(());
                }
            }
            return Ok(());
        }
    }

    /// How old the oldest event of a batch was when it had been projected.
    fn measure_lag(&self, oldest: Option<domain::Timestamp>) {
        let millis = oldest.map_or(0, |recorded_at| (self.clock)().millis_since(recorded_at).max(0));
        metrics::gauge!("rushes_projection_lag_seconds").set(millis as f64 / 1000.0);
    }
}

/// Up to where the messages tell of the log.
fn end(messages: &[Message]) -> Option<Position> {
    messages.iter().rev().find_map(|message| match message {
        Message::Event(event) => Some(event.position.clone()),
        Message::Checkpoint(position) => Some(position.clone()),
        Message::CaughtUp => None,
    })
}

/// When the first of the events was recorded.
fn oldest(messages: &[Message]) -> Option<domain::Timestamp> {
    messages.iter().find_map(|message| match message {
        Message::Event(event) => Some(event.metadata.recorded_at),
        _ => None,
    })
}
