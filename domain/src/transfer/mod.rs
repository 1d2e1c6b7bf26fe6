//! One output file on its way to one destination; our own hosting is one too. A failed transfer never fails a render.

mod copies;
mod decide;
mod event;
mod name;
#[cfg(test)]
mod tests;

/// Our own hosting's name among the providers, as Shotstack's dialect calls it. It is no integration and no plugin.
pub const HOSTING: &str = "shotstack";

pub use copies::{sent_copy, sent_there};
pub use decide::{Command, Phase, Refusal, Transfer};
pub use event::*;
pub use name::{check_filename, check_prefix, key};
