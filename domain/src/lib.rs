//! The rules of Rushes, without I/O.
//!
//! Nothing here opens a socket, reads a clock, draws a random number or knows a database: time, ids and randomness are
//! passed in. What the renderer draws ([`composition`]), what a client may submit ([`edit`]), and what may happen to a
//! render, a transfer, a workspace or its integrations (one folder each), what an SVG may have ([`svg`]), and whose turn it
//! is ([`queue`]), are decided here and tested as plain values.

pub mod aggregate;
pub mod composition;
pub mod edit;
pub mod failure;
pub mod ids;
pub mod integration;
pub mod queue;
pub mod render;
pub mod svg;
pub mod timestamp;
pub mod transfer;
pub mod workspace;

pub use failure::{Failure, FailureCode};
pub use ids::{Dialect, Environment};
pub use timestamp::Timestamp;
