//! Asking for transfers.

use super::entity::{Column, Entity, Model};
use crate::column::{count, environment, instant, read_json, word};
use crate::{StoreError, Views};
use domain::ids::{RenderId, TransferId, WorkspaceId};
use domain::render::OutputRole;
use domain::{Environment, Failure, Timestamp};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use std::str::FromStr;

/// How far a transfer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransferStatus {
    /// It waits for a worker, perhaps after an attempt that failed.
    Queued,
    /// A worker copies the file.
    Sending,
    /// The copy is there.
    Ready,
    /// It failed for good.
    Failed,
    /// The copy was deleted.
    Deleted,
}

impl TransferStatus {
    /// Every status, in the order of a transfer's life.
    pub const ALL: [TransferStatus; 5] = [
        TransferStatus::Queued,
        TransferStatus::Sending,
        TransferStatus::Ready,
        TransferStatus::Failed,
        TransferStatus::Deleted,
    ];

    /// As it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            TransferStatus::Queued => "queued",
            TransferStatus::Sending => "sending",
            TransferStatus::Ready => "ready",
            TransferStatus::Failed => "failed",
            TransferStatus::Deleted => "deleted",
        }
    }
}

/// The text is no status of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected queued, sending, ready, failed or deleted")]
pub struct NotATransferStatus;

impl FromStr for TransferStatus {
    type Err = NotATransferStatus;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        TransferStatus::ALL.into_iter().find(|status| status.as_str() == text).ok_or(NotATransferStatus)
    }
}

/// A transfer.
#[derive(Clone, Debug, PartialEq)]
pub struct TransferRow {
    /// Its id.
    pub id: TransferId,
    /// The render whose file it is.
    pub render: RenderId,
    /// The render's attempt that made the file.
    pub render_attempt: u32,
    /// Which of the render's files.
    pub role: OutputRole,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Which of the workspace's worlds it is in.
    pub environment: Environment,
    /// Destination provider; `shotstack` is our own hosting.
    pub provider: String,
    /// File name at the destination.
    pub file: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes in hexadecimal.
    pub sha256: String,
    /// How far it has come.
    pub status: TransferStatus,
    /// The latest attempt's number; 0 before the first.
    pub attempt: u32,
    /// The provider's id for the copy, where it gives one.
    pub provider_id: Option<String>,
    /// Why it failed; while it is queued, why the last attempt did.
    pub failure: Option<Failure>,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When something last happened to it.
    pub updated_at: Timestamp,
}

impl TransferRow {
    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: word(&row.id)?,
            render: word(&row.render)?,
            render_attempt: count(row.render_attempt)?,
            role: read_json(&format!("\"{}\"", row.role))?,
            workspace: word(&row.workspace)?,
            environment: environment(&row.environment)?,
            provider: row.provider,
            file: row.file,
            media_type: row.media_type,
            bytes: count(row.bytes)?,
            sha256: row.sha256,
            status: word(&row.status)?,
            attempt: count(row.attempt)?,
            provider_id: row.provider_id,
            failure: row.failure.map(|failure| read_json(&failure)).transpose()?,
            created_at: instant(row.created_at),
            updated_at: instant(row.updated_at),
        })
    }
}

/// Questions about transfers.
#[derive(Clone, Copy, Debug)]
pub struct TransferQueries<'a> {
    database: &'a DatabaseConnection,
}

impl Views {
    /// Questions about transfers.
    pub fn transfers(&self) -> TransferQueries<'_> {
        TransferQueries { database: &self.database }
    }
}

impl TransferQueries<'_> {
    /// The transfer, whoever's it is: the caller compares workspace and environment.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, id: TransferId) -> Result<Option<TransferRow>, StoreError> {
        Entity::find_by_id(id.to_string()).one(self.database).await?.map(TransferRow::read).transpose()
    }

    /// A render's transfers, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn by_render(&self, render: RenderId) -> Result<Vec<TransferRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Render.eq(render.to_string()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id);
        rows.all(self.database).await?.into_iter().map(TransferRow::read).collect()
    }

    /// The newest transfer of that file to that provider.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn by_file(
        &self,
        workspace: WorkspaceId,
        environment: Environment,
        provider: &str,
        file: &str,
    ) -> Result<Option<TransferRow>, StoreError> {
        let row = Entity::find()
            .filter(Column::Workspace.eq(workspace.to_string()))
            .filter(Column::Environment.eq(environment.as_str()))
            .filter(Column::File.eq(file))
            .filter(Column::Provider.eq(provider))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id);
        row.one(self.database).await?.map(TransferRow::read).transpose()
    }
}
