//! Blobs as objects in a bucket of an S3-compatible store.
//!
//! What a store of that kind has to do: read after write, listings in the order of bytes, multipart uploads, and copies by
//! itself. Uploads that were cut off by a crash stay in it, invisible and charged for, until a rule of the bucket's lifecycle
//! removes incomplete uploads: their listing is not to be had here, so [`Blobs::sweep_drafts`] finds nothing.

mod answers;
mod settings;
mod upload;

pub use settings::BucketSettings;

use crate::{Blobs, ByteRange, Entry, Key, Meta, Opened, StorageError};
use async_trait::async_trait;
use domain::Timestamp;
use futures::TryStreamExt;
use object_store::aws::AmazonS3;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use std::io;
use tokio_util::io::StreamReader;
use upload::{Failed, upload};

/// What a store copies by itself in one go; more is read and written again.
const COPIED_BY_THE_STORE: u64 = 5 << 30;
/// More bytes than any store keeps under one name.
const LARGEST: u64 = 1 << 50;
/// What a store lists in one go.
const PAGE: usize = 1000;

/// Blobs as objects in a bucket. Any number of processes on any machines may share it.
#[derive(Debug)]
pub struct Bucket {
    store: AmazonS3,
    bucket: String,
    prefix: String,
    copied_by_the_store: u64,
}

impl Bucket {
    /// Uses the bucket that the settings name. Asks nothing of it yet: see [`crate::check`].
    ///
    /// # Errors
    /// [`StorageError::Refused`] when the settings are wrong or incomplete.
    pub fn open(settings: &BucketSettings) -> Result<Self, StorageError> {
        let place = settings.place()?;
        let store = settings.client(&place)?;
        Ok(Self { store, bucket: place.bucket, prefix: place.prefix, copied_by_the_store: COPIED_BY_THE_STORE })
    }

    fn path(&self, key: &Key) -> Result<Path, StorageError> {
        Path::parse(format!("{}{key}", self.prefix)).map_err(|error| StorageError::Unavailable(io::Error::other(error)))
    }

    fn failed<'a>(&'a self, key: &'a Key) -> impl Fn(object_store::Error) -> StorageError + 'a {
        move |error| answers::of(&self.bucket, Some(key), error)
    }

    async fn put(
        &self,
        key: &Key,
        size: u64,
        content: impl tokio::io::AsyncRead + Unpin,
    ) -> Result<Meta, StorageError> {
        upload(&self.store, &self.path(key)?, size, content).await.map_err(|failed| match failed {
            Failed::Read(error) => error.into(),
            Failed::Sent(error) => match answers::of(&self.bucket, Some(key), error) {
                // What is being written cannot be missing: it is the place that is.
                StorageError::NotFound(_) => StorageError::Refused(format!(
                    "there is no bucket {}; make it, or correct storage.url",
                    self.bucket
                )),
                error => error,
            },
        })?;
        self.stat(key).await
    }

    async fn get(&self, key: &Key, range: Option<GetRange>) -> Result<GetResult, object_store::Error> {
        let path =
            self.path(key).map_err(|error| object_store::Error::Generic { store: "S3", source: error.into() })?;
        self.store.get_opts(&path, GetOptions { range, ..GetOptions::default() }).await
    }

    /// The content of a blob as it is read: what goes wrong later is told in our words too.
    fn opened(&self, key: &Key, result: GetResult) -> Opened {
        let (meta, range) = (meta(&result.meta), result.range.clone());
        let (bucket, key) = (self.bucket.clone(), key.clone());
        let stream = result.into_stream();
        let stream = stream.map_err(move |error| io::Error::other(answers::of(&bucket, Some(&key), error)));
        Opened { meta, range, content: Box::pin(StreamReader::new(stream)) }
    }
}

