//! The destinations that speak Amazon's S3: S3 itself, Cloudflare R2, Backblaze B2 and Wasabi.
//!
//! A file of up to 8 MiB goes in one `PUT`, a larger one as a multipart upload. Either makes the object visible as a
//! whole, so that whatever crashes, doing it again gives the same. `README.md` says what each provider takes
//! and verifies.

mod address;
mod checkpoint;
mod describe;
mod errors;
mod integrity;
mod phases;
mod requests;
mod sign;
mod store;
mod transfer;
mod vendors;
mod xml;

#[cfg(test)]
mod tests;

pub use transfer::Transfer;

plugin_sdk::export!(Transfer);
