//! A double of KurrentDB for tests: its gRPC protocol, as far as an event log needs it.
//!
//! **This is not the vendor's server**, and nothing of it is in here: it was written from the protocol files that the
//! official client brings along (`protos`). What those do not say, such as when an append counts as a repetition, follows
//! the vendor's documentation and is as good as our reading of it. The official clients for Rust, Node and Python are run
//! against it, and whoever has a real server can run the same suite against that one.
//!
//! It reads, follows and appends. It has no users, no links, no persistent subscriptions, no projections and no clusters,
//! and it deletes nothing: it says so when it is asked.

#![expect(clippy::result_large_err, reason = "a service answers with a status, which is that large")]

mod append;
mod filter;
mod journal;
mod protocol;
mod read;
mod service;
mod store;
mod wire;

use protocol::server_features::server_features_server::ServerFeaturesServer;
use protocol::streams::streams_server::StreamsServer;
use service::Service;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};
use store::Store;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tonic::transport::server::TcpIncoming;

/// The largest message: an append of the largest size, and what stands around it.
const MAX_MESSAGE_BYTES: usize = 16 * 1024 * 1024;
/// How long the port of a stopped server may stay taken.
const PATIENCE: Duration = Duration::from_secs(10);

/// A log that can be served.
pub struct Log(Service);

impl Log {
    /// An empty log that ends with its process.
    pub fn in_memory() -> Self {
        Self::of(Store::in_memory())
    }

    /// The log that the folder keeps. What was acknowledged is still there after a `kill -9`.
    ///
    /// # Errors
    /// When the folder cannot be made, read or written.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        Store::in_folder(folder).map(Self::of)
    }

    fn of(store: Store) -> Self {
        Self(Service { store: Arc::new(store), unanswered: Arc::default() })
    }

    /// Serves the log to whoever connects, until it is dropped.
    ///
    /// # Errors
    /// When connections can be taken no more.
    pub async fn serve(&self, listener: TcpListener) -> io::Result<()> {
        let streams = StreamsServer::new(self.0.clone()).max_decoding_message_size(MAX_MESSAGE_BYTES);
        let features = ServerFeaturesServer::new(self.0.clone());
        let server = tonic::transport::Server::builder().add_service(streams).add_service(features);
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        server.serve_with_incoming(incoming).await.map_err(io::Error::other)
    }
}

/// A server in this process, on a port of its own, that can be stopped as if it had crashed and started again.
pub struct Double {
    log: Arc<Log>,
    address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Double {
    /// Serves an empty log on a free port.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub fn start() -> io::Result<Self> {
        Self::of(Log::in_memory())
    }

    /// Serves this log on a free port.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub fn of(log: Log) -> io::Result<Self> {
        let mut double = Self { log: Arc::new(log), address: (Ipv4Addr::LOCALHOST, 0).into(), runtime: None };
        double.start_again()?;
        Ok(double)
    }

    /// Where it listens, also while it is stopped.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client connects with. It would wait for half a second before it connects at all if it were not told otherwise.
    pub fn url(&self) -> String {
        format!("kurrentdb://{}?tls=false&discoveryInterval=1", self.address)
    }

    /// Ends every connection at once. What was appended stays.
    pub fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // On a thread of its own, since whoever calls may be inside another runtime.
            let stopped = thread::spawn(move || runtime.shutdown_timeout(PATIENCE)).join();
            drop(stopped);
        }
    }

    /// Serves the same log at the same address.
    ///
    /// # Errors
    /// When it cannot be listened on.
    pub fn start_again(&mut self) -> io::Result<()> {
        let began = Instant::now();
        let listener = loop {
            match std::net::TcpListener::bind(self.address) {
                Ok(listener) => break listener,
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && began.elapsed() < PATIENCE => {
                    thread::sleep(Duration::from_millis(5));
                }
                Err(error) => return Err(error),
            }
        };
        listener.set_nonblocking(true)?;
        self.address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let log = self.log.clone();
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        runtime.spawn(async move { log.serve(listener).await });
        self.runtime = Some(runtime);
        Ok(())
    }

    /// Carries out the next `count` appends, and answers them as a connection that breaks before the answer would.
    pub fn lose_answers(&self, count: u32) {
        self.log.0.unanswered.store(count, Ordering::SeqCst);
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
