//! The destination Mux.
//!
//! Either the file goes up to an address that Mux gives out, piece after piece, and Mux makes the asset when it has all
//! of it; or Mux fetches the file itself. `README.md` says what that needs and what it guarantees.

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
