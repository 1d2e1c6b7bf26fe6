//! How far each reactor has read the log, in the log's own words.

use crate::sql::{column, execute, one};
use migrations::StoreError;
use sea_orm::DatabaseConnection;

/// How far each reactor has read the log.
#[derive(Clone, Copy, Debug)]
pub struct Checkpoints<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Checkpoints<'_> {
    /// Where the reactor of this name goes on; none before its first event.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row = one(self.database, "SELECT position FROM checkpoints WHERE name = ?", [name.into()]).await?;
        row.map(|row| column(&row, 0)).transpose()
    }

    /// The reactor of this name has done everything up to this position.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set(&self, name: &str, position: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO checkpoints (name, position) VALUES (?, ?) \
                   ON CONFLICT (name) DO UPDATE SET position = excluded.position";
        execute(self.database, sql, [name.into(), position.into()]).await.map(|_| ())
    }
}
