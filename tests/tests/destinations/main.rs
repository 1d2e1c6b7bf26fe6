//! From a saved integration to the file in its owner's own bucket, drive or video host.
#![expect(clippy::unwrap_used, reason = "these are tests")]

mod connecting;
mod delivering;
mod interrupted;
mod refused;
