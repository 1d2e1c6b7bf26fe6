//! A server for files: as much of WebDAV as the template needs, and parts that make a file when they are put together.

use conformance::{Reading, Service, Wanted};
use futures::future::BoxFuture;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// `user:password-of-the-store`, as the header has it.
const AUTHORIZATION: &str = "Basic dXNlcjpwYXNzd29yZC1vZi10aGUtc3RvcmU=";

/// The server; it ends with the test's runtime.
pub struct Store {
    url: String,
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    files: BTreeMap<String, Vec<u8>>,
    /// By key and number. Nobody sees them.
    parts: BTreeMap<(String, usize), Vec<u8>>,
}

impl Store {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/files", listener.local_addr().unwrap());
        let inside = Arc::<Mutex<Inside>>::default();
        let shared = inside.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { url, inside }
    }

    /// Of somebody who may do everything.
    pub fn config(&self) -> Value {
        json!({ "url": self.url, "user": "user", "password": "password-of-the-store" })
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Service for Store {
    fn read<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<Reading, String>> {
        let inside = self.inside.lock().unwrap();
        let found = inside.files.get(wanted.id.as_ref().unwrap_or(&wanted.key)).map_or(Reading::Absent, |file| {
            Reading::Found { bytes: file.len() as u64, sha256: hex::encode(Sha256::digest(file)) }
        });
        Box::pin(async { Ok(found) })
    }

    fn list(&self) -> BoxFuture<'_, Result<Option<Vec<String>>, String>> {
        let names = self.inside.lock().unwrap().files.keys().cloned().collect();
        Box::pin(async { Ok(Some(names)) })
    }
}

struct Asked {
    method: String,
    target: String,
    is_allowed: bool,
    body: Vec<u8>,
}

async fn serve(stream: TcpStream, inside: Arc<Mutex<Inside>>) {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = next(&mut stream).await {
        let is_head = asked.method == "HEAD";
        let (status, body) = answer(asked, &mut inside.lock().unwrap());
        let head = format!("HTTP/1.1 {status} Told\r\ncontent-length: {}\r\n\r\n", body.len());
        let body = if is_head { Vec::new() } else { body };
        if stream.write_all(&[head.into_bytes(), body].concat()).await.is_err() {
            return;
        }
    }
}

/// The next request, if it comes whole.
async fn next(stream: &mut BufReader<TcpStream>) -> Option<Asked> {
    let (mut line, mut length, mut is_allowed) = (String::new(), 0, false);
    stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => is_allowed = value == AUTHORIZATION,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Asked { method, target, is_allowed, body })
}

fn answer(asked: Asked, inside: &mut Inside) -> (u16, Vec<u8>) {
    if !asked.is_allowed {
        return (401, Vec::new());
    }
    let (path, query) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
    let path = percent_decode_str(path).decode_utf8().unwrap().into_owned();
    let Some(key) = path.strip_prefix("/files/").map(str::to_owned) else { return (404, Vec::new()) };
    let number = |name: &str| query.strip_prefix(name)?.parse::<usize>().ok();
    match (asked.method.as_str(), number("part="), number("complete=")) {
        ("PUT", Some(part), _) => {
            inside.parts.insert((key, part), asked.body);
            (201, Vec::new())
        }
        ("PUT", None, _) => {
            inside.files.insert(key, asked.body);
            (201, Vec::new())
        }
        ("POST", _, Some(parts)) => {
            let parts: Option<Vec<_>> =
                (0..parts).map(|part| inside.parts.get(&(key.clone(), part)).cloned()).collect();
            let Some(parts) = parts else { return (409, Vec::new()) };
            inside.files.insert(key, parts.concat());
            (201, Vec::new())
        }
        ("HEAD" | "GET", ..) => inside.files.get(&key).map_or((404, Vec::new()), |file| (200, file.clone())),
        ("DELETE", ..) => (if inside.files.remove(&key).is_some() { 204 } else { 404 }, Vec::new()),
        _ => (405, Vec::new()),
    }
}
