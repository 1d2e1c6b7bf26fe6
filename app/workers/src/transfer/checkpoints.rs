//! Where an attempt takes a transfer up, and where it keeps how far it came.

use super::Attempt;
use crate::Environment;
use delivery::{Checkpoints, NotSaved};
use domain::ids::{TransferId, WorkspaceId};
use domain::{Failure, FailureCode};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::sync::Arc;

/// A checkpoint as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    /// Digest of where the file goes: what was begun in one bucket is nothing to go on from in another.
    to: &'a str,
    #[serde(borrow)]
    checkpoint: &'a RawValue,
}

/// The log says that the transfer has ended well: nothing is left to be taken up.
pub(super) async fn forget(environment: &Environment, transfer: TransferId) {
    if let Err(error) = environment.checkpoints.forget(transfer).await {
        tracing::warn!(%transfer, %error, "a checkpoint is left to the sweeper");
    }
}

/// The checkpoints of one attempt.
pub(super) struct CheckpointKeeper {
    environment: Arc<Environment>,
    workspace: WorkspaceId,
    transfer: TransferId,
    attempt: u32,
    /// Digest of where the file goes.
    to: String,
}

impl CheckpointKeeper {
    pub fn of(attempt: &Attempt<'_>, to: String) -> Self {
        Self {
            environment: attempt.environment.clone(),
            workspace: attempt.first.workspace,
            transfer: attempt.id,
            attempt: attempt.number,
            to,
        }
    }

    /// The last one that was kept, if it is about the same place.
    pub async fn last(&self) -> Result<Option<Vec<u8>>, Failure> {
        let opened = self.environment.checkpoints.open(self.workspace, self.transfer).await.map_err(|error| {
            tracing::error!(transfer = %self.transfer, %error, "a transfer's checkpoint cannot be opened");
            let code = if error.retryable() { FailureCode::StorageUnavailable } else { FailureCode::Internal };
            Failure::new(code, "it cannot be read how far this transfer came")
        })?;
        let Some(bytes) = opened else { return Ok(None) };
        let kept = serde_json::from_slice::<Kept<'_>>(bytes.expose()).ok();
        Ok(kept.filter(|kept| kept.to == self.to).map(|kept| kept.checkpoint.get().as_bytes().to_vec()))
    }

    async fn keep(&self, checkpoint: &[u8]) -> Result<(), NotSaved> {
        let Self { environment, workspace, transfer, attempt, to } = self;
        let checkpoint = serde_json::from_slice::<&RawValue>(checkpoint).map_err(|_| NotSaved)?;
        let kept = zeroize::Zeroizing::new(serde_json::to_vec(&Kept { to, checkpoint }).map_err(|_| NotSaved)?);
        match environment.checkpoints.keep(*workspace, *transfer, *attempt, &kept, environment.now()).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                tracing::info!(%transfer, attempt, "a later attempt has the transfer now");
                Err(NotSaved)
            }
            Err(error) => {
                tracing::warn!(%transfer, %error, "a checkpoint could not be kept");
                Err(NotSaved)
            }
        }
    }
}

impl Checkpoints for CheckpointKeeper {
    fn save<'a>(&'a self, checkpoint: &'a [u8]) -> BoxFuture<'a, Result<(), NotSaved>> {
        self.keep(checkpoint).boxed()
    }
}
