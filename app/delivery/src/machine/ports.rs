//! What a transfer needs of others.

use futures::future::BoxFuture;
use plugin_sdk::{File, Kind, Timestamp};
use serde_json::{Map, Value};
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncRead;

/// The bytes of a range, as they come.
pub type RangeReader = Pin<Box<dyn AsyncRead + Send>>;

/// The file that is sent. It has as many bytes as the job says, and does not change.
pub trait FileRanges: Send + Sync {
    /// Reads `length` bytes from `offset` on.
    ///
    /// # Errors
    /// That the file cannot be read now.
    fn open(&self, offset: u64, length: u64) -> BoxFuture<'_, io::Result<RangeReader>>;
}

/// Where a transfer's checkpoints are kept. They may hold secrets.
pub trait Checkpoints: Send + Sync {
    /// Keeps this one in place of the one before, durably.
    ///
    /// # Errors
    /// [`NotSaved`]: nothing was sent on the strength of it.
    fn save<'a>(&'a self, checkpoint: &'a [u8]) -> BoxFuture<'a, Result<(), NotSaved>>;
}

/// A checkpoint could not be kept. What failed belongs into the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the checkpoint could not be saved")]
pub struct NotSaved;

/// Renews credentials that were granted by OAuth.
pub trait Credentials: Send + Sync {
    /// The whole configuration with renewed credentials.
    ///
    /// # Errors
    /// [`NotRefreshed`].
    fn refresh(&self) -> BoxFuture<'_, Result<Map<String, Value>, NotRefreshed>>;
}

/// Credentials could not be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRefreshed {
    /// The grant was withdrawn or ran out: somebody has to connect again.
    #[error("the grant is no longer valid")]
    Reconnect,
    /// Whoever renews them does not answer now.
    #[error("the credentials could not be renewed now")]
    Unavailable,
}

/// Tells the time of day.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

impl<F: Fn() -> Timestamp + Send + Sync> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

/// Makes random bytes.
pub trait Randomness: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

impl<F: Fn(&mut [u8]) + Send + Sync> Randomness for F {
    fn fill(&self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// What a transfer is given by whoever orders it.
#[derive(Clone, Copy)]
pub struct Ports<'a> {
    /// The file.
    pub files: &'a dyn FileRanges,
    /// Where checkpoints go.
    pub checkpoints: &'a dyn Checkpoints,
    /// Renews credentials.
    pub credentials: &'a dyn Credentials,
    /// Is told how many bytes of the file are there or on their way, counted from where this delivery took the transfer up;
    /// fewer after a request failed, and never more than the file has.
    pub progress: &'a Arc<dyn Fn(u64) + Send + Sync>,
}

/// A file that is to go somewhere. Its `Debug` shows no configuration: that holds secrets.
pub struct DeliveryJob {
    /// Whether the file is sent, or a small one is written and deleted.
    pub kind: Kind,
    /// The provider's id, or an alias.
    pub provider: String,
    /// The configuration, secrets included, which fits the provider's schema.
    pub config: Map<String, Value>,
    /// What the render said, which fits the schema of options.
    pub options: Map<String, Value>,
    /// The file.
    pub file: File,
    /// The transfer's id, a UUID: the same after every crash.
    pub transfer: String,
    /// What was saved last, when the transfer is taken up again.
    pub checkpoint: Option<Vec<u8>>,
}

impl fmt::Debug for DeliveryJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, provider, transfer, .. } = self;
        f.debug_struct("DeliveryJob")
            .field("kind", kind)
            .field("provider", provider)
            .field("transfer", transfer)
            .finish_non_exhaustive()
    }
}

/// How much a delivery may take.
#[derive(Clone, Copy, Debug)]
pub struct HostSettings {
    /// Requests under way to one host at a time, of all transfers of this process.
    pub per_host: usize,
    /// A request that has waited this long unsent is asked for anew: what signs it carries a time.
    pub stale: Duration,
    /// Without a byte moving on a connection.
    pub idle: Duration,
    /// The whole of a delivery is given this long,
    pub total: Duration,
    /// and beyond that as long as the file takes at this speed, in bytes a second.
    pub slowest: u64,
    /// Answers of a plugin in one delivery.
    pub steps: u32,
}

impl Default for HostSettings {
    /// 8 requests a host, stale after 60 s, idle after 2 minutes, an hour and the time for 100 KiB/s, 100,000 steps.
    fn default() -> Self {
        Self {
            per_host: 8,
            stale: Duration::from_secs(60),
            idle: Duration::from_secs(120),
            total: Duration::from_secs(3600),
            slowest: 100 << 10,
            steps: 100_000,
        }
    }
}
