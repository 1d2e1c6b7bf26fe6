//! Writes the ledger behind the log.

use crate::chain::{GENESIS, digest, link};
use domain::ids::WorkspaceId;
use event_store::{EventStore, Filter, Message, Position, RecordedEvent};
use futures::StreamExt;
use state::{Clock, HeldWork, LeaseFailed, LedgerLine, State, StoreError};
use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

/// The most events that are written in one transaction.
const BATCH: usize = 256;
/// How long to wait after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Why the ledger could not be written. It goes on from where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum KeeperError {
    /// The log failed.
    #[error("the log: {0}")]
    Log(#[from] event_store::Error),
    /// The state, where the ledger is, failed.
    #[error("the ledger: {0}")]
    Ledger(#[from] StoreError),
    /// The lease could not be had, because the state failed.
    #[error("the ledger's lease: {0}")]
    Lease(#[from] LeaseFailed),
    /// An event's envelope cannot be written.
    #[error("the envelope of an event cannot be written: {0}")]
    Envelope(#[from] serde_json::Error),
}

/// Writes the ledger, in one process at a time. Each batch is added only where the ledger ends, so that even two at the same time
/// would write each line once.
pub struct Keeper {
    log: Arc<dyn EventStore>,
    state: State,
    lease: HeldWork,
}

impl Keeper {
    /// A keeper that calls itself `holder` (a random id of the process) where it holds the lease.
    pub fn new(log: Arc<dyn EventStore>, state: State, holder: impl Into<String>, clock: Clock) -> Self {
        let lease = HeldWork { state: state.clone(), work: "ledger".into(), holder: holder.into(), clock };
        Self { log, state, lease }
    }

    /// Writes until `cancel` is ready, whenever no other process does; after a failure, again.
    pub async fn run(&self, cancel: impl Future<Output = ()> + Send) {
        let mut cancel = pin!(cancel);
        loop {
            let result = tokio::select! {
                () = &mut cancel => break,
                result = self.work() => result,
            };
            let Err(error) = result else { continue };
            metrics::counter!("rushes_ledger_failures_total").increment(1);
            tracing::warn!(%error, "the ledger could not be written and is tried again");
            tokio::select! {
                () = &mut cancel => break,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
        if let Err(error) = self.lease.release().await {
            tracing::warn!(%error, "the ledger's lease could not be released; it will run out");
        }
    }

    /// Writes everything that the log holds now; false when another process keeps the ledger.
    ///
    /// # Errors
    /// [`KeeperError`].
    pub async fn catch_up(&self) -> Result<bool, KeeperError> {
        Ok(self.lease.now(self.write(true)).await?.is_some())
    }

    async fn work(&self) -> Result<(), KeeperError> {
        self.lease.next(self.write(false)).await
    }

    async fn write(&self, until_end: bool) -> Result<(), KeeperError> {
        'again: loop {
            let mut place = self.state.ledger().checkpoint().await?;
            let mut heads = HashMap::new();
            let messages = self.log.subscribe_all(place.clone().map(Position::new), Filter::All);
            let mut chunks = messages.ready_chunks(BATCH);
            while let Some(chunk) = chunks.next().await {
                let chunk = chunk.into_iter().collect::<Result<Vec<_>, _>>()?;
                let caught_up = chunk.contains(&Message::CaughtUp);
                let (mut lines, mut end) = (Vec::new(), None);
                for message in chunk {
                    match message {
                        Message::Event(event) => {
                            lines.push(self.line(&event, &mut heads).await?);
                            end = Some(event.position);
                        }
                        Message::Checkpoint(position) => end = Some(position),
                        Message::CaughtUp => {}
                    }
                }
                if let Some(end) = end {
                    if !self.state.ledger().add(place.as_deref(), end.as_str(), &lines).await? {
                        continue 'again;
                    }
                    metrics::counter!("rushes_ledger_lines_total").increment(lines.len() as u64);
                    place = Some(end.as_str().to_owned());
                }
                if caught_up && until_end {
                    return Ok(());
                }
            }
            return Ok(());
        }
    }

    /// The event's line after the last one of its workspace.
    async fn line(
        &self,
        event: &RecordedEvent,
        heads: &mut HashMap<WorkspaceId, (u64, Vec<u8>)>,
    ) -> Result<LedgerLine, KeeperError> {
        let workspace = event.metadata.workspace;
        let (last, before) = match heads.remove(&workspace) {
            Some(head) => head,
            None => {
                let head = self.state.ledger().head(workspace).await?;
                head.map_or_else(|| (0, GENESIS.to_vec()), |line| (line.sequence, line.hash))
            }
        };
        let digest = digest(event, &serde_json::to_vec(&event.metadata)?);
        let hash = link(workspace, last + 1, &before, &digest).to_vec();
        heads.insert(workspace, (last + 1, hash.clone()));
        Ok(LedgerLine {
            workspace,
            sequence: last + 1,
            event: event.id,
            stream: event.stream.to_string(),
            revision: event.revision,
            event_type: event.event_type.clone(),
            actor: event.metadata.actor.to_string(),
            environment: event.metadata.environment.map(|environment| environment.as_str().to_owned()),
            recorded_at: event.metadata.recorded_at,
            digest: digest.to_vec(),
            hash,
        })
    }
}
