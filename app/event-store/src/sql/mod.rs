//! What the adapters over SQL databases share.

pub(crate) mod append;
pub(crate) mod rows;
pub(crate) mod subscription;

use crate::{Appended, Error, Position};
use sea_orm::QueryResult;
use std::time::Instant;

/// How a database orders its events.
pub(crate) trait Order {
    /// The columns that make a position.
    const COLUMNS: &'static str;

    /// The position in a row whose columns from `at` on are these.
    fn position(row: &QueryResult, at: usize) -> Result<Position, Error>;
}

/// Counts an append and how long its caller waited.
pub(crate) fn measure(begun: Instant, answer: &Result<Appended, Error>) {
    metrics::histogram!("rushes_event_store_append_seconds").record(begun.elapsed().as_secs_f64());
    let outcome = match answer {
        Ok(_) => "appended",
        Err(Error::Conflict { .. }) => "conflict",
        Err(Error::Store(_)) => "failed",
        Err(_) => "refused",
    };
    metrics::counter!("rushes_event_store_appends_total", "outcome" => outcome).increment(1);
}
