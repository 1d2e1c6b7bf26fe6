//! What follows from events: each reaction once in effect, however often it is tried.

mod cleanup;
mod hosting;

pub(crate) use cleanup::Cleanup;
pub(crate) use hosting::{Hosting, hosted_copy};
