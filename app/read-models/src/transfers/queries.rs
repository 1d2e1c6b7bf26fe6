//! Asking for transfers.

use super::entity::{Column, Entity, Model};
use crate::column::{count, environment, instant, read_json, word};
use crate::{Cursor, Page, StoreError, Views};
use domain::ids::{IntegrationId, RenderId, TransferId, WorkspaceId};
use domain::render::OutputRole;
use domain::{Environment, Failure, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
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
    /// The integration that it goes to; none when it is our own hosting.
    pub integration: Option<IntegrationId>,
    /// The place of the destination in the list that the render named, from 0, when it named it.
    pub place: Option<u32>,
    /// Folders and file name at the destination; none when it is our own hosting.
    pub key: Option<String>,
    /// How far it has come.
    pub status: TransferStatus,
    /// The latest attempt's number; 0 before the first.
    pub attempt: u32,
    /// The provider's id for the copy, where it gives one.
    pub provider_id: Option<String>,
    /// Where the copy is, when there is such an address that needs no signature. Our own hosting's follows from its name.
    pub url: Option<String>,
    /// Why it failed; while it is queued, why the last attempt did.
    pub failure: Option<Failure>,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When something last happened to it.
    pub updated_at: Timestamp,
}

impl TransferRow {
    /// Its place in a list.
    pub fn cursor(&self) -> Cursor {
        Cursor { created_at: self.created_at, id: self.id.0 }
    }

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
            integration: row.integration.as_deref().map(word).transpose()?,
            place: row.place.map(count).transpose()?,
            key: row.key,
            status: word(&row.status)?,
            attempt: count(row.attempt)?,
            provider_id: row.provider_id,
            url: row.url,
            failure: row.failure.map(|failure| read_json(&failure)).transpose()?,
            created_at: instant(row.created_at),
            updated_at: instant(row.updated_at),
        })
    }
}

/// Which transfers a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTransfers {
    /// Whose.
    pub workspace: WorkspaceId,
    /// In which world; in both without one.
    pub environment: Option<Environment>,
    /// Only those that have come this far.
    pub status: Option<TransferStatus>,
    /// Only those to this provider.
    pub provider: Option<String>,
    /// Only those to this integration.
    pub integration: Option<IntegrationId>,
    /// Only those of this render's files.
    pub render: Option<RenderId>,
    /// Where the list goes on; from the newest without one.
    pub after: Option<Cursor>,
    /// The most rows; 0 counts as 1.
    pub limit: u32,
}

impl ListTransfers {
    fn condition(&self) -> Condition {
        let environments = self.environment.map_or(Environment::ALL.to_vec(), |environment| vec![environment]);
        let on = self.after.map(|after| {
            let place = Expr::tuple([Expr::val(after.created_at.as_millis()), Expr::val(after.id.to_string())]);
            Expr::tuple([Column::CreatedAt.into_expr(), Column::Id.into_expr()]).lt(place)
        });
        Condition::all()
            .add(Column::Workspace.eq(self.workspace.to_string()))
            .add(Column::Environment.is_in(environments.into_iter().map(Environment::as_str)))
            .add_option(self.status.map(|status| Column::Status.eq(status.as_str())))
            .add_option(self.provider.as_deref().map(|provider| Column::Provider.eq(provider)))
            .add_option(self.integration.map(|integration| Column::Integration.eq(integration.to_string())))
            .add_option(self.render.map(|render| Column::Render.eq(render.to_string())))
            .add_option(on)
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

    /// A workspace's transfers, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, list: &ListTransfers) -> Result<Page<TransferRow>, StoreError> {
        let limit = Ord::max(list.limit, 1);
        let newest = Entity::find()
            .filter(list.condition())
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(u64::from(limit) + 1);
        let rows = newest.all(self.database).await?;
        let rows = rows.into_iter().map(TransferRow::read).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(rows, limit as usize, TransferRow::cursor))
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
