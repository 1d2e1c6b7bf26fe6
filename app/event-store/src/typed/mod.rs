//! Aggregates instead of bytes: load, decide, append.

mod execute;
mod load;

pub use execute::{ExecuteError, Executed, create, execute};
pub use load::{LoadError, Loaded, decode, history, load};
