//! Real clients, unmodified, against the built binary: the official Shotstack SDKs, a client generated from our own
//! document, and a fuzzer that reads both documents. And KurrentDB's own against the double that our log is tested on.
#![expect(clippy::unwrap_used, reason = "these are tests")]

mod generated;
mod kurrentdb;
mod official;
mod schemathesis;
