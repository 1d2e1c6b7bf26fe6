//! One data key a workspace, wrapped by the master key before it comes here.

use crate::sql::{all, column, execute, id, id_at, instant, one};
use domain::Timestamp;
use domain::ids::WorkspaceId;
use migrations::{StoreError, StoreErrorKind};
use sea_orm::DatabaseConnection;

/// The workspaces' data keys, wrapped.
#[derive(Clone, Copy, Debug)]
pub struct DataKeys<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl DataKeys<'_> {
    /// The workspace's wrapped key; none while it has none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, workspace: WorkspaceId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = one(self.database, "SELECT wrapped FROM data_keys WHERE workspace = ?", [id(workspace.0)]).await?;
        row.map(|row| column(&row, 0)).transpose()
    }

    /// Gives the workspace this key unless it has one, and answers with the one that it then has. Of several callers at the
    /// same time all get the same answer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_if_absent(
        &self,
        workspace: WorkspaceId,
        wrapped: &[u8],
        now: Timestamp,
    ) -> Result<Vec<u8>, StoreError> {
        let sql = "INSERT INTO data_keys (workspace, wrapped, created_at) VALUES (?, ?, ?) ON CONFLICT (workspace) DO NOTHING";
        execute(self.database, sql, [id(workspace.0), wrapped.to_vec().into(), instant(now)]).await?;
        let gone = || StoreError::new(StoreErrorKind::Internal, "the workspace's data key is gone");
        self.get(workspace).await?.ok_or_else(gone)
    }

    /// Every workspace that has a key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn workspaces(&self) -> Result<Vec<WorkspaceId>, StoreError> {
        let rows = all(self.database, "SELECT workspace FROM data_keys ORDER BY workspace", []).await?;
        rows.iter().map(|row| Ok(WorkspaceId(id_at(row, 0)?))).collect()
    }

    /// Gives the workspace another wrapped key in place of this one; false when it has another already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn replace(&self, workspace: WorkspaceId, old: &[u8], new: &[u8]) -> Result<bool, StoreError> {
        let sql = "UPDATE data_keys SET wrapped = ? WHERE workspace = ? AND wrapped = ?";
        let values = [new.to_vec().into(), id(workspace.0), old.to_vec().into()];
        Ok(execute(self.database, sql, values).await? > 0)
    }
}
