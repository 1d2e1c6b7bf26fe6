//! How many requests were counted in a window of time, for processes that count together.

use crate::sql::{execute, instant, instant_at, number_at, one};
use domain::Timestamp;
use migrations::{StoreError, StoreErrorKind};
use sea_orm::DatabaseConnection;
use std::time::Duration;

/// A window that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateWindow {
    /// When its first request came.
    pub began_at: Timestamp,
    /// Requests so far, the one just counted included.
    pub count: u32,
}

/// Windows and their counts. They may be lost in a crash of the database's server, and are then counted anew.
#[derive(Clone, Copy, Debug)]
pub struct Rates<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Rates<'_> {
    /// Counts one request of `name`; its window begins with the first request after the last window has ended. Clocks of
    /// machines differ: a window that began a little later than `now` holds as well.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count(&self, name: &str, length: Duration, now: Timestamp) -> Result<RateWindow, StoreError> {
        let length = i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
        let (ended, absurd) = (now.plus_millis(length.saturating_neg()), now.plus_millis(length));
        let over = "(rate_windows.began_at <= ? OR rate_windows.began_at > ?)";
        let sql = format!(
            "INSERT INTO rate_windows (name, began_at, count) VALUES (?, ?, 1) ON CONFLICT (name) DO UPDATE SET \
             count = CASE WHEN {over} THEN 1 ELSE rate_windows.count + 1 END, \
             began_at = CASE WHEN {over} THEN excluded.began_at ELSE rate_windows.began_at END \
             RETURNING began_at, count"
        );
        let bounds = [instant(ended), instant(absurd)];
        let values = [name.into(), instant(now)].into_iter().chain(bounds.clone()).chain(bounds);
        let row = one(self.database, &sql, values).await?;
        let row = row.ok_or_else(|| StoreError::new(StoreErrorKind::Internal, "nothing was counted"))?;
        Ok(RateWindow { began_at: instant_at(&row, 0)?, count: number_at(&row, 1)? })
    }

    /// Forgets the windows that began before `before`; how many there were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget(&self, before: Timestamp) -> Result<u64, StoreError> {
        execute(self.database, "DELETE FROM rate_windows WHERE began_at < ?", [instant(before)]).await
    }
}
