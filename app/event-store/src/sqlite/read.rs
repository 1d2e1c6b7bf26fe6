//! Reading events back.

use super::position;
use crate::{Error, Filter, Page, Position, RecordedEvent, StoreError, StreamName};
use domain::ids::EventId;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement,
    TransactionTrait, Value,
};
use uuid::Uuid;

const COLUMNS: &str = "position, stream, revision, event_id, event_type, version, data, metadata";

pub(super) async fn stream(
    database: &DatabaseConnection,
    stream: &StreamName,
    from: u64,
    limit: usize,
) -> Result<Vec<RecordedEvent>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?");
    let values = [stream.as_str().into(), number(from), number(limit)];
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
    database.query_all_raw(statement).await.map_err(StoreError::from)?.iter().map(event).collect()
}

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
    let (condition, mut values) = condition(filter);
    let sql = format!("SELECT {COLUMNS} FROM events WHERE position > ? {condition} ORDER BY position LIMIT ?");
    values.insert(0, after.into());
    values.push(number(limit));
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
    let rows = snapshot.query_all_raw(statement).await.map_err(StoreError::from)?;
    let events = rows.iter().map(event).collect::<Result<Vec<_>, _>>()?;
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

async fn last_row(snapshot: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let statement = Statement::from_string(DbBackend::Sqlite, "SELECT coalesce(max(position), 0) FROM events");
    match snapshot.query_one_raw(statement).await? {
        Some(row) => row.try_get_by_index(0),
        None => Ok(0),
    }
}

fn condition(filter: &Filter) -> (String, Vec<Value>) {
    let (column, prefixes) = match filter {
        Filter::All => return (String::new(), Vec::new()),
        Filter::Types(prefixes) => ("event_type", prefixes),
        Filter::Streams(prefixes) => ("stream", prefixes),
    };
    // No prefix matches nothing.
    let any = prefixes.iter().map(|_| format!(" OR instr({column}, ?) = 1")).collect::<String>();
    (format!("AND (FALSE{any})"), prefixes.iter().map(|prefix| prefix.as_str().into()).collect())
}

/// As SQLite counts; what is larger than it can count is as good as its largest.
pub(super) fn number(value: impl TryInto<i64>) -> Value {
    value.try_into().unwrap_or(i64::MAX).into()
}

fn event(row: &QueryResult) -> Result<RecordedEvent, Error> {
    let parts = parts(row).map_err(StoreError::from)?;
    let (position, stream, revision, id, event_type, version, data, metadata) = parts;
    let bad = |what: &str| Error::unreadable(format!("the event at position {position} has an unreadable {what}"));
    Ok(RecordedEvent {
        stream: stream.parse().map_err(|_| bad("stream"))?,
        revision: u64::try_from(revision).map_err(|_| bad("revision"))?,
        position: position::of(position),
        id: EventId(Uuid::from_slice(&id).map_err(|_| bad("id"))?),
        event_type,
        version: u16::try_from(version).map_err(|_| bad("version"))?,
        data,
        metadata: serde_json::from_slice(&metadata).map_err(|_| bad("metadata"))?,
    })
}

type Parts = (i64, String, i64, Vec<u8>, String, i64, Vec<u8>, Vec<u8>);

fn parts(row: &QueryResult) -> Result<Parts, DbErr> {
    Ok((
        row.try_get_by_index(0)?,
        row.try_get_by_index(1)?,
        row.try_get_by_index(2)?,
        row.try_get_by_index(3)?,
        row.try_get_by_index(4)?,
        row.try_get_by_index(5)?,
        row.try_get_by_index(6)?,
        row.try_get_by_index(7)?,
    ))
}
