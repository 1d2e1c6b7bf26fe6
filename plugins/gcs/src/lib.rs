//! Google Cloud Storage as a destination.
//!
//! A file goes up in one resumable upload, which makes the object visible as a whole when its last byte is there: whatever
//! crashes, doing it again gives the same. `README.md` says what is verified and what a key has to be allowed.

mod account;
mod assertion;
mod bucket;
mod checkpoint;
mod describe;
mod errors;
mod phases;
mod resumable;
mod token;
mod transfer;

#[cfg(test)]
mod tests;

pub use transfer::Transfer;

plugin_sdk::export!(Transfer);
