//! Where each transfer can be taken up again. Sealed: a plugin may keep the address of an upload in it.

use crate::keyring::{Keyring, SealedError, record};
use crate::{Context, SecretBytes};
use domain::Timestamp;
use domain::ids::{TransferId, WorkspaceId};

pub(crate) const KIND: &str = "transfer checkpoint";

/// The sealed checkpoints of all workspaces' transfers. Clones are the same.
#[derive(Clone)]
pub struct TransferCheckpoints {
    keyring: Keyring,
}

impl TransferCheckpoints {
    /// Checkpoints under the keys of this ring.
    pub fn new(keyring: Keyring) -> Self {
        Self { keyring }
    }

    /// Seals and stores this one in place of the one before; false when a later attempt has kept one already.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn keep(
        &self,
        workspace: WorkspaceId,
        transfer: TransferId,
        attempt: u32,
        checkpoint: &[u8],
        now: Timestamp,
    ) -> Result<bool, SealedError> {
        let context = Context { kind: KIND, record: &record(transfer.0) };
        let sealed = self.keyring.seal(workspace, context, checkpoint, now).await?;
        Ok(self.keyring.state().transfer_checkpoints().put(workspace, transfer, attempt, &sealed, now).await?)
    }

    /// The last one that was kept.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn open(&self, workspace: WorkspaceId, transfer: TransferId) -> Result<Option<SecretBytes>, SealedError> {
        let rows = self.keyring.state().transfer_checkpoints();
        let context = Context { kind: KIND, record: &record(transfer.0) };
        self.keyring.open_row(workspace, context, || rows.get(workspace, transfer)).await
    }

    /// Forgets a transfer's, once it has ended well.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn forget(&self, transfer: TransferId) -> Result<(), SealedError> {
        self.keyring.state().transfer_checkpoints().delete(transfer).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, OsRandomness};
    use state::State;
    use std::sync::Arc;
    use uuid::Uuid;

    #[tokio::test]
    async fn a_checkpoint_is_kept_sealed_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(&folder.path().join("state.db")).await.unwrap();
        let master = Arc::new(MasterKey::from_parts([1; 8], [2; 32]));
        let checkpoints = TransferCheckpoints::new(Keyring::new(state.clone(), master, Arc::new(OsRandomness)));
        let (ours, id, now) =
            (WorkspaceId(Uuid::from_u128(1)), TransferId(Uuid::from_u128(3)), Timestamp::from_millis(1_000));
        assert!(checkpoints.keep(ours, id, 2, b"canary", now).await.unwrap());
        assert!(!checkpoints.keep(ours, id, 1, b"late", now).await.unwrap());
        let sealed = state.transfer_checkpoints().get(ours, id).await.unwrap().unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"canary"));
        assert_eq!(checkpoints.open(ours, id).await.unwrap().unwrap().expose(), b"canary");
        assert!(checkpoints.open(WorkspaceId(Uuid::from_u128(2)), id).await.unwrap().is_none());
        checkpoints.forget(id).await.unwrap();
        assert!(checkpoints.open(ours, id).await.unwrap().is_none());
    }
}
