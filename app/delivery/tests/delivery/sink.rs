//! A server on a free port that takes files in and says what a test tells it to.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request, with how much there was of its body.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: HashMap<String, String>,
    pub bytes: u64,
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Says {
    status: u16,
    headers: String,
    body: String,
}

impl Says {
    pub fn status(status: u16) -> Self {
        Self { status, headers: String::new(), body: String::new() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub fn body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }
}

type Answering = Arc<dyn Fn(Seen, usize) -> Pin<Box<dyn Future<Output = Says> + Send>> + Send + Sync>;

/// The server; it ends with the test's runtime.
#[derive(Clone)]
pub struct Sink {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Sink {
    /// `answer` is given each request and how many came before it.
    pub async fn start(answer: impl Fn(&Seen, usize) -> Says + Send + Sync + 'static) -> Self {
        Self::start_async(move |seen, nth| {
            let says = answer(&seen, nth);
            async { says }
        })
        .await
    }

    pub async fn start_async<F: Future<Output = Says> + Send + 'static>(
        answer: impl Fn(Seen, usize) -> F + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self { url: format!("http://{}", listener.local_addr().unwrap()), seen: Arc::default() };
        let seen = sink.seen.clone();
        let answer: Answering = Arc::new(move |seen, nth| Box::pin(answer(seen, nth)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, seen.clone(), answer.clone()));
            }
        });
        sink
    }

    /// Takes everything.
    pub async fn open() -> Self {
        Self::start(|_, _| Says::status(201).with("ETag", "\"etag\"")).await
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn paths(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }
}

async fn serve(stream: TcpStream, all: Arc<Mutex<Vec<Seen>>>, answer: Answering) {
    let mut stream = BufReader::with_capacity(256 << 10, stream);
    while let Some(seen) = request(&mut stream).await {
        let nth = {
            let mut all = all.lock().unwrap();
            all.push(seen.clone());
            all.len() - 1
        };
        let Says { status, headers, body } = answer(seen, nth).await;
        let head = format!("HTTP/1.1 {status} Told\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len());
        if stream.write_all(head.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn request(stream: &mut BufReader<TcpStream>) -> Option<Seen> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        if line.trim().is_empty() {
            break;
        }
        lines.push(line);
    }
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers: HashMap<_, _> = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let bytes = tokio::io::copy_buf(&mut stream.take(length), &mut tokio::io::sink()).await.ok()?;
    let mut words = lines.first()?.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    (bytes == length).then_some(Seen { method, path, headers, bytes })
}
