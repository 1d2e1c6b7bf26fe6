//! Asking for users.

use super::entity::{Column, Entity, Model};
use crate::column::{instant, read_json, word};
use crate::{StoreError, Views};
use domain::Timestamp;
use domain::ids::{UserId, WorkspaceId};
use domain::workspace::Role;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

/// A person in a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Who.
    pub user: UserId,
    /// Address, in lower case.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Since when they are in it.
    pub created_at: Timestamp,
    /// Since when they have their role.
    pub updated_at: Timestamp,
}

impl UserRow {
    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            workspace: word(&row.workspace)?,
            user: word(&row.user)?,
            email: row.email,
            role: read_json(&format!("\"{}\"", row.role))?,
            created_at: instant(row.created_at),
            updated_at: instant(row.updated_at),
        })
    }
}

/// Questions about users.
#[derive(Clone, Copy, Debug)]
pub struct UserQueries<'a> {
    database: &'a DatabaseConnection,
}

impl Views {
    /// Questions about users.
    pub fn users(&self) -> UserQueries<'_> {
        UserQueries { database: &self.database }
    }
}

impl UserQueries<'_> {
    /// The person, while they are in the workspace.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, workspace: WorkspaceId, user: UserId) -> Result<Option<UserRow>, StoreError> {
        let key = (workspace.to_string(), user.to_string());
        Entity::find_by_id(key).one(self.database).await?.map(UserRow::read).transpose()
    }

    /// Everybody with this address (in lower case), one row a workspace.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn by_email(&self, email: &str) -> Result<Vec<UserRow>, StoreError> {
        let rows = Entity::find().filter(Column::Email.eq(email)).order_by_asc(Column::Workspace);
        rows.all(self.database).await?.into_iter().map(UserRow::read).collect()
    }

    /// A workspace's people, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, workspace: WorkspaceId) -> Result<Vec<UserRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Workspace.eq(workspace.to_string()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::User);
        rows.all(self.database).await?.into_iter().map(UserRow::read).collect()
    }
}
