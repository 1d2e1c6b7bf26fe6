//! What is no longer needed goes away: old outputs, files of dead attempts, documents that no event names, secrets that no
//! integration names, folders of dead processes, segments of what was erased. Each round can be cut short and done again.

mod attempts;
mod credentials;
mod documents;
mod outputs;
mod scratch;
mod segments;

use crate::Environment;
use domain::Timestamp;
use event_store::Filter;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use storage::{Blobs, StorageError};
use tokio_util::sync::CancellationToken;

/// Why a round could not be finished.
type SweepError = Box<dyn std::error::Error + Send + Sync>;

/// How many things are looked at in one go.
const PAGE: usize = 200;

/// Half-written files that nobody wrote to for this long are of writers that died.
const DEAD_DRAFT_MILLIS: i64 = 3_600_000;
/// Tables of another version of the views that nobody projected into for this long are nobody's any more.
const SUPERSEDED: Duration = Duration::from_secs(7 * 24 * 3600);
/// Windows in which requests were counted have ended long before.
const OLD_RATES_MILLIS: i64 = 600_000;
/// What a row of the state takes at the longest to get into an event, with much to spare.
const WAY_MILLIS: i64 = 3_600_000;
/// Uploads that nobody went on with for this long are forgotten by those who were to receive them: 30 days.
const OLD_CHECKPOINT_MILLIS: i64 = 30 * 24 * 3_600_000;
/// Held while sweeping what all processes share.
const LEASE: &str = "sweeper";

/// Sweeps at once and then again and again, in one process at a time, until cancelled.
pub(crate) async fn run(environment: Arc<Environment>, cancel: CancellationToken) {
    loop {
        tokio::select! {
            () = cancel.cancelled() => {}
            swept = round(&environment) => if let Err(error) = swept {
                tracing::warn!(%error, "a round of sweeping was cut short");
            }
        }
        if let Err(error) = environment.state.leases().release(LEASE, &environment.name).await {
            tracing::warn!(%error, "the sweeper's lease could not be released; it will run out");
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(environment.settings.sweep) => {}
        }
    }
}

/// Sweeps once; the lease of what is shared is held afterwards if it was to be had.
pub(crate) async fn round(environment: &Environment) -> Result<(), SweepError> {
    // First what lies on this machine, which others cannot reach.
    scratch::sweep(environment).await?;
    segments::sweep(environment).await?;
    let millis = u64::try_from(environment.now().as_millis()).unwrap_or(0);
    environment.sources.evict(UNIX_EPOCH + Duration::from_millis(millis)).await?;
    let leases = environment.state.leases();
    if !leases.acquire(LEASE, &environment.name, environment.settings.sweep, environment.now()).await? {
        return Ok(());
    }
    let drafts = environment.blobs.sweep_drafts(environment.now().plus_millis(-DEAD_DRAFT_MILLIS)).await?;
    metrics::counter!("rushes_swept_drafts_total").increment(drafts);
    environment.state.rates().forget(environment.now().plus_millis(-OLD_RATES_MILLIS)).await?;
    environment.state.lanes().forget_rested().await?;
    outputs::sweep(environment).await?;
    attempts::sweep(environment).await?;
    documents::sweep(environment).await?;
    credentials::sweep(environment).await?;
    environment.state.transfer_checkpoints().forget(environment.now().plus_millis(-OLD_CHECKPOINT_MILLIS)).await?;
    environment.state.connections().forget_expired(environment.now()).await?;
    let dropped = environment.views.sweep_superseded(environment.now(), SUPERSEDED).await?;
    metrics::counter!("rushes_swept_view_tables_total").increment(dropped as u64);
    // Last: with a master key that is missing it fails, and goes on to do so.
    let (forgotten, _) = environment.rotation.retire(environment.now()).await?;
    metrics::counter!("rushes_swept_data_keys_total").increment(forgotten);
    Ok(())
}

/// Whether the views have seen every event that may name a row of the state from before `before`. While they are rebuilt they know
/// of nothing, and everything would look like an orphan.
async fn views_know(environment: &Environment, before: Timestamp) -> Result<bool, SweepError> {
    let log = environment.log.as_ref();
    let Some(position) = environment.views.position(log).await? else { return Ok(false) };
    let ahead = log.read_all(Some(&position), &Filter::All, 1).await?.events.into_iter().next();
    Ok(ahead.is_none_or(|event| event.metadata.recorded_at > before.plus_millis(WAY_MILLIS)))
}

/// Removes every blob whose key begins with `prefix`; how many there were.
pub(crate) async fn remove_all(blobs: &dyn Blobs, prefix: &str) -> Result<u64, StorageError> {
    let mut removed = 0;
    loop {
        let entries = blobs.list(prefix, None, PAGE).await?;
        for entry in &entries {
            blobs.delete(&entry.key).await?;
            removed += 1;
        }
        if entries.len() < PAGE {
            return Ok(removed);
        }
    }
}

#[cfg(test)]
mod tests;
