//! Just enough HTTP for the control endpoints of our own doubles.

use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;

/// One request on a connection of its own; the body of its answer.
pub fn send(url: &str, method: &str, path: &str, body: &str) -> Vec<u8> {
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("the double listens");
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(head.as_bytes()).expect("the double reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the double answers");
    let end = answer.windows(4).position(|part| part == b"\r\n\r\n").expect("the answer has a head");
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let body = answer.split_off(end + 4);
    let status = head.split(' ').nth(1).unwrap_or_default();
    assert!(status.starts_with('2'), "{method} {path}: {head}\n{}", String::from_utf8_lossy(&body));
    body
}

/// A body that is JSON.
pub fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).expect("the double answers with JSON")
}

/// A text as the value of a query.
pub fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
