//! As much of HTTP/1.1 as it takes.

use plugin_sdk::{Request, Response};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;

/// Sends a request with that body; the connection serves nothing else.
pub fn send(request: &Request, body: &[u8]) -> Response {
    let rest = request.url.strip_prefix("http://").unwrap();
    let (host, target) = rest.split_once('/').unwrap();
    let mut head = format!("{} /{target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n", request.method);
    head += &format!("content-length: {}\r\n", body.len());
    for (name, value) in &request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let mut connection = TcpStream::connect(host).unwrap();
    connection.write_all((head + "\r\n").as_bytes()).unwrap();
    // Whoever refuses a request need not read it to its end.
    let _ = connection.write_all(body);
    let mut answer = Vec::new();
    let _ = connection.read_to_end(&mut answer);
    read(request, &answer)
}

fn read(request: &Request, answer: &[u8]) -> Response {
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..end]);
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    let headers: BTreeMap<_, _> = headers.collect();
    let body = &answer[end + 4..];
    let is_chunked = headers.get("transfer-encoding").is_some_and(|value| value == "chunked");
    let body = if is_chunked { unchunk(body) } else { body.to_vec() };
    let kept = headers.into_iter().filter(|(name, _)| request.keep.contains(name)).collect();
    Response { id: request.id.clone(), status, headers: kept, body: String::from_utf8_lossy(&body).into_owned() }
}

fn unchunk(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|bytes| bytes == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            break;
        }
        whole.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[end + 4 + length..];
    }
    whole
}
