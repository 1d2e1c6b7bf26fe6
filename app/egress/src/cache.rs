//! What was fetched, kept by content.

mod folder;

use crate::fetch::Outcome;
use crate::{Egress, FetchError, FetchErrorKind, FetchLimits, FetchProgress};
use folder::{Folder, IndexEntry, Namespace, Pinned};
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};
use tokio_util::sync::CancellationToken;

pub use folder::Pin;

/// A folder of fetched files, each under the SHA-256 of its content, with an index from URLs to contents. Namespaces
/// (one a workspace) share nothing. Processes may share the folder: a file is complete as soon as it has its name, is
/// never changed, and stays while anybody in any process holds its [`Pin`].
pub struct SourceCache {
    folder: Arc<Folder>,
    flights: Mutex<HashMap<(String, String), Weak<Flight>>>,
}

/// Held while one URL of one namespace is being fetched.
type Flight = tokio::sync::Mutex<()>;

/// A file that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Whose cache: the workspace's id. Nothing crosses from one to another.
    pub namespace: &'a str,
    /// Where the file comes from.
    pub url: &'a str,
    /// Whether a file fetched before will do.
    pub freshness: Freshness,
    /// How much it may take. What is in the cache keeps to them too.
    pub limits: &'a FetchLimits,
}

/// Whether a file fetched before will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The time of asking.
    pub now: SystemTime,
    /// What was fetched (or confirmed by the server) within this time is used unasked. 24 h is the usual.
    pub max_age: Duration,
    /// Fetch anew whatever is there.
    pub bypass: bool,
}

/// A file in the cache. It stays as long as this (or the pin taken out of it) lives.
#[derive(Debug)]
pub struct Cached {
    /// Where it lies. For reading only.
    pub path: PathBuf,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// What the server said it is, in lower case and without parameters.
    pub media_type: Option<String>,
    /// Whether nothing was downloaded for it.
    pub hit: bool,
    /// Keeps it from being evicted.
    pub pin: Pin,
}

/// What an eviction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evicted {
    /// Files removed.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes that remain, pinned ones included.
    pub remaining: u64,
}

impl SourceCache {
    /// Uses the folder at `root`, making it when there is none, and keeps it within `limit` bytes as far as nothing is
    /// pinned.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(root: impl Into<PathBuf>, limit: u64) -> io::Result<Self> {
        Ok(Self { folder: Arc::new(Folder::open(root.into(), limit)?), flights: Mutex::default() })
    }

    /// The content of the URL, from the cache or fetched now. A file that is too old is asked for again, and kept when the
    /// server says that it is unchanged. Who asks for a URL that this process is fetching waits for it.
    ///
    /// # Errors
    /// As [`Egress::fetch_to_file`].
    pub async fn fetch(
        &self,
        egress: &Egress,
        wanted: Wanted<'_>,
        cancel: &CancellationToken,
        progress: &mut (dyn FnMut(FetchProgress) + Send),
    ) -> Result<Cached, FetchError> {
        let Wanted { namespace, url, freshness, limits } = wanted;
        let place = Namespace::of(namespace, url);
        let flight = self.flight(&place);
        let _alone = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(FetchError::cancelled()),
            alone = tokio::time::timeout(limits.total, flight.lock()) => alone.map_err(|_| {
                let message = format!(
                    "another render of this workspace has been fetching it for the {} s that fetching may take",
                    limits.total.as_secs_f64()
                );
                FetchError::new(FetchErrorKind::Timeout, message)
            })?,
        };
        let known = if freshness.bypass { None } else { self.known(&place, freshness.now).await? };
        let known = match known {
            Some((entry, pin)) if entry.is_fresh(freshness) => return within(entry.cached(pin, true), limits),
            stale => stale,
        };
        let draft = self.folder.draft();
        let validators = known.as_ref().map(|(entry, _)| &entry.validators);
        let outcome = egress.fetch_unless_unchanged(url, &draft, limits, validators, cancel, progress).await?;
        match (outcome, known) {
            (Outcome::Fetched(fetched, validators), _) => {
                let entry = IndexEntry::new(fetched, validators, freshness.now);
                let (entry, pin) = self
                    .blocking(move |folder| {
                        let pin = folder.adopt(&place, &draft, &entry, freshness.now)?;
                        folder.evict(freshness.now)?;
                        Ok((entry, pin))
                    })
                    .await?;
                Ok(entry.cached(pin, false))
            }
            (Outcome::Unchanged, Some((entry, pin))) => {
                let entry = entry.confirmed(freshness.now);
                let (entry, pin) =
                    self.blocking(move |folder| folder.write_index(&place, &entry).map(|()| (entry, pin))).await?;
                within(entry.cached(pin, true), limits)
            }
            // An answer that nobody asked for; the fetch refuses it already.
            (Outcome::Unchanged, None) => {
                Err(FetchError::new(FetchErrorKind::HttpStatus(304), "the server answered 304 unasked"))
            }
        }
    }

    /// The file of this content (SHA-256 in hexadecimal), if the namespace's cache still has it. What lies there under that name
    /// and is something else is not given.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn by_content(
        &self,
        namespace: &str,
        sha256: &str,
        now: SystemTime,
    ) -> Result<Option<Cached>, FetchError> {
        let place = Namespace::of(namespace, "");
        let wanted = sha256.to_owned();
        let found = self.blocking(move |folder| folder.by_content(&place, &wanted, now)).await?;
        Ok(found.map(|((path, pin), bytes)| Cached {
            path,
            sha256: sha256.to_owned(),
            bytes,
            media_type: None,
            hit: true,
            pin,
        }))
    }

    /// Removes the files least recently used until the cache is within its limit, sparing pinned ones; also what is left
    /// of fetches that died more than an hour before `now`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn evict(&self, now: SystemTime) -> Result<Evicted, FetchError> {
        self.blocking(move |folder| folder.evict(now)).await
    }

    async fn known(&self, place: &Namespace, now: SystemTime) -> Result<Option<(IndexEntry, Pinned)>, FetchError> {
        let place = place.clone();
        self.blocking(move |folder| folder.known(&place, now)).await
    }

    fn flight(&self, place: &Namespace) -> Arc<Flight> {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        flights.retain(|_, flight| flight.strong_count() > 0);
        let key = place.key();
        if let Some(flight) = flights.get(&key).and_then(Weak::upgrade) {
            return flight;
        }
        let flight = Arc::new(Flight::default());
        flights.insert(key, Arc::downgrade(&flight));
        flight
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Folder) -> io::Result<T> + Send + 'static,
    ) -> Result<T, FetchError> {
        let folder = self.folder.clone();
        let done = tokio::task::spawn_blocking(move || work(&folder)).await;
        done.unwrap_or_else(|stopped| Err(io::Error::other(stopped))).map_err(|error| FetchError::local_disk(&error))
    }
}

fn within(cached: Cached, limits: &FetchLimits) -> Result<Cached, FetchError> {
    if cached.bytes > limits.max_bytes {
        let message = format!("the file is larger than the {} bytes allowed", limits.max_bytes);
        return Err(FetchError::new(FetchErrorKind::TooLarge, message));
    }
    match cached.media_type.as_deref().filter(|media_type| !limits.accepts(media_type)) {
        Some(media_type) => {
            let message = format!("the server says that the file is {media_type}, which is not what is asked for");
            Err(FetchError::new(FetchErrorKind::MediaType, message))
        }
        None => {
            metrics::counter!("rushes_egress_cache_hits_total").increment(1);
            Ok(cached)
        }
    }
}

#[cfg(test)]
mod tests;
