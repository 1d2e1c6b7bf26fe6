//! What is no longer needed goes away: old outputs, files of dead attempts, documents that no event names, folders of dead
//! processes. Each round can be cut short and done again.

mod attempts;
mod documents;
mod outputs;
mod scratch;

use crate::Environment;
use std::sync::Arc;
use storage::{Blobs, StorageError};
use tokio_util::sync::CancellationToken;

/// Why a round could not be finished.
type SweepError = Box<dyn std::error::Error + Send + Sync>;

/// How many things are looked at in one go.
const PAGE: usize = 200;

/// Sweeps at once and then again and again, in one process at a time, until cancelled.
pub(crate) async fn run(environment: Arc<Environment>, cancel: CancellationToken) {
    loop {
        if let Err(error) = round(&environment).await {
            tracing::warn!(%error, "a round of sweeping was cut short");
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(environment.settings.sweep) => {}
        }
    }
}

async fn round(environment: &Environment) -> Result<(), SweepError> {
    scratch::sweep(environment).await?;
    let leases = environment.state.leases();
    let lease = "sweeper";
    if !leases.acquire(lease, &environment.name, environment.settings.sweep, environment.now()).await? {
        return Ok(());
    }
    let swept = async {
        outputs::sweep(environment).await?;
        attempts::sweep(environment).await?;
        documents::sweep(environment).await
    };
    let result = swept.await;
    leases.release(lease, &environment.name).await?;
    result
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
