//! Reading events back.

use super::position::{self, Rows};
use crate::sql::rows::{columns, condition, event, number};
use crate::sql::subscription::{Looked, Pages};
use crate::{Error, Filter, Page, Position, StoreError};
use migrations::sql::statement;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};

/// The page after the row `after`. One snapshot for the end and the events, else an event that is committed between the two
/// would be skipped.
pub(super) async fn all(
    database: &DatabaseConnection,
    after: i64,
    filter: &Filter,
    limit: usize,
) -> Result<Page, Error> {
    let snapshot = database.begin().await.map_err(StoreError::from)?;
    let page = page(&snapshot, after, filter, limit).await;
    snapshot.rollback().await.map_err(StoreError::from)?;
    page
}

async fn page(snapshot: &DatabaseTransaction, after: i64, filter: &Filter, limit: usize) -> Result<Page, Error> {
    let end = last_row(snapshot).await.map_err(StoreError::from)?;
    let (condition, mut values) = condition(filter, |column| format!("instr({column}, ?) = 1"));
    let columns = columns::<Rows>();
    let sql = format!("SELECT {columns} FROM events WHERE position > ? {condition} ORDER BY position LIMIT ?");
    values.insert(0, after.into());
    values.push(number(limit));
    let rows = snapshot.query_all_raw(statement(snapshot, &sql, values)).await.map_err(StoreError::from)?;
    let events = rows.iter().map(event::<Rows>).collect::<Result<Vec<_>, _>>()?;
    let at_end = events.len() < limit;
    let next = match events.last() {
        Some(last) if !at_end => Some(last.position.clone()),
        _ => Some(end.max(after)).filter(|row| *row > 0).map(position::of),
    };
    Ok(Page { events, next, at_end })
}

/// The position of the last row.
pub(super) async fn end(database: &DatabaseConnection) -> Result<Option<Position>, Error> {
    let row = last_row(database).await.map_err(StoreError::from)?;
    Ok(Some(row).filter(|row| *row > 0).map(position::of))
}

async fn last_row(database: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let sql = "SELECT coalesce(max(position), 0) FROM events";
    match database.query_one_raw(statement(database, sql, [])).await? {
        Some(row) => row.try_get_by_index(0),
        None => Ok(0),
    }
}

/// The pages of a subscription. SQLite has one writer: what is committed can be read.
pub(super) struct Reader(pub DatabaseConnection);

#[async_trait::async_trait]
impl Pages for Reader {
    async fn page(&self, after: Option<&Position>, filter: &Filter, limit: usize) -> Result<Looked, Error> {
        let page = all(&self.0, position::read(after)?, filter, limit).await?;
        Ok(Looked { page, more_comes: false })
    }
}
