//! One output file on its way to one destination; our own hosting is one too. A failed transfer never fails a render.

mod copies;
mod decide;
mod event;
mod name;
#[cfg(test)]
mod tests;

pub use copies::{sent_copy, sent_there};
pub use decide::{Command, Phase, Refusal, Transfer};
pub use event::*;
pub use name::{check_filename, check_prefix, key};
