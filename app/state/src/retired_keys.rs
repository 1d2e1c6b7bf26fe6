//! Data keys that others took the place of, wrapped. They are kept for as long as something is sealed under them.

use crate::Leases;
use crate::sql::{all, column, execute, id, id_at, instant, instant_at, one};
use domain::Timestamp;
use domain::ids::WorkspaceId;
use migrations::StoreError;
use sea_orm::DatabaseConnection;
use std::time::Duration;
use uuid::Uuid;

/// What the leases of those begin with who need every key.
const HELD: &str = "keeping data keys for ";
/// After this time somebody who asked is taken to have died.
const LONGEST_HELD: Duration = Duration::from_secs(24 * 3600);

/// A data key that another took the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetiredKey {
    /// Its id, which everything names that is sealed under it.
    pub id: Uuid,
    /// Whose it was.
    pub workspace: WorkspaceId,
    /// Wrapped.
    pub wrapped: Vec<u8>,
    /// Since when another one is in its place.
    pub retired_at: Timestamp,
}

/// Data keys that others took the place of.
#[derive(Clone, Copy, Debug)]
pub struct RetiredKeys<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl RetiredKeys<'_> {
    /// Keeps a key. Before another one takes its place, so that there is no moment in which it is nowhere. One that is kept
    /// already gets this time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep(&self, key: &RetiredKey) -> Result<(), StoreError> {
        let sql = "INSERT INTO retired_data_keys (id, workspace, wrapped, retired_at) VALUES (?, ?, ?, ?) \
                   ON CONFLICT (id) DO UPDATE SET retired_at = excluded.retired_at";
        let values = [id(key.id), id(key.workspace.0), key.wrapped.clone().into(), instant(key.retired_at)];
        execute(self.database, sql, values).await.map(|_| ())
    }

    /// The wrapped key with this id, if it was this workspace's.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, workspace: WorkspaceId, key: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT wrapped FROM retired_data_keys WHERE id = ? AND workspace = ?";
        let row = one(self.database, sql, [id(key), id(workspace.0)]).await?;
        row.map(|row| column(&row, 0)).transpose()
    }

    /// All of them, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self) -> Result<Vec<RetiredKey>, StoreError> {
        let sql = "SELECT id, workspace, wrapped, retired_at FROM retired_data_keys ORDER BY retired_at, id";
        let rows = all(self.database, sql, []).await?;
        rows.iter()
            .map(|row| {
                Ok(RetiredKey {
                    id: id_at(row, 0)?,
                    workspace: WorkspaceId(id_at(row, 1)?),
                    wrapped: column(row, 2)?,
                    retired_at: instant_at(row, 3)?,
                })
            })
            .collect()
    }

    /// Keeps the key wrapped otherwise.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rewrap(&self, key: Uuid, wrapped: &[u8]) -> Result<(), StoreError> {
        let sql = "UPDATE retired_data_keys SET wrapped = ? WHERE id = ?";
        execute(self.database, sql, [wrapped.to_vec().into(), id(key)]).await.map(|_| ())
    }

    /// Asks that no key is forgotten until [`RetiredKeys::let_go`], for a day at the longest: `holder` copies what is sealed, and
    /// then the keys.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hold(&self, holder: &str, now: Timestamp) -> Result<(), StoreError> {
        self.leases().acquire(&held_by(holder), holder, LONGEST_HELD, now).await.map(|_| ())
    }

    /// The end of [`RetiredKeys::hold`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn let_go(&self, holder: &str) -> Result<(), StoreError> {
        self.leases().release(&held_by(holder), holder).await.map(|_| ())
    }

    /// Whether somebody asked that no key is forgotten. To be asked after it was seen that nothing is sealed under a key: whoever
    /// copied such a row had asked before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn are_held(&self, now: Timestamp) -> Result<bool, StoreError> {
        let sql = format!("SELECT 1 FROM leases WHERE expires_at > ? AND work LIKE '{HELD}%' LIMIT 1");
        Ok(one(self.database, &sql, [instant(now)]).await?.is_some())
    }

    /// Forgets the key: nothing is sealed under it any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete(&self, key: Uuid) -> Result<(), StoreError> {
        execute(self.database, "DELETE FROM retired_data_keys WHERE id = ?", [id(key)]).await.map(|_| ())
    }

    fn leases(&self) -> Leases<'_> {
        Leases { database: self.database }
    }
}

fn held_by(holder: &str) -> String {
    format!("{HELD}{holder}")
}
