//! Blobs as files in a folder.

mod files;

use crate::{Blobs, ByteRange, Entry, Key, Meta, Opened, StorageError};
use async_trait::async_trait;
use domain::Timestamp;
use files::Folder;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// Blobs as files in a folder: a key is a path in it. Several processes may share the folder.
#[derive(Clone, Debug)]
pub struct LocalFolder {
    folder: Arc<Folder>,
}

impl LocalFolder {
    /// Uses the folder at `root`, making it when there is none.
    ///
    /// # Errors
    /// When it cannot be made or written.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, StorageError> {
        Ok(Self { folder: Arc::new(Folder::open(root.into())?) })
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Folder) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let folder = self.folder.clone();
        match tokio::task::spawn_blocking(move || work(&folder)).await {
            Ok(result) => result,
            Err(stopped) => Err(StorageError::Unavailable(io::Error::other(stopped))),
        }
    }
}

#[async_trait]
impl Blobs for LocalFolder {
    async fn put_file(&self, key: &Key, from: &Path) -> Result<Meta, StorageError> {
        let (key, from) = (key.clone(), from.to_path_buf());
        self.blocking(move |folder| folder.put_file(&key, &from)).await
    }

    async fn put_bytes(&self, key: &Key, bytes: &[u8]) -> Result<Meta, StorageError> {
        let (key, bytes) = (key.clone(), bytes.to_vec());
        self.blocking(move |folder| folder.put_bytes(&key, &bytes)).await
    }

    async fn open(&self, key: &Key, range: Option<ByteRange>) -> Result<Opened, StorageError> {
        let key = key.clone();
        let (file, meta) = self.blocking(move |folder| folder.read(&key)).await?;
        let range = match range {
            Some(range) => range.within(meta.size)?,
            None => 0..meta.size,
        };
        let mut file = tokio::fs::File::from_std(file);
        if range.start > 0 {
            file.seek(io::SeekFrom::Start(range.start)).await?;
        }
        let content = Box::pin(file.take(range.end - range.start));
        Ok(Opened { meta, range, content })
    }

    async fn stat(&self, key: &Key) -> Result<Meta, StorageError> {
        let key = key.clone();
        self.blocking(move |folder| folder.stat(&key)).await
    }

    async fn delete(&self, key: &Key) -> Result<(), StorageError> {
        let key = key.clone();
        self.blocking(move |folder| folder.delete(&key)).await
    }

    async fn list(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Vec<Entry>, StorageError> {
        let (prefix, after) = (prefix.to_owned(), after.cloned());
        self.blocking(move |folder| folder.list(&prefix, after.as_ref(), limit)).await
    }

    async fn copy(&self, from: &Key, to: &Key) -> Result<Meta, StorageError> {
        let (from, to) = (from.clone(), to.clone());
        self.blocking(move |folder| folder.copy(&from, &to)).await
    }

    async fn sweep_drafts(&self, before: Timestamp) -> Result<u64, StorageError> {
        self.blocking(move |folder| Ok(folder.sweep_drafts(before)?)).await
    }
}

#[cfg(test)]
mod tests;
