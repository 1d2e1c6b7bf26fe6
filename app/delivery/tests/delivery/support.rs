//! What a delivery needs, as tests pass it in.

use delivery::{
    Checkpoints, Clock, Credentials, Delivered, DeliveryFailure, DeliveryJob, FileRanges, Host, HostParts,
    HostSettings, Launch, LibraryLimits, NotRefreshed, NotSaved, Ports, Randomness, RangeReader, Registry,
    RegistrySettings,
};
use egress::{AllowList, Egress, Lookup, LookupFailed, Pause, Policy};
use futures::future::BoxFuture;
use plugin_sdk::{File, Kind, Timestamp, Value, json};
use serde_json::Map;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::sync::CancellationToken;

/// The time that plugins are told: Sun, 06 Nov 1994 08:49:37 GMT.
pub const NOW: Timestamp = Timestamp(784_111_777_000);

/// Where cargo puts this package's examples.
fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.ancestors().nth(2).unwrap().join("examples").join(name)
}

/// The library of `examples/told-destination.rs`.
pub fn told() -> PathBuf {
    example("libtold_destination.so")
}

pub fn launch() -> Launch {
    Launch { program: example("plugin-host"), arguments: Vec::new(), environment: Vec::new() }
}

/// Soon enough for tests that let a library hang, late enough for a busy machine.
pub fn limits() -> LibraryLimits {
    LibraryLimits {
        call: Duration::from_secs(3),
        memory: 200 << 20,
        watch: Duration::from_millis(100),
        backoff: Duration::from_millis(1),
    }
}

/// A folder with these libraries.
pub fn installed(libraries: &[PathBuf]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for library in libraries {
        plugin_testing::install(library, folder.path());
    }
    folder
}

pub async fn registry(folder: &Path, limits: LibraryLimits) -> Registry {
    let (folders, reserved) = (vec![folder.to_owned()], vec!["shotstack".to_owned()]);
    Registry::load(&RegistrySettings { folders, launch: launch(), limits, reserved }).await
}

/// A host with libraries, and what it was asked to wait.
pub struct World {
    pub host: Arc<Host>,
    pub pauses: Pauses,
    pub folder: tempfile::TempDir,
}

impl World {
    pub async fn new(libraries: &[PathBuf]) -> Self {
        Self::with(libraries, limits(), HostSettings { steps: 300, ..HostSettings::default() }).await
    }

    pub async fn with(libraries: &[PathBuf], limits: LibraryLimits, settings: HostSettings) -> Self {
        let (folder, pauses) = (installed(libraries), Pauses::default());
        let registry = registry(folder.path(), limits).await;
        assert_eq!(registry.refused(), []);
        let policy = Policy {
            allow: "127.0.0.0/8".parse::<AllowList>().unwrap(),
            lookup: Arc::new(AllPrivate),
            pause: Arc::new(pauses.clone()),
        };
        let host = Arc::new(Host::new(HostParts {
            registry: Arc::new(registry),
            egress: Arc::new(Egress::new(policy).unwrap()),
            settings,
            clock: Arc::new(Fixed),
            random: Arc::new(Fixed),
            pause: Arc::new(pauses.clone()),
        }));
        Self { host, pauses, folder }
    }

    pub async fn deliver(&self, order: &Order) -> Result<Delivered, DeliveryFailure> {
        deliver(&self.host, order).await
    }
}

/// Apart from the world, so that it can be spawned.
pub async fn deliver(host: &Host, order: &Order) -> Result<Delivered, DeliveryFailure> {
    let told = order.told.clone();
    let progress: Arc<dyn Fn(u64) + Send + Sync> = Arc::new(move |bytes| {
        told.fetch_max(bytes, Ordering::Relaxed);
    });
    let ports =
        Ports { files: &*order.file, checkpoints: &order.saved, credentials: &order.renewal, progress: &progress };
    let delivered = host.deliver(order.job(), ports, &order.cancel).await;
    if let Err(failure) = &delivered {
        assert!(!failure.message.contains("canary"), "{failure}");
    }
    delivered
}

/// A file, where it goes, and what is told of it.
pub struct Order {
    pub provider: String,
    pub config: Map<String, Value>,
    pub kind: Kind,
    pub key: String,
    pub checkpoint: Option<Vec<u8>>,
    pub bytes: u64,
    pub file: Arc<dyn FileRanges>,
    pub saved: Saved,
    pub renewal: Renewal,
    pub told: Arc<AtomicU64>,
    pub cancel: CancellationToken,
}

