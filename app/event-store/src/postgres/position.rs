//! Positions of this adapter: the transaction and the number, as `TRANSACTION:NUMBER` in decimal.

use crate::sql::Order;
use crate::{Error, Position, StoreError};
use sea_orm::QueryResult;

/// Both parts; (0, 0), which no event has, without a position.
pub(super) fn read(position: Option<&Position>) -> Result<(u64, i64), Error> {
    let Some(position) = position else { return Ok((0, 0)) };
    let parts = position.as_str().split_once(':').and_then(|(tx, row)| Some((tx.parse().ok()?, row.parse().ok()?)));
    parts.filter(|(_, row)| *row > 0).ok_or_else(|| Error::unreadable("the position is not of this log"))
}

/// PostgreSQL orders by transaction and number.
pub(super) struct Pairs;

impl Order for Pairs {
    // Under a name of its own, or else "ORDER BY tx" would mean this text, in which 1000 comes before 999.
    const COLUMNS: &'static str = "tx::text AS tx_text, position";

    fn position(row: &QueryResult, at: usize) -> Result<Position, Error> {
        let tx: String = row.try_get_by_index(at).map_err(StoreError::from)?;
        let number: i64 = row.try_get_by_index(at + 1).map_err(StoreError::from)?;
        Ok(Position::new(format!("{tx}:{number}")))
    }
}
