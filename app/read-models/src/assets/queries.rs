//! Asking for assets.

use super::entity::{Column, Entity, Model};
use crate::column::{environment, instant, word};
use crate::{StoreError, Views};
use domain::ids::{RenderId, TransferId, WorkspaceId};
use domain::{Environment, Timestamp};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use std::str::FromStr;

/// How far an asset has come, in the Serve API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AssetStatus {
    /// It is on its way.
    Importing,
    /// It can be had.
    Ready,
    /// It never got there.
    Failed,
    /// It was deleted.
    Deleted,
}

impl AssetStatus {
    /// Every status.
    pub const ALL: [AssetStatus; 4] =
        [AssetStatus::Importing, AssetStatus::Ready, AssetStatus::Failed, AssetStatus::Deleted];

    /// As the Serve API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            AssetStatus::Importing => "importing",
            AssetStatus::Ready => "ready",
            AssetStatus::Failed => "failed",
            AssetStatus::Deleted => "deleted",
        }
    }
}

/// The text is no status of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected importing, ready, failed or deleted")]
pub struct NotAnAssetStatus;

impl FromStr for AssetStatus {
    type Err = NotAnAssetStatus;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        AssetStatus::ALL.into_iter().find(|status| status.as_str() == text).ok_or(NotAnAssetStatus)
    }
}

/// An asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetRow {
    /// Its id, which is the transfer's.
    pub id: TransferId,
    /// The render whose file it is.
    pub render: RenderId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Which of the workspace's worlds it is in.
    pub environment: Environment,
    /// Destination provider; `shotstack` is our own hosting.
    pub provider: String,
    /// File name.
    pub file: String,
    /// How far it has come.
    pub status: AssetStatus,
    /// Since when it is on its way.
    pub created_at: Timestamp,
    /// Since when its status is what it is.
    pub updated_at: Timestamp,
}

impl AssetRow {
    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: word(&row.id)?,
            render: word(&row.render)?,
            workspace: word(&row.workspace)?,
            environment: environment(&row.environment)?,
            provider: row.provider,
            file: row.file,
            status: word(&row.status)?,
            created_at: instant(row.created_at),
            updated_at: instant(row.updated_at),
        })
    }
}

/// Questions about assets.
#[derive(Clone, Copy, Debug)]
pub struct AssetQueries<'a> {
    database: &'a DatabaseConnection,
}

impl Views {
    /// Questions about assets.
    pub fn assets(&self) -> AssetQueries<'_> {
        AssetQueries { database: &self.database }
    }
}

impl AssetQueries<'_> {
    /// The asset, whoever's it is: the caller compares workspace and environment.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, id: TransferId) -> Result<Option<AssetRow>, StoreError> {
        Entity::find_by_id(id.to_string()).one(self.database).await?.map(AssetRow::read).transpose()
    }

    /// A render's assets, oldest first, whoever's they are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn by_render(&self, render: RenderId) -> Result<Vec<AssetRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Render.eq(render.to_string()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id);
        rows.all(self.database).await?.into_iter().map(AssetRow::read).collect()
    }
}
