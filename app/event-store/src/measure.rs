//! What is counted of every append, whichever adapter does it.

use crate::{Appended, Error};
use std::time::Instant;

/// Counts an append and how long its caller waited.
pub(crate) fn append(begun: Instant, answer: &Result<Appended, Error>) {
    metrics::histogram!("rushes_event_store_append_seconds").record(begun.elapsed().as_secs_f64());
    let outcome = match answer {
        Ok(_) => "appended",
        Err(Error::Conflict { .. }) => "conflict",
        Err(Error::Store(_)) => "failed",
        Err(_) => "refused",
    };
    metrics::counter!("rushes_event_store_appends_total", "outcome" => outcome).increment(1);
}
