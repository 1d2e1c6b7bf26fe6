//! The destination for Akamai's NetStorage.
//!
//! A file is uploaded whole, under a temporary name beside its own, and then renamed: so nobody sees it before it is
//! complete, whatever crashes. `README.md` says more.

mod checkpoint;
mod describe;
mod errors;
mod group;
mod names;
mod phases;
mod requests;
mod sign;
mod stat;
mod transfer;

#[cfg(test)]
mod tests;

pub use transfer::Transfer;

plugin_sdk::export!(Transfer);
