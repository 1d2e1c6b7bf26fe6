//! The same on a PostgreSQL server.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

#[path = "../ledger/keeping.rs"]
mod keeping;
#[path = "../ledger/office.rs"]
mod office;
#[path = "../ledger/tampering.rs"]
mod tampering;

/// Whether these tests run on a PostgreSQL server, or on files.
pub const ON_A_SERVER: bool = true;
