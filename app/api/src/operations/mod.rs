//! What the people who run the server look at: is it alive, can it work, what does it count.

mod queue;

use crate::{MetricsText, Problem, Services, lookups};
use poem::web::{Data, Json};
use poem::{EndpointExt, IntoEndpoint, Response, Route, get, handler};
use serde_json::{Value, json};
use std::sync::Arc;

/// `/healthz`, `/readyz`, `/metrics`.
pub(crate) fn routes(route: Route) -> Route {
    route.at("/healthz", get(healthz)).at("/readyz", get(readyz)).at("/metrics", get(metrics_text))
}

/// `/healthz` and `/metrics` of a process without the rest.
pub(crate) fn worker_routes(metrics: MetricsText) -> impl IntoEndpoint {
    Route::new().at("/healthz", get(healthz)).at("/metrics", get(own_metrics).data(metrics))
}

/// What this process counts.
#[handler]
fn own_metrics(metrics: Data<&MetricsText>) -> Response {
    text((metrics.0)())
}

fn text(metrics: String) -> Response {
    Response::builder().content_type("text/plain; version=0.0.4").body(metrics)
}

/// The process answers.
#[handler]
fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Every store answers, and what the log holds can be seen in the views.
#[handler]
async fn readyz(services: Data<&Arc<Services>>) -> poem::Result<Json<Value>> {
    services.state.ping().await.map_err(|e| Problem::unavailable("state", &e))?;
    services.views.ping().await.map_err(|e| Problem::unavailable("views", &e))?;
    lookups::caught_up(&services).await?;
    let nowhere = storage::Key::new("readiness/probe").map_err(Problem::internal)?;
    match services.blobs.stat(&nowhere).await {
        Ok(_) | Err(storage::StorageError::NotFound(_)) => {}
        Err(error) => return Err(Problem::unavailable("storage", &error).into()),
    }
    Ok(Json(json!({ "status": "ready" })))
}

/// Prometheus's text format. What cannot be measured now is left as it was: the counters matter most when a store is away.
#[handler]
async fn metrics_text(services: Data<&Arc<Services>>) -> Response {
    if let Err(error) = queue::measure(&services).await {
        tracing::warn!(%error, "the queue cannot be measured");
    }
    text((services.metrics)())
}
