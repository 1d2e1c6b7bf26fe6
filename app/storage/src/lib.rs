//! Blobs on a local folder, and signed URLs.
//!
//! [`Blobs`] is the port: whole files by [`Key`], visible at once or not at all, durable when a put returns. The first
//! adapter is [`LocalFolder`]; processes on one folder may work at once. [`SignedUrls`] opens a path for a while.

mod blobs;
mod error;
mod key;
pub mod layout;
mod local;
mod range;
mod signed_urls;

pub use blobs::{Blobs, Content, Entry, Meta, Opened};
pub use error::StorageError;
pub use key::{Key, NotAKey};
pub use local::LocalFolder;
pub use range::ByteRange;
pub use signed_urls::{Refused, SignedQuery, SignedUrls};
