//! Whether a store does what will be asked of it, tried with a blob of no importance.

use crate::{Blobs, Key, StorageError};
use std::io;
use tokio::io::AsyncReadExt;

const SAID: &[u8] = b"written by a process that starts, to see that it may\n";

/// Lists, writes, reads and deletes a blob of its own under `probe/`; `name` tells processes that start at once apart.
///
/// # Errors
/// What the store says, and [`StorageError::Unavailable`] when it gives back something else than it was given.
pub async fn check(blobs: &dyn Blobs, name: &str) -> Result<(), StorageError> {
    let key = Key::new(format!("probe/{name}")).map_err(|error| StorageError::Unavailable(io::Error::other(error)))?;
    blobs.list("probe/", None, 1).await?;
    blobs.put_bytes(&key, SAID).await?;
    let read = read(blobs, &key).await;
    blobs.delete(&key).await?;
    if read? == SAID {
        Ok(())
    } else {
        Err(StorageError::Unavailable(io::Error::other("a file was read back as something else than was written")))
    }
}

async fn read(blobs: &dyn Blobs, key: &Key) -> Result<Vec<u8>, StorageError> {
    let mut bytes = Vec::new();
    blobs.open(key, None).await?.content.take(1024).read_to_end(&mut bytes).await?;
    Ok(bytes)
}
