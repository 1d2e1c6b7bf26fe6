//! Asking for integrations.

use super::entity::{Column, Entity, Model};
use crate::column::{instant, read_json, word};
use crate::{StoreError, Views};
use domain::ids::{CredentialsId, IntegrationId, WorkspaceId};
use domain::{Environment, Timestamp};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value};

/// An integration; never its secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct IntegrationRow {
    /// Its id.
    pub id: IntegrationId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// The provider's id, such as `s3`.
    pub provider: String,
    /// For people.
    pub name: String,
    /// The configuration without its secrets.
    pub config: Map<String, Value>,
    /// The sealed secrets in the state; none when it has none yet.
    pub credentials: Option<CredentialsId>,
    /// Whether it is used.
    pub active: bool,
    /// The worlds whose renders may use it.
    pub environments: Vec<Environment>,
    /// Whether it is the workspace's default.
    pub is_default: bool,
    /// Whether the provider no longer takes its grant: somebody has to connect again.
    pub grant_lost: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When something last happened to it, becoming the default or no longer being it included.
    pub updated_at: Timestamp,
}

impl IntegrationRow {
    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: word(&row.id)?,
            workspace: word(&row.workspace)?,
            provider: row.provider,
            name: row.name,
            config: read_json(&row.config)?,
            credentials: row.credentials.as_deref().map(word).transpose()?,
            active: row.active,
            environments: read_json(&row.environments)?,
            is_default: row.is_default,
            grant_lost: row.grant_lost,
            created_at: instant(row.created_at),
            updated_at: instant(row.updated_at),
        })
    }
}

/// Questions about integrations.
#[derive(Clone, Copy, Debug)]
pub struct IntegrationQueries<'a> {
    database: &'a DatabaseConnection,
}

impl Views {
    /// Questions about integrations.
    pub fn integrations(&self) -> IntegrationQueries<'_> {
        IntegrationQueries { database: &self.database }
    }
}

impl IntegrationQueries<'_> {
    /// The integration, whoever's it is: the caller compares the workspace.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, id: IntegrationId) -> Result<Option<IntegrationRow>, StoreError> {
        Entity::find_by_id(id.to_string()).one(self.database).await?.map(IntegrationRow::read).transpose()
    }

    /// A workspace's integrations, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_workspace(&self, workspace: WorkspaceId) -> Result<Vec<IntegrationRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Workspace.eq(workspace.to_string()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id);
        rows.all(self.database).await?.into_iter().map(IntegrationRow::read).collect()
    }

    /// Whether an integration names these sealed secrets: the sweeper deletes the others.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn names_credentials(&self, credentials: CredentialsId) -> Result<bool, StoreError> {
        let naming = Entity::find().filter(Column::Credentials.eq(credentials.to_string()));
        Ok(naming.count(self.database).await? > 0)
    }
}
