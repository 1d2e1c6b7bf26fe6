//! Schemas of the three stores, one module each, and how their SQLite files and PostgreSQL schemas are opened.
//!
//! The log and the state are migrated for ever. Of the views only the table of checkpoints is: every view makes its own
//! tables from its entities and drops them when its version changes.

mod error;
pub mod log;
pub mod postgres;
pub mod sql;
pub mod sqlite;
pub mod state;
#[cfg(feature = "testing")]
pub mod testing;
pub mod views;

pub use error::{StoreError, StoreErrorKind};
