//! Real clients, unmodified, against the built binary: the official Shotstack SDKs, a client generated from our own
//! document, and a fuzzer that reads both documents.
#![expect(clippy::unwrap_used, reason = "these are tests")]

mod generated;
mod official;
mod schemathesis;
