//! Blobs in a local folder or in a bucket, and signed URLs.
//!
//! [`Blobs`] is the port: whole files by [`Key`], visible at once or not at all, durable when a put returns. Its adapters are
//! [`LocalFolder`], for processes on one machine, and [`Bucket`], for processes on several. [`SignedUrls`] opens a path for
//! a while.

mod blobs;
mod bucket;
mod check;
#[cfg(test)]
mod contract;
mod error;
mod key;
pub mod layout;
mod local;
mod range;
mod signed_urls;

pub use blobs::{Blobs, Content, Entry, Meta, Opened};
pub use bucket::{Bucket, BucketSettings};
pub use check::check;
pub use error::StorageError;
pub use key::{Key, NotAKey};
pub use local::LocalFolder;
pub use range::ByteRange;
pub use signed_urls::{Refused, SignedQuery, SignedUrls};
