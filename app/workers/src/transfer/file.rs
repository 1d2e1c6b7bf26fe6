//! The file that is sent: ranges of a blob.

use delivery::{FileRanges, RangeReader};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::io;
use std::sync::Arc;
use storage::{Blobs, ByteRange, Key, StorageError};

/// A render's file in storage.
pub(super) struct StoredFile {
    pub blobs: Arc<dyn Blobs>,
    pub key: Key,
}

impl FileRanges for StoredFile {
    fn open(&self, offset: u64, length: u64) -> BoxFuture<'_, io::Result<RangeReader>> {
        async move {
            let Some(last) = length.checked_sub(1).and_then(|more| offset.checked_add(more)) else {
                // No range of a blob is empty; a file may be.
                return Ok(Box::pin(tokio::io::empty()) as RangeReader);
            };
            let opened = self.blobs.open(&self.key, Some(ByteRange::Between(offset, last))).await;
            let opened = opened.map_err(|error| match error {
                StorageError::NotFound { .. } | StorageError::RangeNotSatisfiable { .. } => {
                    io::Error::new(io::ErrorKind::NotFound, error)
                }
                error => io::Error::other(error),
            })?;
            Ok(opened.content)
        }
        .boxed()
    }
}
