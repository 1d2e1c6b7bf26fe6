//! Asking for due work.

use super::entity::{Column, Entity, Model};
use crate::column::{environment, instant, word};
use crate::{StoreError, Views};
use domain::ids::WorkspaceId;
use domain::{Environment, Timestamp};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::str::FromStr;
use uuid::Uuid;

/// What kind of work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorkKind {
    /// A render to make.
    Render,
    /// A file to send.
    Transfer,
}

impl WorkKind {
    /// As it is stored, and as the stream's name begins.
    pub const fn as_str(self) -> &'static str {
        match self {
            WorkKind::Render => "render",
            WorkKind::Transfer => "transfer",
        }
    }
}

/// The text is no kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected render or transfer")]
pub struct NotAWorkKind;

impl FromStr for WorkKind {
    type Err = NotAWorkKind;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut kinds = [WorkKind::Render, WorkKind::Transfer].into_iter();
        kinds.find(|kind| kind.as_str() == text).ok_or(NotAWorkKind)
    }
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueWork {
    /// The render's or transfer's id.
    pub id: Uuid,
    /// What kind of work it is.
    pub kind: WorkKind,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Which of the workspace's worlds it is in.
    pub environment: Environment,
    /// From when on.
    pub due_at: Timestamp,
}

impl DueWork {
    /// What the work's lease is called: the stream's name.
    pub fn lease(&self) -> String {
        format!("{}-{}", self.kind.as_str(), self.id)
    }

    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: word(&row.id)?,
            kind: word(&row.kind)?,
            workspace: word(&row.workspace)?,
            environment: environment(&row.environment)?,
            due_at: instant(row.due_at),
        })
    }
}

/// Questions about due work.
#[derive(Clone, Copy, Debug)]
pub struct DueWorkQueries<'a> {
    database: &'a DatabaseConnection,
}

impl Views {
    /// Questions about due work.
    pub fn due_work(&self) -> DueWorkQueries<'_> {
        DueWorkQueries { database: &self.database }
    }
}

impl DueWorkQueries<'_> {
    /// Work of this kind that is due at `now`, the longest waiting first, without what the caller knows to be held.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn due(
        &self,
        kind: WorkKind,
        now: Timestamp,
        held: &[Uuid],
        limit: u32,
    ) -> Result<Vec<DueWork>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Kind.eq(kind.as_str()))
            .filter(Column::DueAt.lte(now.as_millis()))
            .filter(Column::Id.is_not_in(held.iter().map(Uuid::to_string)))
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::Id)
            .limit(u64::from(limit));
        rows.all(self.database).await?.into_iter().map(DueWork::read).collect()
    }

    /// How much work of this kind has not ended, due or not, held or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting(&self, kind: WorkKind) -> Result<u64, StoreError> {
        Ok(Entity::find().filter(Column::Kind.eq(kind.as_str())).count(self.database).await?)
    }
}
