//! Asking for workspaces.

use super::entity::{Column, Entity, Model};
use crate::column::{count, instant, word};
use crate::{StoreError, Views};
use domain::Timestamp;
use domain::composition::LumaPolarity;
use domain::ids::WorkspaceId;
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceRow {
    /// Its id.
    pub id: WorkspaceId,
    /// For people.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// How many of its renders may be made at once; the installation's setting when absent.
    pub renders: Option<u32>,
    /// Its part of the workers, against the others' parts.
    pub share: u32,
    /// What the brightness of its luma mattes means; the installation's setting when absent.
    pub mattes: Option<LumaPolarity>,
}

impl WorkspaceRow {
    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: word(&row.id)?,
            name: row.name,
            created_at: instant(row.created_at),
            renders: row.renders.map(count).transpose()?,
            share: count(row.share)?,
            mattes: row.mattes.as_deref().map(word).transpose()?,
        })
    }
}

/// Questions about workspaces.
#[derive(Clone, Copy, Debug)]
pub struct WorkspaceQueries<'a> {
    database: &'a DatabaseConnection,
}

impl Views {
    /// Questions about workspaces.
    pub fn workspaces(&self) -> WorkspaceQueries<'_> {
        WorkspaceQueries { database: &self.database }
    }
}

impl WorkspaceQueries<'_> {
    /// The workspace.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, id: WorkspaceId) -> Result<Option<WorkspaceRow>, StoreError> {
        Entity::find_by_id(id.to_string()).one(self.database).await?.map(WorkspaceRow::read).transpose()
    }

    /// All workspaces, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self) -> Result<Vec<WorkspaceRow>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::CreatedAt).order_by_asc(Column::Id);
        rows.all(self.database).await?.into_iter().map(WorkspaceRow::read).collect()
    }
}
