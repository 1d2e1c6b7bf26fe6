//! Asking for renders.

use super::entity::{Column, Entity, Model};
use crate::column::{count, environment, instant, read_json, word};
use crate::{Cursor, Page, StoreError, Views};
use domain::ids::{DocumentId, RenderId, WorkspaceId};
use domain::render::{DocumentRef, Output, Summary};
use domain::{Dialect, Environment, Failure, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::str::FromStr;

/// How far a render has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RenderStatus {
    /// It waits for a worker, perhaps after an attempt that failed.
    Queued,
    /// A worker fetches its sources.
    Fetching,
    /// A worker draws it.
    Rendering,
    /// A worker stores its files.
    Saving,
    /// Its files are in storage.
    Done,
    /// It failed for good.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
}

impl RenderStatus {
    /// Every status, in the order of a render's life.
    pub const ALL: [RenderStatus; 7] = [
        RenderStatus::Queued,
        RenderStatus::Fetching,
        RenderStatus::Rendering,
        RenderStatus::Saving,
        RenderStatus::Done,
        RenderStatus::Failed,
        RenderStatus::Cancelled,
    ];

    /// As it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            RenderStatus::Queued => "queued",
            RenderStatus::Fetching => "fetching",
            RenderStatus::Rendering => "rendering",
            RenderStatus::Saving => "saving",
            RenderStatus::Done => "done",
            RenderStatus::Failed => "failed",
            RenderStatus::Cancelled => "cancelled",
        }
    }

    /// Whether it stays so.
    pub const fn is_final(self) -> bool {
        matches!(self, RenderStatus::Done | RenderStatus::Failed | RenderStatus::Cancelled)
    }
}

/// The text is no status of a render.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected queued, fetching, rendering, saving, done, failed or cancelled")]
pub struct NotARenderStatus;

impl FromStr for RenderStatus {
    type Err = NotARenderStatus;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        RenderStatus::ALL.into_iter().find(|status| status.as_str() == text).ok_or(NotARenderStatus)
    }
}

/// A render.
#[derive(Clone, Debug, PartialEq)]
pub struct RenderRow {
    /// Its id.
    pub id: RenderId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Which of the workspace's worlds it is in.
    pub environment: Environment,
    /// Whose API it came through.
    pub dialect: Dialect,
    /// The submitted edit, sealed in the state.
    pub document: DocumentRef,
    /// What a list shows of the edit.
    pub summary: Summary,
    /// Whether its files are copied to our own hosting.
    pub hosted: bool,
    /// How far it has come.
    pub status: RenderStatus,
    /// The latest attempt's number; 0 before the first.
    pub attempt: u32,
    /// Why it failed; while it is queued, why the last attempt did.
    pub failure: Option<Failure>,
    /// The saved files.
    pub outputs: Vec<Output>,
    /// Whether the saved files have been removed.
    pub outputs_removed: bool,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When something last happened to it.
    pub updated_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl RenderRow {
    /// Its place in a list.
    pub fn cursor(&self) -> Cursor {
        Cursor { created_at: self.created_at, id: self.id.0 }
    }

    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: word(&row.id)?,
            workspace: word(&row.workspace)?,
            environment: environment(&row.environment)?,
            dialect: read_json(&format!("\"{}\"", row.dialect))?,
            document: DocumentRef { id: word::<DocumentId>(&row.document)?, digest: row.digest },
            summary: read_json(&row.summary)?,
            hosted: row.hosted,
            status: word(&row.status)?,
            attempt: count(row.attempt)?,
            failure: row.failure.map(|failure| read_json(&failure)).transpose()?,
            outputs: read_json(&row.outputs)?,
            outputs_removed: row.outputs_removed,
            created_at: instant(row.created_at),
            updated_at: instant(row.updated_at),
            finished_at: row.finished_at.map(instant),
        })
    }
}

/// Which renders a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListRenders {
    /// Whose.
    pub workspace: WorkspaceId,
    /// In which world; in both without one.
    pub environment: Option<Environment>,
    /// Only those that have come this far.
    pub status: Option<RenderStatus>,
    /// Where the list goes on; from the newest without one.
    pub after: Option<Cursor>,
    /// The most rows.
    pub limit: u32,
}

/// Questions about renders.
#[derive(Clone, Copy, Debug)]
pub struct RenderQueries<'a> {
    database: &'a DatabaseConnection,
}

impl Views {
    /// Questions about renders.
    pub fn renders(&self) -> RenderQueries<'_> {
        RenderQueries { database: &self.database }
    }
}

impl RenderQueries<'_> {
    /// The render, whoever's it is: the caller compares workspace and environment.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, id: RenderId) -> Result<Option<RenderRow>, StoreError> {
        Entity::find_by_id(id.to_string()).one(self.database).await?.map(RenderRow::read).transpose()
    }

    /// Renders, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, list: &ListRenders) -> Result<Page<RenderRow>, StoreError> {
        let limit = Ord::max(list.limit, 1);
        let environments = list.environment.map_or(Environment::ALL.to_vec(), |environment| vec![environment]);
        let mut condition = Condition::all()
            .add(Column::Workspace.eq(list.workspace.to_string()))
            .add(Column::Environment.is_in(environments.into_iter().map(Environment::as_str)));
        if let Some(status) = list.status {
            condition = condition.add(Column::Status.eq(status.as_str()));
        }
        if let Some(after) = list.after {
            let place = Expr::tuple([Expr::val(after.created_at.as_millis()), Expr::val(after.id.to_string())]);
            condition = condition.add(Expr::tuple([Column::CreatedAt.into_expr(), Column::Id.into_expr()]).lt(place));
        }
        let newest = Entity::find()
            .filter(condition)
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(u64::from(limit) + 1);
        let rows = newest.all(self.database).await?;
        let rows = rows.into_iter().map(RenderRow::read).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(rows, limit as usize, RenderRow::cursor))
    }

    /// Renders that ended well before `before` and whose own files are still there, the longest ended first, from the one
    /// after `after` on: for the sweeper.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn with_outputs_since_before(
        &self,
        before: Timestamp,
        after: Option<(Timestamp, RenderId)>,
        limit: u32,
    ) -> Result<Vec<RenderRow>, StoreError> {
        let on = after.map(|(finished_at, id)| {
            let place = Expr::tuple([Expr::val(finished_at.as_millis()), Expr::val(id.to_string())]);
            Expr::tuple([Column::FinishedAt.into_expr(), Column::Id.into_expr()]).gt(place)
        });
        let rows = Entity::find()
            .filter(Condition::all().add_option(on))
            .filter(Column::Status.eq(RenderStatus::Done.as_str()))
            .filter(Column::OutputsRemoved.eq(false))
            .filter(Column::FinishedAt.lt(before.as_millis()))
            .order_by_asc(Column::FinishedAt)
            .order_by_asc(Column::Id)
            .limit(u64::from(limit));
        rows.all(self.database).await?.into_iter().map(RenderRow::read).collect()
    }

    /// Which of these documents a render names: the sweeper deletes the others.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn documents_in_use(&self, documents: &[DocumentId]) -> Result<Vec<DocumentId>, StoreError> {
        let among = documents.iter().map(ToString::to_string);
        let rows = Entity::find().filter(Column::Document.is_in(among)).all(self.database).await?;
        rows.iter().map(|row| word(&row.document)).collect()
    }
}
