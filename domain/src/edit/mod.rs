//! The Edit: what a client submits, in Shotstack's schema.

mod check;
mod compile;
mod fault;
mod limits;
mod merge;
pub mod model;
mod read;
mod rules;
mod schema;
mod spelling;

pub use check::{Checked, check};
pub use compile::{CompileOptions, SourceFacts, SourceKind, SourceRef, compile};
pub use fault::Fault;
pub use limits::Limits;
pub use merge::{merge, override_fields};
pub use model::Edit;
pub use read::{Read, listed, read};
pub use schema::components;

#[cfg(test)]
mod tests;
