//! Where each transfer can be taken up again, sealed before it comes here: a checkpoint may hold the address of an upload.

use crate::sql::{column, execute, id, instant, number, one};
use domain::Timestamp;
use domain::ids::{TransferId, WorkspaceId};
use migrations::StoreError;
use sea_orm::DatabaseConnection;

/// Where each transfer can be taken up again.
#[derive(Clone, Copy, Debug)]
pub struct TransferCheckpoints<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl TransferCheckpoints<'_> {
    /// Keeps this one in place of the one before, unless a later attempt has kept one already; whether it did.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put(
        &self,
        workspace: WorkspaceId,
        transfer: TransferId,
        attempt: u32,
        sealed: &[u8],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO transfer_checkpoints (transfer, workspace, attempt, sealed, updated_at) \
                   VALUES (?, ?, ?, ?, ?) ON CONFLICT (transfer) DO UPDATE SET attempt = excluded.attempt, \
                   sealed = excluded.sealed, updated_at = excluded.updated_at \
                   WHERE excluded.attempt >= transfer_checkpoints.attempt \
                   AND excluded.workspace = transfer_checkpoints.workspace";
        let values = [id(transfer.0), id(workspace.0), number(attempt), sealed.to_vec().into(), instant(now)];
        Ok(execute(self.database, sql, values).await? > 0)
    }

    /// The sealed checkpoint; none before the first, after [`TransferCheckpoints::delete`], or when it is another workspace's.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, workspace: WorkspaceId, transfer: TransferId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT sealed FROM transfer_checkpoints WHERE transfer = ? AND workspace = ?";
        let row = one(self.database, sql, [id(transfer.0), id(workspace.0)]).await?;
        row.map(|row| column(&row, 0)).transpose()
    }

    /// Forgets a transfer's, once it has ended well.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete(&self, transfer: TransferId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM transfer_checkpoints WHERE transfer = ?";
        Ok(execute(self.database, sql, [id(transfer.0)]).await? > 0)
    }

    /// Forgets those that nobody wrote to since `before`: the uploads that they speak of are gone by then. How many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget(&self, before: Timestamp) -> Result<u64, StoreError> {
        let sql = "DELETE FROM transfer_checkpoints WHERE updated_at < ?";
        execute(self.database, sql, [instant(before)]).await
    }
}
