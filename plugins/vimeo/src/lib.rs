//! The destination Vimeo.
//!
//! A video is made under a name that carries the transfer's id, gets its own name as soon as it is known, and is then
//! filled by the tus protocol: whatever crashes, it is found again and filled from where it stands. `README.md` says
//! what that needs and what it guarantees.

mod checkpoint;
mod describe;
mod errors;
mod phases;
mod requests;
mod settings;
mod transfer;

#[cfg(test)]
mod tests;

pub use transfer::Transfer;

plugin_sdk::export!(Transfer);
