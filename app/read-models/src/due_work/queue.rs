//! How long the queue is, and where in it something waits.

use super::entity::Entity;
use super::queries::{DueWorkQueries, WorkKind, passed};
use crate::StoreError;
use crate::column::{count, instant, word};
use crate::workspaces::WorkspaceEntity;
use domain::Timestamp;
use domain::ids::WorkspaceId;
use migrations::sql::statement;
use sea_orm::{ConnectionTrait, EntityName};
use uuid::Uuid;

/// What waits of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whose.
    pub workspace: WorkspaceId,
    /// How many pieces of work.
    pub count: u64,
    /// Its part of the workers.
    pub share: u32,
    /// Since when the oldest has waited.
    pub since: Timestamp,
}

impl DueWorkQueries<'_> {
    /// What waits, by workspace: everything of this kind that has not ended and that nobody holds.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting(&self, kind: WorkKind, held: &[Uuid]) -> Result<Vec<Waiting>, StoreError> {
        let (table, workspaces, passed) = (Entity.table_name(), WorkspaceEntity.table_name(), passed(held));
        let sql = format!(
            "SELECT w.workspace, w.waiting, w.since, o.share FROM ( \
               SELECT d.workspace AS workspace, COUNT(*) AS waiting, MIN(d.queued_at) AS since \
               FROM {table} d WHERE d.kind = ?{passed} GROUP BY d.workspace) w \
             LEFT JOIN {workspaces} o ON o.id = w.workspace ORDER BY w.workspace"
        );
        let values = std::iter::once(kind.as_str().into()).chain(held.iter().map(|id| id.to_string().into()));
        let rows = self.database.query_all_raw(statement(self.database, &sql, values)).await?;
        rows.iter()
            .map(|row| {
                let share: Option<i64> = row.try_get_by_index(3)?;
                Ok(Waiting {
                    workspace: word(&row.try_get_by_index::<String>(0)?)?,
                    count: count(row.try_get_by_index(1)?)?,
                    since: instant(row.try_get_by_index(2)?),
                    share: share.map_or(Ok(1), count)?,
                })
            })
            .collect()
    }

    /// The place of a piece of work among those of its workspace that nobody holds, from 1; none when it does not wait.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn position(&self, id: Uuid, held: &[Uuid]) -> Result<Option<u64>, StoreError> {
        let (table, passed) = (Entity.table_name(), passed(held));
        let sql = format!(
            "SELECT COUNT(*) FROM {table} own JOIN {table} d ON d.kind = own.kind AND d.workspace = own.workspace \
               AND (d.\"rank\", d.due_at, d.id) <= (own.\"rank\", own.due_at, own.id) \
             WHERE own.id = ?{passed}"
        );
        if held.contains(&id) {
            return Ok(None);
        }
        let values = std::iter::once(id.to_string().into()).chain(held.iter().map(|id| id.to_string().into()));
        let row = self.database.query_one_raw(statement(self.database, &sql, values)).await?;
        let position: u64 = match row {
            Some(row) => count(row.try_get_by_index(0)?)?,
            None => 0,
        };
        Ok(Some(position).filter(|position| *position > 0))
    }
}
