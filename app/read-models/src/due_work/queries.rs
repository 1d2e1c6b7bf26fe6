//! Asking for due work.

use super::entity::Entity;
use crate::column::{count, environment, instant, word};
use crate::workspaces::WorkspaceEntity;
use crate::{StoreError, Views};
use domain::ids::WorkspaceId;
use domain::{Environment, Timestamp};
use migrations::sql::statement;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityName, QueryResult};
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

    /// What the work is counted as, so that it is known how much of its workspace's is at work.
    pub fn lane(&self) -> String {
        lane(self.kind, self.workspace)
    }
}

/// What work of this kind and workspace is counted as.
pub fn lane(kind: WorkKind, workspace: WorkspaceId) -> String {
    format!("{}/{workspace}", kind.as_str())
}

/// What a workspace wants done next, and how much it may have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The work.
    pub work: DueWork,
    /// How many of this workspace's renders may be at work at once, if that was ever set.
    pub limit: Option<u32>,
    /// Its part of the workers.
    pub share: u32,
}

impl Next {
    fn read(kind: WorkKind, row: &QueryResult) -> Result<Self, StoreError> {
        let text = |index| row.try_get_by_index::<String>(index);
        let (limit, share): (Option<i64>, Option<i64>) = (row.try_get_by_index(4)?, row.try_get_by_index(5)?);
        let work = DueWork {
            id: word(&text(0)?)?,
            kind,
            workspace: word(&text(1)?)?,
            environment: environment(&text(2)?)?,
            due_at: instant(row.try_get_by_index(3)?),
        };
        let limit = limit.map(count).transpose()?;
        Ok(Self { work, limit, share: share.map_or(Ok(1), count)? })
    }
}

/// Questions about due work.
#[derive(Clone, Copy, Debug)]
pub struct DueWorkQueries<'a> {
    pub(super) database: &'a DatabaseConnection,
}

impl Views {
    /// Questions about due work.
    pub fn due_work(&self) -> DueWorkQueries<'_> {
        DueWorkQueries { database: &self.database }
    }
}

impl DueWorkQueries<'_> {
    /// Of every workspace that has work of this kind which is due at `now`, what it wants done next: the most urgent, then the
    /// longest waiting. Without what the caller knows to be held.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next(&self, kind: WorkKind, now: Timestamp, held: &[Uuid]) -> Result<Vec<Next>, StoreError> {
        let (table, workspaces, passed) = (Entity.table_name(), WorkspaceEntity.table_name(), passed(held));
        // Steps from workspace to workspace along the index, instead of reading all that waits.
        let sql = format!(
            "WITH RECURSIVE waiting (workspace) AS ( \
               SELECT MIN(workspace) FROM {table} WHERE kind = ? \
               UNION ALL \
               SELECT (SELECT MIN(d.workspace) FROM {table} d WHERE d.kind = ? AND d.workspace > waiting.workspace) \
               FROM waiting WHERE waiting.workspace IS NOT NULL), \
             heads (id) AS ( \
               SELECT (SELECT d.id FROM {table} d \
                       WHERE d.kind = ? AND d.workspace = waiting.workspace AND d.due_at <= ?{passed} \
                       ORDER BY d.\"rank\", d.due_at, d.id LIMIT 1) \
               FROM waiting WHERE waiting.workspace IS NOT NULL) \
             SELECT w.id, w.workspace, w.environment, w.due_at, o.renders, o.share \
             FROM heads JOIN {table} w ON w.id = heads.id LEFT JOIN {workspaces} o ON o.id = w.workspace \
             ORDER BY w.workspace"
        );
        let values = [kind.as_str().into(), kind.as_str().into(), kind.as_str().into(), now.as_millis().into()];
        let values = values.into_iter().chain(held.iter().map(|id| id.to_string().into()));
        let rows = self.database.query_all_raw(statement(self.database, &sql, values)).await?;
        rows.iter().map(|row| Next::read(kind, row)).collect()
    }
}

/// `AND d.id NOT IN (?, …)`, or nothing.
pub(super) fn passed(held: &[Uuid]) -> String {
    match held.len() {
        0 => String::new(),
        count => format!(" AND d.id NOT IN ({})", vec!["?"; count].join(", ")),
    }
}
