//! Who holds which work, and until when. A lease keeps others from starting; what makes a late holder harmless is the attempt
//! that its events carry.

use crate::sql::{all, column, execute, instant, instant_at};
use domain::Timestamp;
use migrations::StoreError;
use sea_orm::DatabaseConnection;
use std::time::Duration;

/// Somebody holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What is held.
    pub work: String,
    /// Who holds it.
    pub holder: String,
    /// Since when.
    pub acquired_at: Timestamp,
    /// Until when, unless it is renewed.
    pub expires_at: Timestamp,
}

/// Who holds which work.
#[derive(Clone, Copy, Debug)]
pub struct Leases<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Leases<'_> {
    /// Takes the work if nobody holds it at `now`; whether it is now held by `holder`. A holder who asks for what it holds is
    /// refused as well: it renews instead.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn acquire(&self, work: &str, holder: &str, ttl: Duration, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "INSERT INTO leases (work, holder, acquired_at, expires_at) VALUES (?, ?, ?, ?) \
                   ON CONFLICT (work) DO UPDATE SET \
                   holder = excluded.holder, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at \
                   WHERE leases.expires_at <= excluded.acquired_at";
        let values = [work.into(), holder.into(), instant(now), instant(end(now, ttl))];
        Ok(execute(self.database, sql, values).await? > 0)
    }

    /// Holds the work longer; false when it is no longer `holder`'s: it was taken over, released, or ran out before `now`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn renew(&self, work: &str, holder: &str, ttl: Duration, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE leases SET expires_at = ? WHERE work = ? AND holder = ? AND expires_at > ?";
        let values = [instant(end(now, ttl)), work.into(), holder.into(), instant(now)];
        Ok(execute(self.database, sql, values).await? > 0)
    }

    /// Lets go; false when it was not `holder`'s.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn release(&self, work: &str, holder: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM leases WHERE work = ? AND holder = ?";
        Ok(execute(self.database, sql, [work.into(), holder.into()]).await? > 0)
    }

    /// All leases that hold at `now`, by their work's name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, now: Timestamp) -> Result<Vec<Lease>, StoreError> {
        let sql = "SELECT work, holder, acquired_at, expires_at FROM leases WHERE expires_at > ? ORDER BY work";
        let rows = all(self.database, sql, [instant(now)]).await?;
        rows.iter()
            .map(|row| {
                Ok(Lease {
                    work: column(row, 0)?,
                    holder: column(row, 1)?,
                    acquired_at: instant_at(row, 2)?,
                    expires_at: instant_at(row, 3)?,
                })
            })
            .collect()
    }
}

fn end(now: Timestamp, ttl: Duration) -> Timestamp {
    now.plus_millis(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX))
}
