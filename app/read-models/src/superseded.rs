//! Tables that other versions of the views left behind.
//!
//! During an upgrade two versions work side by side, each on tables of its own. Who is no longer at work cannot be asked; but a
//! table whose checkpoint stands still while ours goes on is nobody's.

use crate::checkpoints;
use crate::registration::VIEWS;
use crate::{StoreError, Views};
use domain::Timestamp;
use migrations::sql::{begin_write, statement};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::HashSet;
use std::time::Duration;

impl Views {
    /// Drops the tables of other versions that have not been projected into for `age`; says how many. Nothing is dropped the
    /// first time that it is seen.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sweep_superseded(&self, now: Timestamp, age: Duration) -> Result<usize, StoreError> {
        let ours: HashSet<_> = VIEWS.iter().map(|view| view.table().name()).collect();
        let transaction = begin_write(&self.database, checkpoints::TABLE).await?;
        let mut dropped = 0;
        for (view, checkpoint) in checkpoints::read(&transaction).await? {
            if ours.contains(view.as_str()) {
                continue;
            }
            let position = checkpoint.position.map(|position| position.as_str().to_owned());
            let oldest = now.plus_millis(-i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
            if stands_still(&transaction, &view, position, now).await? <= oldest {
                drop_table(&transaction, &view).await?;
                dropped += 1;
            }
        }
        transaction.commit().await?;
        Ok(dropped)
    }
}

/// Since when the table's checkpoint has been where it is, as far as is known.
async fn stands_still(
    transaction: &DatabaseTransaction,
    view: &str,
    position: Option<String>,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    let known = statement(transaction, "SELECT position, since FROM superseded WHERE view = ?", [view.into()]);
    if let Some(row) = transaction.query_one_raw(known).await? {
        let (known, since): (Option<String>, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if known == position {
            return Ok(Timestamp::from_millis(since));
        }
    }
    let sql = "INSERT INTO superseded (view, position, since) VALUES (?, ?, ?) \
               ON CONFLICT (view) DO UPDATE SET position = excluded.position, since = excluded.since";
    let values = [view.into(), position.into(), now.as_millis().into()];
    transaction.execute_raw(statement(transaction, sql, values)).await?;
    Ok(now)
}

async fn drop_table(transaction: &DatabaseTransaction, view: &str) -> Result<(), StoreError> {
    transaction.execute_unprepared(&format!("DROP TABLE IF EXISTS {}", quoted(view))).await?;
    for table in ["checkpoints", "superseded"] {
        let sql = format!("DELETE FROM {table} WHERE view = ?");
        transaction.execute_raw(statement(transaction, &sql, [view.into()])).await?;
    }
    Ok(())
}

/// Names come from another version's code, but through the database.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
