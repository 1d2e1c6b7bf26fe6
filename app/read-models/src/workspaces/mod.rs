//! The tenants.

mod entity;
mod projection;
mod queries;

pub(crate) use projection::Workspaces;
pub use queries::{WorkspaceQueries, WorkspaceRow};
