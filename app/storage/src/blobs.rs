//! The port: what any blob store can do.

use crate::{ByteRange, Key, StorageError};
use async_trait::async_trait;
use domain::Timestamp;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::pin::Pin;
use tokio::io::AsyncRead;

/// Bytes being read.
pub type Content = Pin<Box<dyn AsyncRead + Send>>;

/// What is known about a blob without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Bytes.
    pub size: u64,
    /// When its content was written.
    pub modified: Timestamp,
    /// A strong validator without quotes: it changes whenever the content does.
    pub etag: String,
}

/// A blob in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its key.
    pub key: Key,
    /// What is known about it.
    pub meta: Meta,
}

/// A blob opened for reading. Replacing or deleting it meanwhile does not disturb the reader.
pub struct Opened {
    /// Of the whole blob, as it was when it was opened.
    pub meta: Meta,
    /// Which bytes `content` gives: all of them when no range was asked for.
    pub range: Range<u64>,
    /// Exactly these bytes.
    pub content: Content,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("meta", &self.meta).field("range", &self.range).finish_non_exhaustive()
    }
}

/// A store of whole files. A put is visible at once or not at all, and durable when it returns; what is there under the
/// same key is replaced.
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Takes over the file at `from`, which is gone afterwards. Nothing may write to it any more.
    async fn put_file(&self, key: &Key, from: &Path) -> Result<Meta, StorageError>;

    /// Stores `bytes`.
    async fn put_bytes(&self, key: &Key, bytes: &[u8]) -> Result<Meta, StorageError>;

    /// Opens a blob, or the part of it that `range` asks for.
    ///
    /// # Errors
    /// [`StorageError::RangeNotSatisfiable`] when the range lies beyond the end.
    async fn open(&self, key: &Key, range: Option<ByteRange>) -> Result<Opened, StorageError>;

    /// What is known about a blob.
    async fn stat(&self, key: &Key) -> Result<Meta, StorageError>;

    /// Removes a blob. That there is none is no error, so it can be done twice.
    async fn delete(&self, key: &Key) -> Result<(), StorageError>;

    /// At most `limit` blobs whose key starts with `prefix` (any text; `""` is everything) and is greater than `after`,
    /// in the order of their keys' bytes.
    async fn list(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Vec<Entry>, StorageError>;

    /// Makes the content of `from` available under `to` as well, without copying bytes where that is possible.
    async fn copy(&self, from: &Key, to: &Key) -> Result<Meta, StorageError>;

    /// Removes what crashed writers left half-written, when it was last written before `before`; says how many files. A
    /// store that leaves nothing behind has nothing to do.
    async fn sweep_drafts(&self, _before: Timestamp) -> Result<u64, StorageError> {
        Ok(0)
    }
}
