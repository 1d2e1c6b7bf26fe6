//! A tenant: its people and its keys.

mod decide;
mod event;
#[cfg(test)]
mod tests;

pub use decide::{Command, Refusal, Workspace};
pub use event::*;
