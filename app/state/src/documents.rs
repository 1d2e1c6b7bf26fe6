//! Submitted documents, sealed with their workspace's data key before they come here.

use crate::sql::{all, column, execute, id, id_at, instant, number, one};
use domain::Timestamp;
use domain::ids::{DocumentId, WorkspaceId};
use migrations::StoreError;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

/// A document to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedDocument {
    /// The id that events name it by.
    pub id: DocumentId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
    /// When it came.
    pub created_at: Timestamp,
}

/// Submitted documents, sealed.
#[derive(Clone, Copy, Debug)]
pub struct Documents<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Documents<'_> {
    /// Keeps the document. To be called before the event that names it is appended. An id is kept once: a second document
    /// under it is not written.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put(&self, document: &SealedDocument) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO documents (id, workspace, sealed, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
        let values =
            [id(document.id.0), id(document.workspace.0), document.sealed.clone().into(), instant(document.created_at)];
        execute(self.database, sql, values).await.map(|_| ())
    }

    /// The sealed bytes; none when the document was erased, never existed, or is another workspace's.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, workspace: WorkspaceId, document: DocumentId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT sealed FROM documents WHERE id = ? AND workspace = ?";
        let row = one(self.database, sql, [id(document.0), id(workspace.0)]).await?;
        row.map(|row| column(&row, 0)).transpose()
    }

    /// Erases all documents of a workspace; how many there were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase(&self, workspace: WorkspaceId) -> Result<u64, StoreError> {
        execute(self.database, "DELETE FROM documents WHERE workspace = ?", [id(workspace.0)]).await
    }

    /// At most `limit` documents that came before `instant`, oldest first, after the document `after` when given: for the
    /// sweeper, which deletes those that no event names.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn older_than(
        &self,
        before: Timestamp,
        after: Option<(Timestamp, DocumentId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, DocumentId, WorkspaceId)>, StoreError> {
        let (from, last) = after.map_or((Timestamp::from_millis(i64::MIN), DocumentId(Uuid::nil())), |after| after);
        let sql = "SELECT created_at, id, workspace FROM documents \
                   WHERE created_at < ? AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?";
        let rows = all(self.database, sql, [instant(before), instant(from), id(last.0), number(limit)]).await?;
        rows.iter()
            .map(|row| Ok((crate::sql::instant_at(row, 0)?, DocumentId(id_at(row, 1)?), WorkspaceId(id_at(row, 2)?))))
            .collect()
    }

    /// Deletes one document; whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete(&self, document: DocumentId) -> Result<bool, StoreError> {
        Ok(execute(self.database, "DELETE FROM documents WHERE id = ?", [id(document.0)]).await? > 0)
    }
}
