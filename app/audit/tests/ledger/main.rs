//! The ledger, and what it finds.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod keeping;
mod office;
mod tampering;

/// Whether these tests run on a PostgreSQL server, or on files.
pub const ON_A_SERVER: bool = false;
