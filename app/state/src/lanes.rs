//! Leases that count: work is taken in lanes, each of which may be so much at work at once, and each of which has had so many
//! turns. What a lane is, and whose turn it is, is decided elsewhere.

use crate::sql::{all, column, execute, instant, number, number_at, one};
use domain::Timestamp;
use migrations::StoreError;
use migrations::sql::begin_write;
use sea_orm::DatabaseConnection;
use std::collections::HashMap;
use std::time::Duration;

/// A wish for a lease that counts.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// What to hold.
    pub work: &'a str,
    /// Who wants to hold it.
    pub holder: &'a str,
    /// What it counts as.
    pub lane: &'a str,
    /// How much of the lane may be held at once; no limit when absent.
    pub limit: Option<u32>,
    /// How many turns the lane has had, once this was granted.
    pub turns: u64,
    /// The lane of all lanes, and its turns: where those begin who rested.
    pub floor: (&'a str, u64),
}

/// Leases that count.
#[derive(Clone, Copy, Debug)]
pub struct Lanes<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Lanes<'_> {
    /// Takes the work if nobody holds it at `now` and its lane is below its limit, which is counted in the same instant. The
    /// lane's turns only rise: of two who are granted at once, none takes away what the other wrote.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim(&self, claim: Claim<'_>, ttl: Duration, now: Timestamp) -> Result<bool, StoreError> {
        let transaction = begin_write(self.database, "leases").await?;
        if let Some(limit) = claim.limit {
            let sql = "SELECT COUNT(*) FROM leases WHERE lane = ? AND expires_at > ?";
            let row = one(&transaction, sql, [claim.lane.into(), instant(now)]).await?;
            let held: i64 = row.map_or(Ok(0), |row| column(&row, 0))?;
            if held >= i64::from(limit) {
                transaction.rollback().await?;
                return Ok(false);
            }
        }
        let sql = "INSERT INTO leases (work, holder, acquired_at, expires_at, lane) VALUES (?, ?, ?, ?, ?) \
                   ON CONFLICT (work) DO UPDATE SET holder = excluded.holder, acquired_at = excluded.acquired_at, \
                   expires_at = excluded.expires_at, lane = excluded.lane \
                   WHERE leases.expires_at <= excluded.acquired_at";
        let until = now.plus_millis(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX));
        let values = [claim.work.into(), claim.holder.into(), instant(now), instant(until), claim.lane.into()];
        if execute(&transaction, sql, values).await? == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        for (lane, turns) in [(claim.lane, claim.turns), claim.floor] {
            let sql = "INSERT INTO turns (lane, turns) VALUES (?, ?) ON CONFLICT (lane) DO UPDATE \
                       SET turns = CASE WHEN excluded.turns > turns.turns THEN excluded.turns ELSE turns.turns END";
            execute(&transaction, sql, [lane.into(), number(turns)]).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// What is held at `now` in lanes, and in which.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn held(&self, now: Timestamp) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT work, lane FROM leases WHERE lane IS NOT NULL AND expires_at > ? ORDER BY work";
        let rows = all(self.database, sql, [instant(now)]).await?;
        rows.iter().map(|row| Ok((column(row, 0)?, column(row, 1)?))).collect()
    }

    /// Forgets the lanes that have had no more turns than where those begin who rested: they would begin there anyway.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_rested(&self) -> Result<u64, StoreError> {
        let sql = "DELETE FROM turns WHERE EXISTS (SELECT 1 FROM turns AS whole \
                   WHERE turns.lane LIKE whole.lane || '/%' AND turns.turns <= whole.turns)";
        execute(self.database, sql, []).await
    }

    /// How many turns each lane has had.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn turns(&self) -> Result<HashMap<String, u64>, StoreError> {
        let rows = all(self.database, "SELECT lane, turns FROM turns", []).await?;
        rows.iter().map(|row| Ok((column(row, 0)?, number_at(row, 1)?))).collect()
    }
}
