//! One append inside a transaction.

use super::Order;
use super::rows::number;
use crate::{Appended, Batch, Error, Expected, Position, StoreError, StoreErrorKind, StreamName};
use domain::ids::EventId;
use migrations::sql::statement;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, SqlErr, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// A place in the log that an id already has.
struct Place {
    stream: String,
    revision: i64,
    position: Position,
}

/// Appends the batch or refuses it; a refusal has changed nothing, so the transaction may go on.
///
/// Everything is read before anything is written: on PostgreSQL the first write takes the transaction's number, and what
/// was read before it lies before it in the log.
pub(crate) async fn append<O: Order>(
    transaction: &DatabaseTransaction,
    stream: &StreamName,
    expected: Expected,
    batch: &Batch,
) -> Result<Appended, Error> {
    if let Some(appended) = appended_before::<O>(transaction, stream, expected, batch).await? {
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
    insert::<O>(transaction, stream, actual.map_or(0, |revision| revision + 1), batch).await
}

/// The old result, if these ids already lie where this append would put them.
async fn appended_before<O: Order>(
    transaction: &DatabaseTransaction,
    stream: &StreamName,
    expected: Expected,
    batch: &Batch,
) -> Result<Option<Appended>, Error> {
    let ids: Vec<EventId> = batch.events().iter().map(|(event, _)| event.id).collect();
    let mut known = places_of::<O>(transaction, &ids).await?;
    let places: Vec<(EventId, Option<Place>)> = ids.iter().map(|id| (*id, known.remove(id))).collect();
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
    match places.into_iter().next_back() {
        Some(last) if in_place => Ok(Some(Appended { revision: revision(last.revision)?, position: last.position })),
        _ => Err(reused),
    }
}

/// The places of those ids that the log has, asked for in one go.
async fn places_of<O: Order>(
    transaction: &DatabaseTransaction,
    ids: &[EventId],
) -> Result<HashMap<EventId, Place>, Error> {
    let marks = vec!["?"; ids.len()].join(", ");
    let sql = format!("SELECT event_id, stream, revision, {} FROM events WHERE event_id IN ({marks})", O::COLUMNS);
    let asked = statement(transaction, &sql, ids.iter().map(|id| bytes(*id)));
    let rows = transaction.query_all_raw(asked).await.map_err(StoreError::from)?;
    let mut places = HashMap::with_capacity(rows.len());
    for row in rows {
        let id: Vec<u8> = row.try_get_by_index(0).map_err(StoreError::from)?;
        let id = Uuid::from_slice(&id).map_err(|_| Error::unreadable("the log holds an id that is none"))?;
        let place = Place {
            stream: row.try_get_by_index(1).map_err(StoreError::from)?,
            revision: row.try_get_by_index(2).map_err(StoreError::from)?,
            position: O::position(&row, 3)?,
        };
        places.insert(EventId(id), place);
    }
    Ok(places)
}

async fn last_revision(transaction: &DatabaseTransaction, stream: &StreamName) -> Result<Option<i64>, DbErr> {
    let sql = "SELECT max(revision) FROM events WHERE stream = ?";
    let row = transaction.query_one_raw(statement(transaction, sql, [stream.as_str().into()])).await?;
    row.map_or(Ok(None), |row| row.try_get_by_index(0))
}

async fn insert<O: Order>(
    transaction: &DatabaseTransaction,
    stream: &StreamName,
    first: i64,
    batch: &Batch,
) -> Result<Appended, Error> {
    let sql = format!(
        "INSERT INTO events (stream, revision, event_id, event_type, version, data, metadata) \
         VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING {}",
        O::COLUMNS
    );
    let mut last = None;
    for (at, (event, metadata)) in (first..).zip(batch.events()) {
        let values = [
            stream.as_str().into(),
            at.into(),
            bytes(event.id),
            event.event_type.as_str().into(),
            number(event.version),
            event.data.clone().into(),
            metadata.clone().into(),
        ];
        let inserted = transaction.query_one_raw(statement(transaction, &sql, values)).await.map_err(refused)?;
        let row = inserted.ok_or_else(|| Error::unreadable("the log does not say where an event went"))?;
        last = Some(Appended { revision: revision(at)?, position: O::position(&row, 0)? });
    }
    last.ok_or_else(|| Error::unreadable("an append without events"))
}

/// Where a unique place was taken while we looked, the answer is in what is there now.
fn refused(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            StoreError::new(StoreErrorKind::Overtaken, "another append was faster; begin again").into()
        }
        _ => StoreError::from(error).into(),
    }
}

fn revision(number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(|_| Error::unreadable("a revision is negative"))
}

fn bytes(id: EventId) -> Value {
    id.0.as_bytes().to_vec().into()
}
