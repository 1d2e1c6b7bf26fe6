//! One line and two metrics a request. Never a header, a query or a file name: those hold keys and signatures.

use super::RequestId;
use crate::dialect::Family;
use poem::http::Method;
use std::time::Duration;

/// What is known of a request once it is answered.
pub(crate) struct Answered<'a> {
    /// Its id.
    pub id: &'a RequestId,
    /// Whose rules it followed.
    pub family: Family,
    /// Its method.
    pub method: &'a Method,
    /// The document's template of its path, or nothing that tells which thing it was.
    pub route: &'a str,
    /// The status it got.
    pub status: u16,
    /// How long that took.
    pub took: Duration,
}

/// Writes it down.
pub(crate) fn record(answered: &Answered<'_>) {
    let Answered { id, family, method, route, status, took } = answered;
    let millis = took.as_secs_f64() * 1000.0;
    let method = known(method);
    tracing::info!(request_id = id.as_str(), family = family.as_str(), method, route, status, millis, "answered");
    let labels = [
        ("family", family.as_str().to_owned()),
        ("method", method.to_owned()),
        ("route", (*route).to_owned()),
        ("status", status.to_string()),
    ];
    metrics::counter!("rushes_http_requests_total", &labels).increment(1);
    metrics::histogram!("rushes_http_request_seconds", "family" => family.as_str()).record(took.as_secs_f64());
}

/// Clients may invent methods, and each would be a metric of its own.
fn known(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
    known.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}
