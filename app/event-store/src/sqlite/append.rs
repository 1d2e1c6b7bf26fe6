//! One append inside a transaction that holds the write lock.

use super::position;
use super::read::number;
use crate::{Appended, Batch, Error, Expected, StoreError, StreamName};
use domain::ids::EventId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value};

/// A place in the log that an id already has.
struct Place {
    stream: String,
    revision: i64,
    position: i64,
}

/// Appends the batch or refuses it; a refusal has changed nothing, so the transaction may go on.
pub(super) async fn append(
    transaction: &DatabaseTransaction,
    stream: &StreamName,
    expected: Expected,
    batch: &Batch,
) -> Result<Appended, Error> {
    if let Some(appended) = appended_before(transaction, stream, expected, batch).await? {
        return Ok(appended);
    }
    let actual = last_revision(transaction, stream).await.map_err(StoreError::from)?;
    let fits = match expected {
        Expected::NoStream => actual.is_none(),
        Expected::Exists => actual.is_some(),
        Expected::At(revision) => actual == i64::try_from(revision).ok(),
    };
    if !fits {
        let actual = actual.and_then(|revision| u64::try_from(revision).ok());
        return Err(Error::Conflict { stream: stream.clone(), expected, actual });
    }
    insert(transaction, stream, actual.map_or(0, |revision| revision + 1), batch).await
}

/// The old result, if these ids already lie where this append would put them.
async fn appended_before(
    transaction: &DatabaseTransaction,
    stream: &StreamName,
    expected: Expected,
    batch: &Batch,
) -> Result<Option<Appended>, Error> {
    let mut places = Vec::with_capacity(batch.events().len());
    for (event, _) in batch.events() {
        places.push((event.id, place_of(transaction, event.id).await.map_err(StoreError::from)?));
    }
    let Some(first_known) = places.iter().find(|(_, place)| place.is_some()).map(|(id, _)| *id) else {
        return Ok(None);
    };
    let reused = Error::IdReused { id: first_known };
    let places: Option<Vec<Place>> = places.into_iter().map(|(_, place)| place).collect();
    let Some(places) = places else { return Err(reused) };
    let begin = match expected {
        Expected::NoStream => Some(0),
        Expected::Exists => places.first().map(|place| place.revision),
        Expected::At(revision) => i64::try_from(revision).ok().and_then(|revision| revision.checked_add(1)),
    };
    let Some(begin) = begin else { return Err(reused) };
    let in_place = (begin..).zip(&places).all(|(revision, p)| p.revision == revision && p.stream == stream.as_str());
    match places.last() {
        Some(last) if in_place => result(last.revision, last.position).map(Some),
        _ => Err(reused),
    }
}

async fn place_of(transaction: &DatabaseTransaction, id: EventId) -> Result<Option<Place>, DbErr> {
    let sql = "SELECT stream, revision, position FROM events WHERE event_id = ?";
    let row = transaction.query_one_raw(statement(sql, [bytes(id)])).await?;
    row.map(|row| {
        Ok(Place {
            stream: row.try_get_by_index(0)?,
            revision: row.try_get_by_index(1)?,
            position: row.try_get_by_index(2)?,
        })
    })
    .transpose()
}

async fn last_revision(transaction: &DatabaseTransaction, stream: &StreamName) -> Result<Option<i64>, DbErr> {
    let sql = "SELECT max(revision) FROM events WHERE stream = ?";
    let row = transaction.query_one_raw(statement(sql, [stream.as_str().into()])).await?;
    row.map_or(Ok(None), |row| row.try_get_by_index(0))
}

async fn insert(
    transaction: &DatabaseTransaction,
    stream: &StreamName,
    first: i64,
    batch: &Batch,
) -> Result<Appended, Error> {
    let sql = "INSERT INTO events (stream, revision, event_id, event_type, version, data, metadata) \
               VALUES (?, ?, ?, ?, ?, ?, ?)";
    let mut last = (first, 0);
    for (revision, (event, metadata)) in (first..).zip(batch.events()) {
        let values = [
            stream.as_str().into(),
            revision.into(),
            bytes(event.id),
            event.event_type.as_str().into(),
            number(event.version),
            event.data.clone().into(),
            metadata.clone().into(),
        ];
        let inserted = transaction.execute_raw(statement(sql, values)).await.map_err(StoreError::from)?;
        let row = inserted.last_insert_id();
        last = (revision, i64::try_from(row).map_err(|_| Error::unreadable("the log's positions are used up"))?);
    }
    result(last.0, last.1)
}

fn result(revision: i64, row: i64) -> Result<Appended, Error> {
    let revision = u64::try_from(revision).map_err(|_| Error::unreadable("a revision is negative"))?;
    Ok(Appended { revision, position: position::of(row) })
}

fn bytes(id: EventId) -> Value {
    id.0.as_bytes().to_vec().into()
}

fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}
