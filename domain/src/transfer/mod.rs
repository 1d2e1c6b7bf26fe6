//! One output file on its way to one destination; our own hosting is one too. A failed transfer never fails a render.

mod decide;
mod event;
#[cfg(test)]
mod tests;

pub use decide::{Command, Phase, Refusal, Transfer};
pub use event::*;
