//! How far each running render is. Progress is no event: it is overwritten, and lost without harm.

use crate::sql::{column, execute, id, instant, instant_at, number, number_at, one};
use domain::Timestamp;
use domain::ids::RenderId;
use migrations::StoreError;
use sea_orm::DatabaseConnection;

/// How far a render is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The attempt that reports.
    pub attempt: u32,
    /// What is being done, such as `fetching`, `rendering` or `saving`.
    pub stage: String,
    /// Of the whole, 0 to 100.
    pub percent: u8,
    /// Pictures encoded so far.
    pub frames: u64,
    /// When it was reported.
    pub updated_at: Timestamp,
}

/// How far each running render is.
#[derive(Clone, Copy, Debug)]
pub struct ProgressBoard<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl ProgressBoard<'_> {
    /// Writes a report, unless a later attempt has reported already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set(&self, render: RenderId, progress: &Progress) -> Result<(), StoreError> {
        let sql = "INSERT INTO progress (render, attempt, stage, percent, frames, updated_at) VALUES (?, ?, ?, ?, ?, ?) \
                   ON CONFLICT (render) DO UPDATE SET attempt = excluded.attempt, stage = excluded.stage, \
                   percent = excluded.percent, frames = excluded.frames, updated_at = excluded.updated_at \
                   WHERE excluded.attempt >= progress.attempt";
        let values = [
            id(render.0),
            number(progress.attempt),
            progress.stage.as_str().into(),
            number(progress.percent.min(100)),
            number(progress.frames),
            instant(progress.updated_at),
        ];
        execute(self.database, sql, values).await.map(|_| ())
    }

    /// The last report; none before the first and after [`ProgressBoard::clear`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, render: RenderId) -> Result<Option<Progress>, StoreError> {
        let sql = "SELECT attempt, stage, percent, frames, updated_at FROM progress WHERE render = ?";
        let Some(row) = one(self.database, sql, [id(render.0)]).await? else { return Ok(None) };
        Ok(Some(Progress {
            attempt: number_at(&row, 0)?,
            stage: column(&row, 1)?,
            percent: number_at(&row, 2)?,
            frames: number_at(&row, 3)?,
            updated_at: instant_at(&row, 4)?,
        }))
    }

    /// Forgets what this attempt and earlier ones reported; a later one's reports stay.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn clear(&self, render: RenderId, attempt: u32) -> Result<(), StoreError> {
        let sql = "DELETE FROM progress WHERE render = ? AND attempt <= ?";
        execute(self.database, sql, [id(render.0), number(attempt)]).await.map(|_| ())
    }
}
