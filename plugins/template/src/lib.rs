//! A whole small destination to begin a new one from: files on a WebDAV server, or on any that takes a `PUT` with Basic
//! authentication.
//!
//! A file goes in one `PUT` under its own key, and a `HEAD` shows that all of it arrived. `plugins/sdk/README.md` walks
//! through it.

mod describe;
mod place;
mod refusal;
#[cfg(test)]
mod tests;
mod transfer;

pub use transfer::Transfer;

plugin_sdk::export!(Transfer);
