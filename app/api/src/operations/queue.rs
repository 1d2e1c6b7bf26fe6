//! How long the queue is, measured when somebody asks.

use crate::{Problem, Services, lookups};
use read_models::due_work::WorkKind;

/// Sets the gauges of the queue: how much waits, how much is at work, how many workspaces wait, how old the oldest is.
pub(super) async fn measure(services: &Services) -> Result<(), Problem> {
    let held = lookups::at_work(services).await?;
    for kind in [WorkKind::Render, WorkKind::Transfer] {
        let name = kind.as_str();
        let waiting = lookups::waiting(services, kind, &held).await?;
        let count: u64 = waiting.iter().map(|one| one.count).sum();
        let oldest = waiting.iter().map(|one| services.now().millis_since(one.since)).max();
        metrics::gauge!("rushes_queue_waiting", "kind" => name).set(count as f64);
        metrics::gauge!("rushes_queue_workspaces", "kind" => name).set(waiting.len() as f64);
        metrics::gauge!("rushes_queue_oldest_seconds", "kind" => name).set(oldest.unwrap_or(0).max(0) as f64 / 1000.0);
    }
    metrics::gauge!("rushes_queue_at_work").set(held.len() as f64);
    Ok(())
}
