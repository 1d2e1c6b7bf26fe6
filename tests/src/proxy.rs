//! A TCP proxy in front of a server's unix socket that cuts its connections when it is told to.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

/// A running proxy; it ends with its test. It has a thread of its own, since tests block theirs while they wait for processes.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

struct Shared {
    socket: PathBuf,
    /// Changes when all connections are cut.
    cut: watch::Sender<()>,
    /// How many more bytes of answers pass before all connections are cut, if they are to be cut in an answer.
    left: Mutex<Option<usize>>,
    open: AtomicUsize,
}

impl Proxy {
    /// Stands in front of this socket, on a free port of 127.0.0.1.
    ///
    /// # Panics
    /// When there is no port.
    pub fn before(socket: &Path) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (cut, _) = watch::channel(());
        let shared = Shared { socket: socket.to_owned(), cut, left: Mutex::default(), open: AtomicUsize::new(0) };
        let shared = Arc::new(shared);
        runtime.spawn(accept(listener, shared.clone()));
        Self { port, shared, runtime: Some(runtime) }
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many connections go through it now.
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// Cuts all connections; new ones are let through again.
    pub fn cut(&self) {
        self.shared.cut.send_replace(());
    }

    /// Lets so many more bytes of answers through, all connections together, and then cuts all of them: most often in the
    /// middle of an answer.
    ///
    /// # Panics
    /// Never: nobody panics while it holds the lock.
    pub fn cut_after(&self, bytes: usize) {
        *self.shared.left.lock().unwrap() = Some(bytes);
    }

    /// Whether a cut that [`Proxy::cut_after`] was told of is still to come.
    ///
    /// # Panics
    /// Never: nobody panics while it holds the lock.
    pub fn is_armed(&self) -> bool {
        self.shared.left.lock().unwrap().is_some()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Shared {
    /// How much of an answer of so many bytes is let through.
    fn let_through(&self, bytes: usize) -> usize {
        let mut left = self.left.lock().unwrap();
        match *left {
            Some(few) if few < bytes => {
                *left = None;
                few
            }
            Some(many) => {
                *left = Some(many - bytes);
                bytes
            }
            None => bytes,
        }
    }
}

async fn accept(listener: std::net::TcpListener, shared: Arc<Shared>) {
    let listener = TcpListener::from_std(listener).unwrap();
    while let Ok((client, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            shared.open.fetch_add(1, Ordering::SeqCst);
            // Whatever ends a connection is what its client has to live with.
            let _ended = forward(client, &shared).await;
            shared.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

/// Forwards until one side ends or all connections are cut.
async fn forward(client: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut cut = shared.cut.subscribe();
    client.set_nodelay(true)?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = UnixStream::connect(&shared.socket).await?.into_split();
    tokio::select! {
        asked = tokio::io::copy(&mut from_client, &mut to_server) => asked.map(|_| ()),
        answered = answers(&mut from_server, &mut to_client, shared) => answered,
        _ = cut.changed() => Ok(()),
    }
}

async fn answers(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    shared: &Shared,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        let passed = shared.let_through(read);
        to.write_all(&buffer[..passed]).await?;
        if passed < read {
            shared.cut.send_replace(());
        }
        if passed < read || read == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wait;

    /// A server that answers with what it is told.
    async fn echo(folder: &Path) -> PathBuf {
        let socket = folder.join("socket");
        let listener = tokio::net::UnixListener::bind(&socket).unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mut from, mut to) = stream.into_split();
                tokio::spawn(async move { tokio::io::copy(&mut from, &mut to).await });
            }
        });
        socket
    }

    #[tokio::test]
    async fn connections_are_cut_at_once_or_in_the_middle_of_an_answer_and_new_ones_are_let_through() {
        let folder = tempfile::tempdir().unwrap();
        let proxy = Proxy::before(&echo(folder.path()).await);
        let address = ("127.0.0.1", proxy.port());
        let mut answer = [0; 4];

        let mut first = TcpStream::connect(address).await.unwrap();
        first.write_all(b"film").await.unwrap();
        first.read_exact(&mut answer).await.unwrap();
        proxy.cut();
        assert_eq!(first.read(&mut answer).await.unwrap_or(0), 0);
        wait::until("the connection to be gone", async || (proxy.open() == 0).then_some(())).await;

        let mut second = TcpStream::connect(address).await.unwrap();
        proxy.cut_after(6);
        second.write_all(b"film").await.unwrap();
        second.read_exact(&mut answer).await.unwrap();
        assert!(proxy.is_armed());
        second.write_all(b"film").await.unwrap();
        let mut rest = vec![];
        let _ended = second.read_to_end(&mut rest).await;
        assert_eq!((rest.as_slice(), proxy.is_armed()), (b"fi".as_slice(), false));
    }
}
