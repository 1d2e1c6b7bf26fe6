//! Rows as events.

use super::Order;
use crate::{Error, Filter, RecordedEvent, StoreError, StreamName};
use domain::ids::EventId;
use migrations::sql::statement;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Value};
use uuid::Uuid;

/// The columns that [`event`] reads, in front of the [`Order`]'s own.
const COLUMNS: &str = "stream, revision, event_id, event_type, version, data, metadata";

/// Everything that makes an event of a row.
pub(crate) fn columns<O: Order>() -> String {
    format!("{COLUMNS}, {}", O::COLUMNS)
}

/// As the databases count; what is larger than they can count is as good as their largest.
pub(crate) fn number(value: impl TryInto<i64>) -> Value {
    value.try_into().unwrap_or(i64::MAX).into()
}

/// At most `limit` events of the stream, from the revision `from` on.
pub(crate) async fn stream<O: Order>(
    database: &DatabaseConnection,
    stream: &StreamName,
    from: u64,
    limit: usize,
) -> Result<Vec<RecordedEvent>, Error> {
    let columns = columns::<O>();
    let sql = format!("SELECT {columns} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?");
    let asked = statement(database, &sql, [stream.as_str().into(), number(from), number(limit)]);
    database.query_all_raw(asked).await.map_err(StoreError::from)?.iter().map(event::<O>).collect()
}

/// What a filter adds to a condition, beginning with `AND`, and its values.
pub(crate) fn condition(filter: &Filter, begins: fn(&str) -> String) -> (String, Vec<Value>) {
    let (column, prefixes) = match filter {
        Filter::All => return (String::new(), Vec::new()),
        Filter::Types(prefixes) => ("event_type", prefixes),
        Filter::Streams(prefixes) => ("stream", prefixes),
    };
    // No prefix matches nothing.
    let any = prefixes.iter().map(|_| format!(" OR {}", begins(column))).collect::<String>();
    (format!("AND (FALSE{any})"), prefixes.iter().map(|prefix| prefix.as_str().into()).collect())
}

/// The event in a row of [`columns`].
pub(crate) fn event<O: Order>(row: &QueryResult) -> Result<RecordedEvent, Error> {
    let position = O::position(row, 7)?;
    let (stream, revision, id, event_type, version, data, metadata) = parts(row).map_err(StoreError::from)?;
    let name = format!("the event {revision} of {stream}, at position {position},");
    let bad = |what: &str| Error::unreadable(format!("{name} has an unreadable {what}"));
    Ok(RecordedEvent {
        stream: stream.parse().map_err(|_| bad("stream"))?,
        revision: u64::try_from(revision).map_err(|_| bad("revision"))?,
        id: EventId(Uuid::from_slice(&id).map_err(|_| bad("id"))?),
        event_type,
        version: u16::try_from(version).map_err(|_| bad("version"))?,
        data,
        metadata: serde_json::from_slice(&metadata).map_err(|_| bad("metadata"))?,
        position,
    })
}

type Parts = (String, i64, Vec<u8>, String, i64, Vec<u8>, Vec<u8>);

fn parts(row: &QueryResult) -> Result<Parts, DbErr> {
    Ok((
        row.try_get_by_index(0)?,
        row.try_get_by_index(1)?,
        row.try_get_by_index(2)?,
        row.try_get_by_index(3)?,
        row.try_get_by_index(4)?,
        row.try_get_by_index(5)?,
        row.try_get_by_index(6)?,
    ))
}
