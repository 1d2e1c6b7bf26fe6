//! An S3-compatible store for tests: files in a folder, on loopback, in a thread of its own. It verifies the signature of
//! every request, knows multipart uploads and ranges, and can be told to refuse what is asked of it.
//!
//! The protocol is the crate `s3s`, the store `s3s-fs`: neither is ours, so that a misunderstanding of ours cannot be on
//! both sides.

mod counted;
mod guard;
mod refusals;
mod server;

pub use refusals::Refusals;
pub use server::{S3Double, Settings};
