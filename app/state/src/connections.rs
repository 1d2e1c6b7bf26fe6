//! Accounts of others that somebody is about to connect: what was started at one request and ends at the next, once.

use crate::sql::{column, execute, id, instant, one};
use domain::Timestamp;
use domain::ids::WorkspaceId;
use migrations::StoreError;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

/// Connections that were started.
#[derive(Clone, Copy, Debug)]
pub struct Connections<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Connections<'_> {
    /// Remembers one that was started, with what has to be known at its end, sealed.
    ///
    /// # Errors
    /// [`StoreError`], also when the id was used before.
    pub async fn start(
        &self,
        connection: Uuid,
        workspace: WorkspaceId,
        sealed: &[u8],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO connections (id, workspace, sealed, expires_at) VALUES (?, ?, ?, ?)";
        let values = [id(connection), id(workspace.0), sealed.to_vec().into(), instant(expires_at)];
        execute(self.database, sql, values).await.map(|_| ())
    }

    /// What was sealed at the start, the first time that it is asked for, and only before it expired and by its workspace.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take(
        &self,
        connection: Uuid,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "DELETE FROM connections WHERE id = ? AND workspace = ? AND expires_at > ? RETURNING sealed";
        let row = one(self.database, sql, [id(connection), id(workspace.0), instant(now)]).await?;
        row.map(|row| column(&row, 0)).transpose()
    }

    /// Forgets those that expired; how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_expired(&self, now: Timestamp) -> Result<u64, StoreError> {
        execute(self.database, "DELETE FROM connections WHERE expires_at <= ?", [instant(now)]).await
    }
}
