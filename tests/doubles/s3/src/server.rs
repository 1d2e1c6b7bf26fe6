//! The server and its thread.

use crate::Refusals;
use crate::counted::Counted;
use crate::guard::Guard;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpError, HttpResponse};
use s3s_fs::FileSystem;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::RwLock;

/// How long a stopped server's tasks may take to let go of their files.
const STOP: Duration = Duration::from_secs(5);

/// What is served, to whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 is any free one.
    pub listen: SocketAddr,
    /// The folder that the buckets are in.
    pub data: PathBuf,
    /// The one access key that is known.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
    /// A bucket that is there from the start.
    pub bucket: String,
}

impl Settings {
    /// A bucket `rushes` in this folder, on a free port, for the access key `double` with the secret `double-secret`.
    pub fn of(data: &Path) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: data.to_owned(),
            access_key: "double".to_owned(),
            secret_key: "double-secret".to_owned(),
            bucket: "rushes".to_owned(),
        }
    }
}

/// A running double; it ends with its value.
#[derive(Debug)]
pub struct S3Double {
    settings: Settings,
    refusals: Refusals,
    received: Arc<AtomicU64>,
    address: SocketAddr,
    runtime: Option<Runtime>,
}

impl S3Double {
    /// Starts one; it takes requests at once.
    ///
    /// # Errors
    /// When the folder cannot be used or the address is taken.
    pub fn start(settings: Settings) -> io::Result<Self> {
        std::fs::create_dir_all(settings.data.join(&settings.bucket))?;
        let mut double = Self {
            address: settings.listen,
            refusals: Refusals::default(),
            received: Arc::default(),
            settings,
            runtime: None,
        };
        double.start_again()?;
        Ok(double)
    }

    /// Starts the server on what it had, at the same address.
    ///
    /// # Errors
    /// When the address was taken meanwhile.
    pub fn start_again(&mut self) -> io::Result<()> {
        self.stop();
        let files = FileSystem::new(&self.settings.data).map_err(|error| io::Error::other(format!("{error:?}")))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(&*self.settings.access_key, &*self.settings.secret_key));
        service.set_access(Guard { refusals: self.refusals.clone(), data: self.settings.data.clone() });
        let service = service.build();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = bind(self.address, &runtime)?;
        self.address = listener.local_addr()?;
        runtime.spawn(serve(listener, service, self.received.clone()));
        self.runtime = Some(runtime);
        Ok(())
    }

    /// Ends the server as a crash would: connections are cut.
    pub fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A runtime must not be waited for on a thread of another.
            let _ = std::thread::spawn(move || runtime.shutdown_timeout(STOP)).join();
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address as clients want it, `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was started with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What it refuses.
    pub fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    /// How many bytes came in so far, heads of requests among them.
    pub fn bytes_received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// How many multipart uploads were begun and neither completed nor aborted.
    ///
    /// # Errors
    /// When its folder cannot be read.
    pub fn unfinished_uploads(&self) -> io::Result<usize> {
        let names = std::fs::read_dir(&self.settings.data)?.map(|entry| Ok(entry?.file_name()));
        let names = names.collect::<io::Result<Vec<_>>>()?;
        Ok(names.iter().filter(|name| name.to_string_lossy().starts_with(".upload-")).count())
    }
}

impl Drop for S3Double {
    fn drop(&mut self) {
        self.stop();
    }
}

fn bind(address: SocketAddr, runtime: &Runtime) -> io::Result<tokio::net::TcpListener> {
    // The standard library's listener may take an address again that connections were cut on.
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let _guard = runtime.enter();
    tokio::net::TcpListener::from_std(listener)
}

async fn serve(listener: tokio::net::TcpListener, service: S3Service, received: Arc<AtomicU64>) {
    let whole = Arc::new(RwLock::new(()));
    loop {
        let Ok((connection, _)) = listener.accept().await else { continue };
        let connection = Counted { connection, received: received.clone() };
        let (service, whole) = (service.clone(), whole.clone());
        let answer = service_fn(move |request| {
            // What has arrived is done, also when its client is gone meanwhile.
            let answered = tokio::spawn(answer(service.clone(), whole.clone(), request));
            async move { answered.await.map_err(io::Error::other)?.map_err(|error| io::Error::other(format!("{error:?}"))) }
        });
        tokio::spawn(async move {
            let server = Builder::new(TokioExecutor::new());
            // A client that goes away in the middle is not our concern.
            let _ = server.serve_connection(TokioIo::new(connection), answer).await;
        });
    }
}

/// Nobody sees the middle of a completion: the store forgets an upload before its object is there.
async fn answer(
    service: S3Service,
    whole: Arc<RwLock<()>>,
    request: Request<Incoming>,
) -> Result<HttpResponse, HttpError> {
    let completes = request.method() == Method::POST
        && request.uri().query().is_some_and(|query| query.split('&').any(|pair| pair.starts_with("uploadId=")));
    if completes {
        let _alone = whole.write().await;
        service.call(request.map(Body::from)).await
    } else {
        let _beside = whole.read().await;
        service.call(request.map(Body::from)).await
    }
}
