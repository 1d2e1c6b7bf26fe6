//! Small facts about this installation: a name and a text each.

use crate::sql::{column, execute, one};
use migrations::{StoreError, StoreErrorKind};
use sea_orm::DatabaseConnection;

/// Small facts about this installation.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Facts<'_> {
    /// The fact; none while it is unknown.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row = one(self.database, "SELECT value FROM facts WHERE name = ?", [name.into()]).await?;
        row.map(|row| column(&row, 0)).transpose()
    }

    /// Writes the fact down, whatever was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        execute(self.database, sql, [name.into(), value.into()]).await.map(|_| ())
    }

    /// Writes the fact down unless it is known, and answers with what is then known. Of several callers at the same time all
    /// get the same answer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_if_absent(&self, name: &str, value: &str) -> Result<String, StoreError> {
        let sql = "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";
        execute(self.database, sql, [name.into(), value.into()]).await?;
        let gone = || StoreError::new(StoreErrorKind::Internal, "the fact is gone");
        self.get(name).await?.ok_or_else(gone)
    }

    /// Forgets the fact.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget(&self, name: &str) -> Result<(), StoreError> {
        execute(self.database, "DELETE FROM facts WHERE name = ?", [name.into()]).await.map(|_| ())
    }
}
