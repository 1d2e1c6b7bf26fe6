//! What a test tells a double to do wrong is done, as often as it says, and the double ends with whoever started it.

use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use vendor_doubles::{Counters, Vendor};

/// The answer as it came over the wire, and nothing where the connection broke.
fn answer(vendor: &Vendor, method: &str, path: &str) -> String {
    let host = vendor.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("it listens");
    let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let mut text = String::new();
    stream.write_all(head.as_bytes()).expect("it reads");
    let _ = stream.read_to_string(&mut text);
    text.to_lowercase()
}

#[test]
fn faults_meet_the_requests_they_are_meant_for() {
    let mux = Vendor::start("mux", &[]);
    mux.fault(&json!([
        {"status": 503, "times": 2, "match": "^GET /video", "retryAfter": 7, "body": {"why": "busy"}},
        {"loseAnswer": true, "match": "^DELETE "},
    ]));
    for _ in 0..2 {
        let busy = answer(&mux, "GET", "/video/v1/assets");
        assert!(busy.starts_with("http/1.1 503 ") && busy.contains("retry-after: 7\r\n"), "{busy}");
        assert!(busy.ends_with(r#"{"why":"busy"}"#), "{busy}");
    }
    assert!(answer(&mux, "GET", "/video/v1/assets").starts_with("http/1.1 401 "));
    assert_eq!(mux.counters(), Counters { requests: 3, bytes: 0 });
    assert_eq!(answer(&mux, "DELETE", "/video/v1/assets/1"), "");
    assert!(answer(&mux, "DELETE", "/video/v1/assets/1").starts_with("http/1.1 401 "));
    mux.fault(&json!({"status": 500}));
    mux.clear_faults();
    assert!(answer(&mux, "GET", "/").starts_with("http/1.1 401 "));
}

#[test]
fn a_double_ends_when_it_is_dropped() {
    let vimeo = Vendor::start("vimeo", &["--polls", "0"]);
    let host = vimeo.url().trim_start_matches("http://").to_owned();
    assert!(TcpStream::connect(&host).is_ok());
    drop(vimeo);
    assert!(TcpStream::connect(&host).is_err());
}
