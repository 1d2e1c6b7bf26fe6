//! The destination for Microsoft's Azure Blob Storage.
//!
//! A file of up to 8 MiB goes in one `Put Blob`, a larger one as blocks that `Put Block List` makes a blob of. Either
//! makes the blob visible as a whole, so that whatever crashes, doing it again gives the same. `README.md` says more.

mod account;
mod address;
mod checkpoint;
mod describe;
mod errors;
mod names;
mod phases;
mod requests;
mod sign;
mod transfer;
mod xml;

#[cfg(test)]
mod tests;

pub use transfer::Transfer;

plugin_sdk::export!(Transfer);
