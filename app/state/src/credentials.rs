//! The secrets of integrations, sealed before they come here. They are no documents: erasing a workspace's documents leaves them.

use crate::sql::{all, column, execute, id, id_at, instant, instant_at, number, one};
use domain::Timestamp;
use domain::ids::{CredentialsId, WorkspaceId};
use migrations::StoreError;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

/// The sealed secrets of integrations.
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Credentials<'_> {
    /// Keeps these, in place of those that are kept under the id. Before an event names the id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put(
        &self,
        workspace: WorkspaceId,
        credentials: CredentialsId,
        sealed: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO credentials (id, workspace, sealed, created_at, updated_at) VALUES (?, ?, ?, ?, ?) \
                   ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at \
                   WHERE credentials.workspace = excluded.workspace";
        let values = [id(credentials.0), id(workspace.0), sealed.to_vec().into(), instant(now), instant(now)];
        execute(self.database, sql, values).await.map(|_| ())
    }

    /// The sealed secrets; none when they were deleted, never existed, or are another workspace's.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, workspace: WorkspaceId, credentials: CredentialsId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT sealed FROM credentials WHERE id = ? AND workspace = ?";
        let row = one(self.database, sql, [id(credentials.0), id(workspace.0)]).await?;
        row.map(|row| column(&row, 0)).transpose()
    }

    /// At most `limit` that were made before `before`, oldest first, after `after` when given: for the sweeper, which deletes
    /// those that no integration names.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn older_than(
        &self,
        before: Timestamp,
        after: Option<(Timestamp, CredentialsId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, CredentialsId)>, StoreError> {
        let (from, last) = after.map_or((Timestamp::from_millis(i64::MIN), CredentialsId(Uuid::nil())), |after| after);
        let sql = "SELECT created_at, id FROM credentials \
                   WHERE created_at < ? AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?";
        let rows = all(self.database, sql, [instant(before), instant(from), id(last.0), number(limit)]).await?;
        rows.iter().map(|row| Ok((instant_at(row, 0)?, CredentialsId(id_at(row, 1)?)))).collect()
    }

    /// Deletes them; whether they were there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete(&self, credentials: CredentialsId) -> Result<bool, StoreError> {
        Ok(execute(self.database, "DELETE FROM credentials WHERE id = ?", [id(credentials.0)]).await? > 0)
    }
}
