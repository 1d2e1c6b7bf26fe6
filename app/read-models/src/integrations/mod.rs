//! Integrations: where a workspace's files may be sent.

mod entity;
mod projection;
mod queries;

pub(crate) use projection::IntegrationsView;
pub use queries::{IntegrationQueries, IntegrationRow};