#[async_trait]
impl Blobs for Bucket {
    async fn put_file(&self, key: &Key, from: &std::path::Path) -> Result<Meta, StorageError> {
        let file = tokio::fs::File::open(from).await.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StorageError::SourceMissing(key.clone()),
            _ => error.into(),
        })?;
        let size = file.metadata().await?.len();
        let stored = self.put(key, size, file).await?;
        tokio::fs::remove_file(from).await?;
        Ok(stored)
    }

    async fn put_bytes(&self, key: &Key, bytes: &[u8]) -> Result<Meta, StorageError> {
        self.put(key, bytes.len() as u64, bytes).await
    }

    async fn open(&self, key: &Key, range: Option<ByteRange>) -> Result<Opened, StorageError> {
        let wanted = match range {
            None => None,
            Some(ByteRange::From(first)) if first < LARGEST => Some(GetRange::Offset(first)),
            Some(ByteRange::Between(first, last)) if first <= last && first < LARGEST => {
                Some(GetRange::Bounded(first..last.min(LARGEST) + 1))
            }
            // Not every store knows ranges that count from the end, or reads numbers that no object reaches.
            Some(range) => Some(GetRange::Bounded(range.within(self.stat(key).await?.size)?)),
        };
        match (self.get(key, wanted).await, range) {
            (Ok(result), _) => Ok(self.opened(key, result)),
            (Err(error), Some(range)) if answers::is_beyond_the_end(&error) => {
                // The answer does not say how long the blob is, and it may have been replaced by a longer one meanwhile.
                let range = range.within(self.stat(key).await?.size)?;
                let again = self.get(key, Some(GetRange::Bounded(range))).await.map_err(self.failed(key))?;
                Ok(self.opened(key, again))
            }
            (Err(error), _) => Err(self.failed(key)(error)),
        }
    }

    async fn stat(&self, key: &Key) -> Result<Meta, StorageError> {
        let head = self.store.head(&self.path(key)?).await.map_err(self.failed(key))?;
        Ok(meta(&head))
    }

    async fn delete(&self, key: &Key) -> Result<(), StorageError> {
        match self.store.delete(&self.path(key)?).await.map_err(self.failed(key)) {
            Ok(()) | Err(StorageError::NotFound(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn list(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Vec<Entry>, StorageError> {
        // Some texts cannot be asked for, and no key begins with them.
        let possible = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
        if !prefix.bytes().all(possible) {
            return Ok(Vec::new());
        }
        let prefix = format!("{}{prefix}", self.prefix);
        let mut offset = after.map(|after| format!("{}{after}", self.prefix));
        let (mut found, mut token) = (Vec::new(), None);
        while found.len() < limit {
            let page = PaginatedListOptions {
                offset: offset.take(),
                max_keys: Some(PAGE.min(limit - found.len())),
                page_token: token.take(),
                ..PaginatedListOptions::default()
            };
            let page = self.store.list_paginated(Some(&prefix), page).await;
            let page = page.map_err(|error| answers::of(&self.bucket, None, error))?;
            // Objects that others have put there under names that are no keys are none of ours.
            found.extend(page.result.objects.iter().filter_map(|object| {
                let key = object.location.as_ref().strip_prefix(self.prefix.as_str())?;
                Some(Entry { key: Key::new(key).ok()?, meta: meta(object) })
            }));
            token = page.page_token;
            if token.is_none() {
                break;
            }
        }
        Ok(found)
    }

    async fn copy(&self, from: &Key, to: &Key) -> Result<Meta, StorageError> {
        let size = self.stat(from).await?.size;
        if from == to {
            return self.stat(to).await;
        }
        if size > self.copied_by_the_store {
            let opened = self.open(from, None).await?;
            return self.put(to, opened.meta.size, opened.content).await;
        }
        self.store.copy(&self.path(from)?, &self.path(to)?).await.map_err(self.failed(from))?;
        self.stat(to).await
    }
}

fn meta(object: &ObjectMeta) -> Meta {
    let etag = object.e_tag.as_deref().map(|etag| etag.trim_start_matches("W/").trim_matches('"').to_owned());
    Meta {
        size: object.size,
        modified: Timestamp::from_millis(object.last_modified.timestamp_millis()),
        etag: etag.filter(|etag| !etag.is_empty()).unwrap_or_else(|| {
            // A store that gives none still says how large and how old.
            let known = format!("{} {}", object.size, object.last_modified.timestamp_micros());
            hex::encode(&Sha256::digest(known)[..16])
        }),
    }
}

#[cfg(test)]
mod tests;
