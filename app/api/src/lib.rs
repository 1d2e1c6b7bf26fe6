//! HTTP on poem-openapi: two dialects and our own.
//!
//! [`routes`] is the whole server as one endpoint over [`Services`]; [`documents()`] are its two OpenAPI documents. A request's
//! way stands in one place (`front`): dialect, credential, rate, body limit, handler, answer. Handlers refuse with a
//! [`Problem`], which is written in the words of the client's dialect.

pub mod auth;
mod destinations;
mod dialect;
pub mod documents;
mod errors;
mod files;
mod front;
mod lookups;
mod middleware;
mod operations;
mod records;
mod rushes;
mod sealed;
mod server;
mod services;
mod shotstack;
mod workspace;

#[cfg(test)]
mod tests;

pub use dialect::Family;
pub use documents::{DocumentError, Documents, documents};
pub use errors::{Code, Problem};
pub use front::Front;
pub use middleware::{Decision, RateLimiter, RequestId};
pub use server::{serve, serve_metrics};
pub use services::{Clock, Ids, MetricsText, Rates, Services, Settings};

use std::sync::Arc;

/// Every route of the server, over these services.
///
/// # Errors
/// When the OpenAPI documents cannot be made, which is a fault of the build.
pub fn routes(services: Arc<Services>) -> Result<Front, DocumentError> {
    Ok(Front::new(services, &documents()?))
}
