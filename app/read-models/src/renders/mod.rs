//! Renders, for lists and for a status at a glance.

mod entity;
mod projection;
mod queries;

pub(crate) use projection::Renders;
pub use queries::{ListRenders, NotARenderStatus, RenderQueries, RenderRow, RenderStatus};
