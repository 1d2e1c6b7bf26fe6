//! A proxy on loopback before a service that is reached without encryption: it knows no HTTP, and breaks connections.

use crate::service::Faults;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

/// How much passes at once, in bytes.
const PIECE: usize = 16 << 10;
/// Nothing is to be cut.
const NEVER: i64 = i64::MIN;

/// A running proxy; it ends with its value.
pub(crate) struct Proxy {
    address: String,
    trouble: Arc<Trouble>,
    accepting: JoinHandle<()>,
}

/// What is to go wrong next.
struct Trouble {
    /// How many bytes to the service may still pass before a connection breaks.
    left: AtomicI64,
    /// The next bytes from the service break their connection instead of passing.
    loses: AtomicBool,
}

impl Proxy {
    /// One before this address; none when the address is not plain `http`, since what is encrypted cannot be broken by rule.
    ///
    /// # Errors
    /// No port can be listened on.
    pub(crate) async fn before(endpoint: &str) -> io::Result<Option<Self>> {
        let Some(mut url) = Url::parse(endpoint).ok().filter(|url| url.scheme() == "http") else { return Ok(None) };
        let (Some(host), Some(port)) = (url.host_str().map(str::to_owned), url.port_or_known_default()) else {
            return Ok(None);
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let local = listener.local_addr()?;
        let is_written = url.set_ip_host(local.ip()).is_ok() && url.set_port(Some(local.port())).is_ok();
        if !is_written {
            return Ok(None);
        }
        // As it was written: some read an address without a path otherwise than one with an empty path.
        let mut address = url.to_string();
        if !endpoint.ends_with('/') && address.ends_with('/') {
            address.pop();
        }
        let trouble = Arc::new(Trouble { left: AtomicI64::new(NEVER), loses: AtomicBool::new(false) });
        let shared = trouble.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (host, trouble) = (host.clone(), shared.clone());
                tokio::spawn(async move {
                    // Who comes in while the service is away finds the connection closed.
                    if let Ok(service) = TcpStream::connect((host.trim_matches(['[', ']']), port)).await {
                        pass(client, service, &trouble).await;
                    }
                });
            }
        });
        Ok(Some(Self { address, trouble, accepting }))
    }

    /// Its address, with the path of the service's.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What has to be opened for it.
    pub(crate) fn host(&self) -> Ipv4Addr {
        Ipv4Addr::LOCALHOST
    }

    pub(crate) fn faults(&self) -> Arc<dyn Faults> {
        self.trouble.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Both directions, until one ends or breaks; then both are closed.
async fn pass(mut client: TcpStream, mut service: TcpStream, trouble: &Trouble) {
    let (mut from_client, mut to_client) = client.split();
    let (mut from_service, mut to_service) = service.split();
    let up = async {
        let mut piece = vec![0; PIECE];
        while let Ok(read @ 1..) = from_client.read(&mut piece).await {
            if to_service.write_all(&piece[..read]).await.is_err() || trouble.cuts(read) {
                return;
            }
        }
    };
    let down = async {
        let mut piece = vec![0; PIECE];
        while let Ok(read @ 1..) = from_service.read(&mut piece).await {
            if trouble.loses.swap(false, Ordering::SeqCst) || to_client.write_all(&piece[..read]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = up => {}
        () = down => {}
    }
}

impl Trouble {
    /// Whether so many bytes more are too many.
    fn cuts(&self, bytes: usize) -> bool {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| match left {
            NEVER => None,
            left if left > bytes => Some(left - bytes),
            _ => Some(NEVER),
        });
        left.is_ok_and(|left| left <= bytes)
    }
}

impl Faults for Trouble {
    fn cut(&self, after: u64) {
        self.left.store(i64::try_from(after).unwrap_or(i64::MAX), Ordering::SeqCst);
    }

    fn lose_answer(&self) {
        self.loses.store(true, Ordering::SeqCst);
    }

    fn clear(&self) {
        self.left.store(NEVER, Ordering::SeqCst);
        self.loses.store(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A service that answers each four bytes with the same.
    async fn echo() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/files", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut four = [0; 4];
                    while stream.read_exact(&mut four).await.is_ok() && stream.write_all(&four).await.is_ok() {}
                });
            }
        });
        address
    }

    async fn say(proxy: &Proxy) -> Option<[u8; 4]> {
        let url = Url::parse(proxy.address()).unwrap();
        let mut stream = TcpStream::connect((url.host_str().unwrap(), url.port().unwrap())).await.unwrap();
        let mut four = [0; 4];
        stream.write_all(b"ping").await.ok()?;
        stream.read_exact(&mut four).await.ok().map(|_| four)
    }

    #[tokio::test]
    async fn what_goes_wrong_goes_wrong_once() {
        let proxy = Proxy::before(&echo().await).await.unwrap().unwrap();
        assert!(proxy.address().ends_with("/files"));
        let ping = Some(*b"ping");
        assert_eq!(say(&proxy).await, ping);
        proxy.faults().lose_answer();
        assert_eq!((say(&proxy).await, say(&proxy).await), (None, ping));
        proxy.faults().cut(6);
        assert_eq!((say(&proxy).await, say(&proxy).await, say(&proxy).await), (ping, None, ping));
        proxy.faults().cut(1);
        proxy.faults().clear();
        assert_eq!(say(&proxy).await, ping);
    }

    #[tokio::test]
    async fn what_is_encrypted_has_no_proxy() {
        assert!(Proxy::before("https://storage.example.com").await.unwrap().is_none());
        assert!(Proxy::before("storage.example.com").await.unwrap().is_none());
    }
}
