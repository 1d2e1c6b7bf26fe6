//! Reading events back: of the whole log, only what lies before every transaction that is still under way.

use super::position::{self, Pairs};
use crate::sql::Order;
use crate::sql::rows::{columns, condition, event, number};
use crate::sql::subscription::{Looked, Pages};
use crate::{Error, Filter, Page, Position, StoreError};
use migrations::sql::statement;
use sea_orm::{AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, IsolationLevel, TransactionTrait};

/// The page after the position. One snapshot for everything, else what is committed between two looks would be skipped.
pub(super) async fn all(
    database: &DatabaseConnection,
    after: Option<&Position>,
    filter: &Filter,
    limit: usize,
) -> Result<Looked, Error> {
    let (isolation, access) = (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly));
    let snapshot = database.begin_with_config(isolation, access).await.map_err(StoreError::from)?;
    let looked = look(&snapshot, after, filter, limit).await;
    snapshot.rollback().await.map_err(StoreError::from)?;
    looked
}

/// What no transaction under way can come before any more.
const SETTLED: &str = "tx < pg_snapshot_xmin(pg_current_snapshot())";

async fn look(
    snapshot: &DatabaseTransaction,
    after: Option<&Position>,
    filter: &Filter,
    limit: usize,
) -> Result<Looked, Error> {
    let place = position::read(after)?;
    let settled = last(snapshot, &format!("WHERE {SETTLED}")).await?;
    let (condition, filtered) = condition(filter, |column| format!("starts_with({column}, ?)"));
    let columns = columns::<Pairs>();
    let sql = format!(
        "SELECT {columns} FROM events WHERE (tx, position) > (?::xid8, ?) AND {SETTLED} {condition} \
         ORDER BY tx, position LIMIT ?"
    );
    let mut values = vec![place.0.to_string().into(), place.1.into()];
    values.extend(filtered);
    values.push(number(limit));
    let rows = snapshot.query_all_raw(statement(snapshot, &sql, values)).await.map_err(StoreError::from)?;
    let events = rows.iter().map(event::<Pairs>).collect::<Result<Vec<_>, _>>()?;
    let at_end = events.len() < limit;
    let next = match (events.last(), settled) {
        (Some(last), _) if !at_end => Some(last.position.clone()),
        (_, Some(settled)) if position::read(Some(&settled))? > place => Some(settled),
        _ => after.cloned(),
    };
    let more_comes = at_end && last(snapshot, "").await? != next;
    Ok(Looked { page: Page { events, next, at_end }, more_comes })
}

/// The position of the last event that is committed, whether readers of the log may see it yet or not.
pub(super) async fn end(database: &DatabaseConnection) -> Result<Option<Position>, Error> {
    last(database, "").await
}

async fn last(database: &impl ConnectionTrait, condition: &str) -> Result<Option<Position>, Error> {
    let columns = Pairs::COLUMNS;
    let sql = format!("SELECT {columns} FROM events {condition} ORDER BY tx DESC, position DESC LIMIT 1");
    let row = database.query_one_raw(statement(database, &sql, [])).await.map_err(StoreError::from)?;
    row.map(|row| Pairs::position(&row, 0)).transpose()
}

/// The pages of a subscription.
pub(super) struct Reader(pub DatabaseConnection);

#[async_trait::async_trait]
impl Pages for Reader {
    async fn page(&self, after: Option<&Position>, filter: &Filter, limit: usize) -> Result<Looked, Error> {
        all(&self.0, after, filter, limit).await
    }
}
