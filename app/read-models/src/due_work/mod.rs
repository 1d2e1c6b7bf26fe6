//! What is to be done, and from when on. Who does it is a lease's matter: a row stays until its work has ended, so that the work
//! of a worker that died is due again.

mod entity;
mod projection;
mod queries;
mod queue;

pub(crate) use projection::DueWorkView;
pub use queries::{DueWork, DueWorkQueries, Next, NotAWorkKind, WorkKind, lane};
pub use queue::Waiting;
