//! A server on a free port that says what a test tells it to, and what else tests pass in.

use crate::{AllowList, Egress, Lookup, LookupFailed, Pause, Policy};
use futures::future::BoxFuture;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request as it arrived: header names in lower case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// What to answer. The connection is closed afterwards.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    head: String,
    body: Vec<u8>,
    then_hang: bool,
}

impl Reply {
    /// A head without `Content-Length`.
    pub(crate) fn bare(status: u16, headers: &[(&str, &str)]) -> Self {
        let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        Self {
            head: format!("HTTP/1.1 {status} Told\r\nConnection: close\r\n{lines}"),
            body: Vec::new(),
            then_hang: false,
        }
    }

    pub(crate) fn status(status: u16, headers: &[(&str, &str)]) -> Self {
        Self::bare(status, headers).with_length(0)
    }

    pub(crate) fn ok(body: &[u8], headers: &[(&str, &str)]) -> Self {
        Self::bare(200, headers).with_length(body.len()).with_body(body)
    }

    pub(crate) fn with_length(mut self, length: usize) -> Self {
        self.head.push_str(&format!("Content-Length: {length}\r\n"));
        self
    }

    pub(crate) fn with_body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    /// Leaves the connection open and says no more.
    pub(crate) fn then_hang(mut self) -> Self {
        self.then_hang = true;
        self
    }
}

/// The server; it ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// `answer` is given each request and how many came before it.
    pub(crate) async fn start(answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), requests: Arc::default() };
        let (answer, requests) = (Arc::new(answer), server.requests.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, requests) = (answer.clone(), requests.clone());
                tokio::spawn(serve(stream, move |request| {
                    let mut requests = requests.lock().unwrap();
                    requests.push(request.clone());
                    answer(request, requests.len() - 1)
                }));
            }
        });
        server
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// A client that this server is opened for, and nothing else.
    pub(crate) fn client(&self) -> Egress {
        egress(&format!("127.0.0.1:{}", self.port), Pauses::default())
    }
}

async fn serve(stream: TcpStream, answer: impl FnOnce(&Request) -> Reply) {
    let mut stream = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        // What is no text (a TLS greeting) is answered like an empty request.
        match stream.read_line(&mut line).await {
            Ok(read) if read > 0 && !line.trim().is_empty() => lines.push(line),
            _ => break,
        }
    }
    let word = |nth| lines.first().and_then(|line| line.split(' ').nth(nth)).unwrap_or_default().to_owned();
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers: HashMap<_, _> = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    let mut body = Vec::new();
    if let Some(length) = headers.get("content-length") {
        // A body that is cut short is answered as far as it came.
        let _ = (&mut stream).take(length.parse().unwrap()).read_to_end(&mut body).await;
    }
    let reply = answer(&Request { method: word(0), path: word(1), headers, body });
    let bytes = [reply.head.as_bytes(), b"\r\n", &reply.body].concat();
    // The client may have gone away, which is what some tests are about.
    let _ = stream.write_all(&bytes).await;
    if reply.then_hang {
        let _ = stream.read(&mut [0]).await;
    }
    let _ = stream.shutdown().await;
}

/// Remembers how long it was asked to wait, and does not.
#[derive(Clone, Default)]
pub(crate) struct Pauses(pub(crate) Arc<Mutex<Vec<Duration>>>);

impl Pause for Pauses {
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.lock().unwrap().push(duration);
        Box::pin(async {})
    }
}

/// Names that end in `.test`, each with the addresses before that: `10-0-0-1.test`, or two: `10-0-0-1.127-0-0-1.test`.
pub(crate) struct TestNames;

impl Lookup for TestNames {
    fn lookup<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Vec<IpAddr>, LookupFailed>> {
        let labels = name.strip_suffix(".test").ok_or_else(|| LookupFailed(format!("unknown: {name}")));
        let addresses = labels.map(|labels| {
            labels.split('.').map(|label| label.replace('-', ".").replace("..", "::").parse().unwrap()).collect()
        });
        Box::pin(async { addresses })
    }
}

pub(crate) fn egress(allow: &str, pauses: Pauses) -> Egress {
    let allow: AllowList = allow.parse().unwrap();
    Egress::new(Policy { allow, lookup: Arc::new(TestNames), pause: Arc::new(pauses) }).unwrap()
}
