//! Statements and values, as all tables here use them.

use domain::Timestamp;
use migrations::sql::statement;
use migrations::{StoreError, StoreErrorKind};
use sea_orm::{ConnectionTrait, QueryResult, TryGetable, Value};
use uuid::Uuid;

/// Runs the statement; how many rows it changed.
pub(crate) async fn execute(
    database: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, StoreError> {
    Ok(database.execute_raw(statement(database, sql, values)).await?.rows_affected())
}

pub(crate) async fn one(
    database: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, StoreError> {
    Ok(database.query_one_raw(statement(database, sql, values)).await?)
}

pub(crate) async fn all(
    database: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, StoreError> {
    Ok(database.query_all_raw(statement(database, sql, values)).await?)
}

pub(crate) fn column<T: TryGetable>(row: &QueryResult, index: usize) -> Result<T, StoreError> {
    Ok(row.try_get_by_index(index)?)
}

/// Ids are stored as their 16 bytes.
pub(crate) fn id(id: Uuid) -> Value {
    id.as_bytes().to_vec().into()
}

pub(crate) fn id_at(row: &QueryResult, index: usize) -> Result<Uuid, StoreError> {
    let bytes: Vec<u8> = column(row, index)?;
    Uuid::from_slice(&bytes)
        .map_err(|_| StoreError::new(StoreErrorKind::Unreadable, "the state holds an id that is none"))
}

pub(crate) fn instant(at: Timestamp) -> Value {
    at.as_millis().into()
}

pub(crate) fn instant_at(row: &QueryResult, index: usize) -> Result<Timestamp, StoreError> {
    column(row, index).map(Timestamp::from_millis)
}

/// As the databases count; what is larger than they can count is as good as their largest.
pub(crate) fn number(value: impl TryInto<i64>) -> Value {
    value.try_into().unwrap_or(i64::MAX).into()
}

pub(crate) fn number_at<T: TryFrom<i64>>(row: &QueryResult, index: usize) -> Result<T, StoreError> {
    let value: i64 = column(row, index)?;
    T::try_from(value).map_err(|_| StoreError::new(StoreErrorKind::Unreadable, "the state holds a number out of range"))
}
