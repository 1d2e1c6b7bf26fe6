//! People and what they may do in which workspace.

mod entity;
mod projection;
mod queries;

pub(crate) use projection::Users;
pub use queries::{UserQueries, UserRow};
