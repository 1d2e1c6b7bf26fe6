//! What the adapters over SQL databases share.

pub(crate) mod append;
pub(crate) mod rows;
pub(crate) mod subscription;

use crate::{Error, Position};
use sea_orm::QueryResult;

/// How a database orders its events.
pub(crate) trait Order {
    /// The columns that make a position.
    const COLUMNS: &'static str;

    /// The position in a row whose columns from `at` on are these.
    fn position(row: &QueryResult, at: usize) -> Result<Position, Error>;
}
