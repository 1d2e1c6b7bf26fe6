//! The tenants.

mod entity;
mod projection;
mod queries;

pub(crate) use entity::Entity as WorkspaceEntity;
pub(crate) use projection::Workspaces;
pub use queries::{WorkspaceQueries, WorkspaceRow};
