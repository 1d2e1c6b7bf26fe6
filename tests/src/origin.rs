//! A web server for sources, with the ways in which real ones disappoint.
//!
//! - `/media/NAME`: a file of [`media`], with ranges;
//! - `/cut/NAME`: the same, but the first answer breaks off after half of it;
//! - `/always-cut/NAME`: no range is honoured, and every answer breaks off after half of the file;
//! - `/own/NAME`: a file of the folder that it was started with, in the same way;
//! - `/gate/NAME`: the same as `/media`, once the gate is open;
//! - `/silence`: a request that is never answered;
//! - `/trickle`: a film of 900 kB, a byte every tenth of a second;
//! - `/huge`: a film that is said to have 50 GB;
//! - `/endless`: a film whose length is not said, and which never ends;
//! - `/to?URL`: a redirect;
//! - everything else: 404.

use crate::media;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// The server; it ends with the test.
pub struct Origin {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    own: Option<PathBuf>,
    requests: Mutex<Vec<Request>>,
    gate: Mutex<bool>,
    opened: Condvar,
}

/// A request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Path and query.
    pub target: String,
    /// The `Range` header.
    pub range: Option<String>,
    /// The `Authorization` header.
    pub authorization: Option<String>,
}

impl Origin {
    /// Serves on a free port of 127.0.0.1.
    ///
    /// # Panics
    /// When there is none.
    pub fn start() -> Self {
        Self::start_with(Shared::default())
    }

    /// The same with the files of this folder.
    ///
    /// # Panics
    /// When there is no free port.
    pub fn serving(folder: &Path) -> Self {
        Self::start_with(Shared { own: Some(folder.to_owned()), ..Shared::default() })
    }

    fn start_with(shared: Shared) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, shared) = (listener.local_addr().unwrap(), Arc::new(shared));
        let of_listener = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = of_listener.clone();
                // A client that goes away in the middle is not our concern.
                std::thread::spawn(move || answer(&shared, stream).ok());
            }
        });
        Self { address, shared }
    }

    /// `127.0.0.1:PORT`, as `egress.allow` takes it.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// An address at this server; `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The address of one of the [`media`] files.
    pub fn media(&self, name: &str) -> String {
        self.url(&format!("/media/{name}"))
    }

    /// The address of a file in the folder that it serves.
    pub fn own(&self, name: &str) -> String {
        self.url(&format!("/own/{name}"))
    }

    /// Opens the gate for good.
    ///
    /// # Panics
    /// Never, unless another thread did.
    pub fn open_gate(&self) {
        *self.shared.gate.lock().unwrap() = true;
        self.shared.opened.notify_all();
    }

    /// Every request so far.
    ///
    /// # Panics
    /// Never, unless another thread did.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Every request so far whose target begins like this.
    pub fn requests_to(&self, prefix: &str) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.target.starts_with(prefix)).collect()
    }
}

fn answer(shared: &Shared, mut stream: TcpStream) -> std::io::Result<()> {
    let request = read(&stream)?;
    let first_time = {
        let mut requests = shared.requests.lock().unwrap();
        requests.push(request.clone());
        requests.iter().filter(|other| other.target == request.target).count() == 1
    };
    let path = request.target.split('?').next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let stream = &mut stream;
    match path.split('/').nth(1).unwrap_or_default() {
        "media" => file(stream, &media::file(name), request.range.as_deref(), false),
        "own" => {
            let path = shared.own.as_deref().unwrap_or(Path::new("/nowhere")).join(name);
            file(stream, &path, request.range.as_deref(), false)
        }
        "cut" => file(stream, &media::file(name), request.range.as_deref(), first_time),
        "always-cut" => file(stream, &media::file(name), None, true),
        "gate" => {
            let open = shared.gate.lock().unwrap();
            drop(shared.opened.wait_while(open, |open| !*open).unwrap());
            file(stream, &media::file(name), request.range.as_deref(), false)
        }
        "silence" => loop {
            std::thread::park();
        },
        "trickle" => {
            head(stream, "200 OK", "video/mp4", 900_000, "")?;
            loop {
                stream.write_all(&[0])?;
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        "huge" => head(stream, "200 OK", "video/mp4", 50_000_000_000, "").and_then(|()| stream.write_all(&[0; 4096])),
        "endless" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nConnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[0; 65_536])?;
            }
        }
        "to" => {
            let target = request.target.split_once('?').map_or("", |(_, target)| target);
            head(stream, "302 Found", "text/plain", 0, &format!("Location: {target}\r\n"))
        }
        _ => head(stream, "404 Not Found", "text/plain", 9, "").and_then(|()| stream.write_all(b"not found")),
    }
}

fn read(stream: &TcpStream) -> std::io::Result<Request> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap_or_else(|| Err(std::io::ErrorKind::UnexpectedEof.into()))?;
    let target = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut request = Request { target, range: None, authorization: None };
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "range" => request.range = Some(value.trim().to_owned()),
            "authorization" => request.authorization = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    Ok(request)
}

fn file(stream: &mut TcpStream, path: &Path, range: Option<&str>, cut: bool) -> std::io::Result<()> {
    let Ok(bytes) = std::fs::read(path) else {
        return head(stream, "404 Not Found", "text/plain", 0, "");
    };
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let kind = match name.rsplit('.').next() {
        Some("mp4") => "video/mp4",
        Some("webm") => "video/webm",
        Some("png") => "image/png",
        Some("jpg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("svg") => "image/svg+xml",
        Some("mp3") => "audio/mpeg",
        Some("srt") => "application/x-subrip",
        _ => "application/octet-stream",
    };
    let from = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()).unwrap_or(0);
    let part = &bytes[from.min(bytes.len())..];
    let tag = format!("ETag: \"{name}\"\r\nAccept-Ranges: bytes\r\n");
    match from {
        0 => head(stream, "200 OK", kind, part.len() as u64, &tag)?,
        _ => {
            let of = format!("{tag}Content-Range: bytes {from}-{}/{}\r\n", bytes.len() - 1, bytes.len());
            head(stream, "206 Partial Content", kind, part.len() as u64, &of)?;
        }
    }
    stream.write_all(if cut { &part[..part.len() / 2] } else { part })
}

fn head(stream: &mut TcpStream, status: &str, kind: &str, length: u64, more: &str) -> std::io::Result<()> {
    let always = format!("Content-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n");
    stream.write_all(format!("HTTP/1.1 {status}\r\n{always}{more}\r\n").as_bytes())
}
