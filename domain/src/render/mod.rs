//! A render job, from its acceptance to its end.
//!
//! queued → an attempt starts → fetched → rendered → saved (done); or failed; or cancelled. Every event of an attempt
//! carries its number, and one that is not the current attempt's is refused: a worker that lost its lease cannot commit.

mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use decide::{Command, Refusal};
pub use event::*;
pub use state::{Phase, Render};
