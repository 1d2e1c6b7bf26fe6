//! What the way through a child process costs: loading a library, and a step. Run with `--release` where figures count:
//! `cargo run --release -p rushes-delivery --example delivery-bench`, after `cargo build --release -p rushes-delivery --examples`.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement")]

use delivery::{
    Checkpoints, Clock, Credentials, DeliveryJob, FileRanges, Host, HostParts, HostSettings, Launch, LibraryLimits,
    NotRefreshed, NotSaved, Ports, Randomness, RangeReader, Registry, RegistrySettings,
};
use egress::{AllowList, Egress, Pause, Policy};
use futures::future::BoxFuture;
use plugin_sdk::{File, Kind, Timestamp, Value, json};
use serde_json::Map;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const STEPS: u32 = 20_000;
const LOADS: usize = 50;

/// Notes when it was asked to wait, and does not.
#[derive(Default)]
struct Instants(Mutex<Vec<Instant>>);

impl Pause for Instants {
    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
        Box::pin(async {})
    }
}

/// What the transfer is given; it needs none of it.
struct Nothing;

impl FileRanges for Nothing {
    fn open(&self, _: u64, _: u64) -> BoxFuture<'_, std::io::Result<RangeReader>> {
        Box::pin(async { Err(std::io::ErrorKind::NotFound.into()) })
    }
}

impl Checkpoints for Nothing {
    fn save<'a>(&'a self, _: &'a [u8]) -> BoxFuture<'a, Result<(), NotSaved>> {
        Box::pin(async { Ok(()) })
    }
}

impl Credentials for Nothing {
    fn refresh(&self) -> BoxFuture<'_, Result<Map<String, Value>, NotRefreshed>> {
        Box::pin(async { Err(NotRefreshed::Unavailable) })
    }
}

impl Clock for Nothing {
    fn now(&self) -> Timestamp {
        Timestamp(0)
    }
}

impl Randomness for Nothing {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

fn example(name: &str) -> PathBuf {
    std::env::current_exe().unwrap().with_file_name(name)
}

fn print(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e6;
    println!("{what}: p50 {:.0} µs, p99 {:.0} µs, of {}", at(50), at(99), times.len());
}

#[tokio::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("delivery-bench-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(example("libtold_destination.so"), folder.join("told.so")).unwrap();
    let launch = Launch { program: example("plugin-host"), arguments: Vec::new(), environment: Vec::new() };
    let settings = RegistrySettings {
        folders: vec![folder.clone()],
        launch,
        limits: LibraryLimits::default(),
        reserved: Vec::new(),
    };

    let mut loads = Vec::new();
    for _ in 0..LOADS {
        let began = Instant::now();
        assert_eq!(Registry::load(&settings).await.loaded().len(), 1);
        loads.push(began.elapsed());
    }
    print("reading, hashing, starting, loading and checking a library", loads);

    let pauses = Arc::new(Instants::default());
    let host = Host::new(HostParts {
        registry: Arc::new(Registry::load(&settings).await),
        egress: Arc::new(Egress::new(Policy::new(AllowList::default())).unwrap()),
        settings: HostSettings { steps: STEPS, ..HostSettings::default() },
        clock: Arc::new(Nothing),
        random: Arc::new(Nothing),
        pause: pauses.clone(),
    });
    let config = json!({ "endpoint": "https://a.example", "behaviour": "endless" });
    let job = DeliveryJob {
        kind: Kind::Send,
        provider: "told".to_owned(),
        config: config.as_object().unwrap().clone(),
        options: Map::new(),
        file: File {
            key: "a".to_owned(),
            bytes: 0,
            media_type: "video/mp4".to_owned(),
            sha256: String::new(),
            url: None,
        },
        transfer: String::new(),
        checkpoint: None,
    };
    let progress: Arc<dyn Fn(u64) + Send + Sync> = Arc::new(|_| {});
    let ports = Ports { files: &Nothing, checkpoints: &Nothing, credentials: &Nothing, progress: &progress };
    // It answers that it wants to wait until it may answer no more.
    assert!(host.deliver(job, ports, &CancellationToken::new()).await.is_err());
    let instants = pauses.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    print("a step, from one answer to the next", instants.windows(2).map(|pair| pair[1] - pair[0]).collect());
    std::fs::remove_dir_all(folder).unwrap();
}
