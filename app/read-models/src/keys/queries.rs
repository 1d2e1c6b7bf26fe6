//! Asking for API keys.

use super::entity::{Column, Entity, Model};
use crate::column::{environment, instant, read_json, word};
use crate::{StoreError, Views};
use domain::ids::{ApiKeyId, WorkspaceId};
use domain::{Dialect, Environment, Timestamp};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

/// An API key; never the key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// Its public id.
    pub id: ApiKeyId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// The world it opens.
    pub environment: Environment,
    /// The API it speaks.
    pub dialect: Dialect,
    /// For people.
    pub name: String,
    /// The key's first characters.
    pub prefix: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it opens nothing.
    pub revoked_at: Option<Timestamp>,
}

impl KeyRow {
    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: word(&row.id)?,
            workspace: word(&row.workspace)?,
            environment: environment(&row.environment)?,
            dialect: read_json(&format!("\"{}\"", row.dialect))?,
            name: row.name,
            prefix: row.prefix,
            created_at: instant(row.created_at),
            revoked_at: row.revoked_at.map(instant),
        })
    }
}

/// Questions about API keys.
#[derive(Clone, Copy, Debug)]
pub struct KeyQueries<'a> {
    database: &'a DatabaseConnection,
}

impl Views {
    /// Questions about API keys.
    pub fn keys(&self) -> KeyQueries<'_> {
        KeyQueries { database: &self.database }
    }
}

impl KeyQueries<'_> {
    /// The key with this hash that still opens something.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn by_hash(&self, hash: &str) -> Result<Option<KeyRow>, StoreError> {
        let row = Entity::find().filter(Column::Hash.eq(hash)).filter(Column::RevokedAt.is_null());
        row.one(self.database).await?.map(KeyRow::read).transpose()
    }

    /// A workspace's keys, revoked ones too, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, workspace: WorkspaceId) -> Result<Vec<KeyRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Workspace.eq(workspace.to_string()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id);
        rows.all(self.database).await?.into_iter().map(KeyRow::read).collect()
    }
}