impl Order {
    fn new(provider: &str, config: &Value, bytes: u64) -> Self {
        Self {
            provider: provider.to_owned(),
            config: config.as_object().unwrap().clone(),
            kind: Kind::Send,
            key: "film.mp4".to_owned(),
            checkpoint: None,
            bytes,
            file: Arc::new(Zeros { bytes, readable: true }),
            saved: Saved::default(),
            renewal: Renewal(Err(NotRefreshed::Unavailable)),
            told: Arc::default(),
            cancel: CancellationToken::new(),
        }
    }

    /// To the destination that does what it is told.
    pub fn told(behaviour: &str, endpoint: &str, bytes: u64) -> Self {
        let config = json!({ "endpoint": endpoint, "behaviour": behaviour, "secret": "canary-canary" });
        Self::new("told", &config, bytes)
    }

    /// To the well-behaved destination in C.
    pub fn put(endpoint: &str, bytes: u64) -> Self {
        Self::new("put", &json!({ "url": endpoint }), bytes)
    }

    /// To the destination in C that misbehaves in this way.
    pub fn misstep(misstep: plugin_testing::Misstep, endpoint: &str) -> Self {
        Self::new("misbehaving", &json!({ "url": endpoint, "misbehave": misstep.name() }), 1000)
    }

    fn job(&self) -> DeliveryJob {
        DeliveryJob {
            kind: self.kind,
            provider: self.provider.clone(),
            config: self.config.clone(),
            options: Map::new(),
            file: File {
                key: self.key.clone(),
                bytes: self.bytes,
                media_type: "video/mp4".to_owned(),
                sha256: "0".repeat(64),
                url: None,
            },
            transfer: "019ab000-0000-7000-8000-000000000000".to_owned(),
            checkpoint: self.checkpoint.clone(),
        }
    }
}

/// A file of nothing but zeros.
pub struct Zeros {
    pub bytes: u64,
    pub readable: bool,
}

impl FileRanges for Zeros {
    fn open(&self, offset: u64, length: u64) -> BoxFuture<'_, std::io::Result<RangeReader>> {
        Box::pin(async move {
            if !self.readable {
                return Err(std::io::ErrorKind::NotFound.into());
            }
            assert!(offset + length <= self.bytes);
            Ok(Box::pin(tokio::io::repeat(0).take(length)) as RangeReader)
        })
    }
}

/// A file on the disk.
pub struct OnDisk(pub PathBuf);

impl FileRanges for OnDisk {
    fn open(&self, offset: u64, length: u64) -> BoxFuture<'_, std::io::Result<RangeReader>> {
        Box::pin(async move {
            let mut file = tokio::fs::File::open(&self.0).await?;
            file.seek(std::io::SeekFrom::Start(offset)).await?;
            Ok(Box::pin(file.take(length)) as RangeReader)
        })
    }
}

/// Keeps checkpoints, unless it is full.
#[derive(Clone, Default)]
pub struct Saved {
    pub all: Arc<Mutex<Vec<String>>>,
    pub full: bool,
}

impl Checkpoints for Saved {
    fn save<'a>(&'a self, checkpoint: &'a [u8]) -> BoxFuture<'a, Result<(), NotSaved>> {
        let text = String::from_utf8(checkpoint.to_owned()).unwrap();
        self.all.lock().unwrap().push(text);
        let saved = if self.full { Err(NotSaved) } else { Ok(()) };
        Box::pin(async move { saved })
    }
}

/// Renews credentials as it is told.
pub struct Renewal(pub Result<Map<String, Value>, NotRefreshed>);

impl Credentials for Renewal {
    fn refresh(&self) -> BoxFuture<'_, Result<Map<String, Value>, NotRefreshed>> {
        let renewed = self.0.clone();
        Box::pin(async move { renewed })
    }
}

/// One instant, and bytes that are all the same.
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        NOW
    }
}

impl Randomness for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0xab);
    }
}

/// Remembers how long it was asked to wait, and does not.
#[derive(Clone, Default)]
pub struct Pauses(pub Arc<Mutex<Vec<Duration>>>);

impl Pauses {
    pub fn all(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

impl Pause for Pauses {
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.lock().unwrap().push(duration);
        // Others get their turn, as they would.
        Box::pin(tokio::task::yield_now())
    }
}

/// Every name leads into a private network.
struct AllPrivate;

impl Lookup for AllPrivate {
    fn lookup<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Vec<IpAddr>, LookupFailed>> {
        Box::pin(async { Ok(vec!["10.0.0.1".parse().unwrap()]) })
    }
}
