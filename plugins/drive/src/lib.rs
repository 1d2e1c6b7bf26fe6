//! Google Drive as a destination.
//!
//! Drive makes a new file at each call, also one of the same name. So a file gets its id before it is sent, and the id is
//! remembered: whatever crashes, it can come about only once. `README.md` says more.

mod checkpoint;
mod describe;
mod errors;
mod folder;
mod phases;
mod requests;
mod resumable;
mod transfer;

#[cfg(test)]
mod tests;

pub use transfer::Transfer;

plugin_sdk::export!(Transfer);
