//! How far each transfer under way is. Progress is no event: it is overwritten, and lost without harm.

use crate::sql::{execute, id, instant, instant_at, number, number_at, one};
use domain::Timestamp;
use domain::ids::TransferId;
use migrations::StoreError;
use sea_orm::DatabaseConnection;

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The attempt that reports.
    pub attempt: u32,
    /// Bytes of the file that are there or on their way.
    pub sent: u64,
    /// When it was reported.
    pub updated_at: Timestamp,
}

/// How far each transfer under way is.
#[derive(Clone, Copy, Debug)]
pub struct TransferProgress<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl TransferProgress<'_> {
    /// Writes a report, unless a later attempt has reported already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set(&self, transfer: TransferId, sent: &Sent) -> Result<(), StoreError> {
        let sql = "INSERT INTO transfer_progress (transfer, attempt, sent, updated_at) VALUES (?, ?, ?, ?) \
                   ON CONFLICT (transfer) DO UPDATE SET attempt = excluded.attempt, sent = excluded.sent, \
                   updated_at = excluded.updated_at WHERE excluded.attempt >= transfer_progress.attempt";
        let values = [id(transfer.0), number(sent.attempt), number(sent.sent), instant(sent.updated_at)];
        execute(self.database, sql, values).await.map(|_| ())
    }

    /// The last report; none before the first and after [`TransferProgress::clear`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, transfer: TransferId) -> Result<Option<Sent>, StoreError> {
        let sql = "SELECT attempt, sent, updated_at FROM transfer_progress WHERE transfer = ?";
        let Some(row) = one(self.database, sql, [id(transfer.0)]).await? else { return Ok(None) };
        Ok(Some(Sent { attempt: number_at(&row, 0)?, sent: number_at(&row, 1)?, updated_at: instant_at(&row, 2)? }))
    }

    /// Forgets what this attempt and earlier ones reported; a later one's reports stay.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn clear(&self, transfer: TransferId, attempt: u32) -> Result<(), StoreError> {
        let sql = "DELETE FROM transfer_progress WHERE transfer = ? AND attempt <= ?";
        execute(self.database, sql, [id(transfer.0), number(attempt)]).await.map(|_| ())
    }
}
