//! Positions of this adapter: the row's number in decimal.

use crate::sql::Order;
use crate::{Error, Position, StoreError};
use sea_orm::QueryResult;

/// The position of the row with this number.
pub(super) fn of(row: i64) -> Position {
    Position::new(row.to_string())
}

/// The row's number; 0, which no row has, without a position.
pub(super) fn read(position: Option<&Position>) -> Result<i64, Error> {
    let Some(position) = position else { return Ok(0) };
    match position.as_str().parse() {
        Ok(row) if row > 0 => Ok(row),
        _ => Err(Error::unreadable("the position is not of this log")),
    }
}

/// SQLite orders by the row's number.
pub(super) struct Rows;

impl Order for Rows {
    const COLUMNS: &'static str = "position";

    fn position(row: &QueryResult, at: usize) -> Result<Position, Error> {
        let row: i64 = row.try_get_by_index(at).map_err(StoreError::from)?;
        Ok(of(row))
    }
}
