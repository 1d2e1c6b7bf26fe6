use super::*;
use crate::testing::{Pauses, Reply, Server, egress};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn request(method: Method, url: &str) -> Request {
    Request { method, url: url.to_owned(), headers: Vec::new(), payload: Payload::None, body_bytes: 1000, sent: None }
}

fn put(url: &str, payload: Payload) -> Request {
    Request { payload, ..request(Method::Put, url) }
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// `bytes` zeros, made as they are read.
fn zeros(bytes: u64) -> Pin<Box<dyn AsyncRead + Send>> {
    Box::pin(tokio::io::repeat(0).take(bytes))
}

async fn send(client: &Egress, request: Request) -> Result<Response, SendError> {
    let sent = client.send(request, &SendLimits::default(), &CancellationToken::new()).await;
    if let Err(error) = &sent {
        assert!(!error.message.contains("canary"), "{error}");
    }
    sent
}

async fn refused(client: &Egress, request: Request) -> (SendErrorKind, String) {
    let error = send(client, request).await.unwrap_err();
    (error.kind, error.message)
}

#[tokio::test]
async fn a_request_arrives_as_it_was_said_and_its_response_comes_back() {
    let server = Server::start(|_, _| {
        Reply::ok(b"hello", &[("ETag", "\"1\""), ("Set-Cookie", "a"), ("Set-Cookie", "b"), ("X-Odd", "\u{e9}")])
    })
    .await;
    let asked = Request {
        headers: vec![header("X-Test", "a"), header("authorization", "canary"), header("x-test", "b")],
        ..put(&server.url("/a?b=c"), Payload::Bytes(b"text".to_vec()))
    };
    let response = send(&server.client(), asked).await.unwrap();
    assert_eq!((response.status, response.body.as_slice(), response.discarded), (200, &b"hello"[..], 0));
    assert_eq!(response.header("etag"), Some("\"1\""));
    let cookies: Vec<_> = response.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
    assert_eq!(cookies.len(), 2);
    let arrived = &server.requests()[0];
    assert_eq!(
        (arrived.method.as_str(), arrived.path.as_str(), arrived.body.as_slice()),
        ("PUT", "/a?b=c", &b"text"[..])
    );
    assert_eq!(arrived.header("authorization"), Some("canary"));
    assert_eq!(arrived.header("content-length"), Some("4"));
    assert_eq!(arrived.header("host"), Some(format!("127.0.0.1:{}", server.port).as_str()));
    assert!(arrived.header("user-agent").unwrap().starts_with("Rushes/"));
    assert_eq!(arrived.header("transfer-encoding"), None);
}

#[tokio::test]
async fn a_body_of_nothing_has_a_length_where_one_belongs() {
    let server = Server::start(|_, _| Reply::status(204, &[])).await;
    let client = server.client();
    for (method, length) in [
        (Method::Put, Some("0")),
        (Method::Post, Some("0")),
        (Method::Patch, Some("0")),
        (Method::Get, None),
        (Method::Head, None),
        (Method::Delete, None),
    ] {
        send(&client, request(method, &server.url("/"))).await.unwrap();
        assert_eq!(server.requests().last().unwrap().header("content-length"), length, "{method:?}");
    }
    let empty = Payload::Stream { bytes: 0, reader: zeros(0) };
    send(&client, put(&server.url("/"), empty)).await.unwrap();
    assert_eq!(server.requests().last().unwrap().header("content-length"), Some("0"));
}

#[tokio::test]
async fn a_stream_is_sent_with_its_length_and_its_progress_is_told() {
    let server = Server::start(|_, _| Reply::status(200, &[])).await;
    let (told, pieces) = (Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(Vec::new())));
    let (sum, seen) = (told.clone(), pieces.clone());
    let sent: Sent = Arc::new(move |bytes| {
        sum.fetch_add(bytes, Ordering::Relaxed);
        seen.lock().unwrap().push(bytes);
    });
    // More than is promised is not read.
    let payload = Payload::Stream { bytes: 1_000_000, reader: zeros(2_000_000) };
    send(&server.client(), Request { sent: Some(sent), ..put(&server.url("/"), payload) }).await.unwrap();
    let arrived = &server.requests()[0];
    assert_eq!((arrived.header("content-length"), arrived.body.len()), (Some("1000000"), 1_000_000));
    assert_eq!(told.load(Ordering::Relaxed), 1_000_000);
    assert!(pieces.lock().unwrap().iter().all(|bytes| *bytes <= 256 << 10));
}

#[tokio::test]
async fn a_body_that_is_shorter_than_promised_or_unreadable_is_our_fault() {
    struct Unreadable;
    impl AsyncRead for Unreadable {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
            _: &mut tokio::io::ReadBuf<'_>,
        ) -> std::task::Poll<std::io::Result<()>> {
            std::task::Poll::Ready(Err(std::io::Error::other("canary")))
        }
    }
    let server = Server::start(|_, _| Reply::status(200, &[])).await;
    for (reader, why) in [(zeros(10), "unexpected end of file"), (Box::pin(Unreadable) as _, "other error")] {
        let failed = refused(&server.client(), put(&server.url("/"), Payload::Stream { bytes: 20, reader })).await;
        assert_eq!(failed, (SendErrorKind::Source, format!("the file that is sent could not be read: {why}")));
    }
}

#[tokio::test]
async fn of_a_long_response_the_beginning_is_kept() {
    let server = Server::start(|request, _| match request.path.as_str() {
        "/long" => Reply::bare(200, &[]).with_length(10 << 20).with_body(&vec![b'x'; 10 << 20]),
        _ => Reply::ok(&[b'x'; 1500], &[]),
    })
    .await;
    let response = send(&server.client(), request(Method::Get, &server.url("/"))).await.unwrap();
    assert_eq!((response.body.len(), response.discarded), (1000, 500));
    let response = send(&server.client(), request(Method::Get, &server.url("/long"))).await.unwrap();
    assert_eq!(response.body.len(), 1000);
    assert!(response.discarded > DRAINED && response.discarded < 9 << 20, "{}", response.discarded);
}

#[tokio::test]
async fn every_status_is_a_response_and_no_redirect_is_followed() {
    for status in [204, 301, 302, 307, 308, 401, 404, 412, 429, 500, 503] {
        let server =
            Server::start(move |_, _| Reply::status(status, &[("Location", "/elsewhere"), ("Retry-After", "7")])).await;
        let response = send(&server.client(), request(Method::Get, &server.url("/"))).await.unwrap();
        assert_eq!((response.status, response.header("retry-after")), (status, Some("7")));
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn headers_that_are_ours_or_none_are_refused() {
    let server = Server::start(|_, _| Reply::status(200, &[])).await;
    let client = server.client();
    let with = |name: &str, value: &str| Request {
        headers: vec![header(name, value)],
        ..put(&server.url("/?canary"), Payload::None)
    };
    for name in [
        "Host",
        "content-length",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "Expect",
        "TE",
        "Trailer",
        "Upgrade",
        "User-Agent",
        "Proxy-Authorization",
        "Proxy-Connection",
    ] {
        let failed = refused(&client, with(name, "canary")).await;
        assert_eq!(failed, (SendErrorKind::Refused, format!("the header {} must not be set", name.to_lowercase())));
    }
    for (name, value) in
        [("a b", "x"), ("", "x"), ("canary\r\nHost", "x"), ("x-a", "canary\r\nHost: x"), ("x-a", "canary\0")]
    {
        assert_eq!(refused(&client, with(name, value)).await.0, SendErrorKind::Refused);
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn nothing_private_and_nothing_unencrypted_is_reached_unless_it_was_opened() {
    let server = Server::start(|_, _| Reply::status(200, &[])).await;
    let port = server.port;
    let closed = egress("", Pauses::default());
    for url in [
        "https://127.0.0.1/?canary".to_owned(),
        "https://169.254.169.254/latest".to_owned(),
        "https://[::1]/".to_owned(),
        "https://10-0-0-1.test/".to_owned(),
        "https://127-0-0-1.10-0-0-1.test/".to_owned(),
        "https://8.8.8.8:22/".to_owned(),
        // Public, and unencrypted.
        "http://8.8.8.8/?canary".to_owned(),
        "http://8-8-8-8.test/".to_owned(),
        format!("http://127-0-0-1.test:{port}/"),
    ] {
        assert_eq!(refused(&closed, request(Method::Get, &url)).await.0, SendErrorKind::ForbiddenAddress, "{url}");
        assert_eq!(closed.check_address(&url).await.unwrap_err().kind, SendErrorKind::ForbiddenAddress, "{url}");
    }
    for url in ["ftp://x/", "https://", "https://canary:canary@8.8.8.8/", "https://2130706433/", "https://a\\@b/", "x"]
    {
        assert_eq!(refused(&closed, request(Method::Get, url)).await.0, SendErrorKind::Refused, "{url}");
        assert_eq!(closed.check_address(url).await.unwrap_err().kind, SendErrorKind::Refused, "{url}");
    }
    // A network that is open opens no plain http to names that lead there.
    let network = egress("127.0.0.0/8", Pauses::default());
    let by_name = format!("http://127-0-0-1.test:{port}/");
    assert_eq!(refused(&network, request(Method::Get, &by_name)).await.0, SendErrorKind::ForbiddenAddress);
    assert_eq!(send(&network, request(Method::Get, &server.url("/"))).await.unwrap().status, 200);
    let named = egress(&format!("127-0-0-1.test:{port}"), Pauses::default());
    assert_eq!(send(&named, request(Method::Get, &by_name)).await.unwrap().status, 200);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_address_can_be_asked_about_before_anything_is_sent() {
    let client = egress("10.0.0.0/8,minio.test", Pauses::default());
    for fine in [
        "https://8-8-8-8.test/x",
        "https://8-8-8-8.127-0-0-1.test/",
        "https://10-0-0-1.test:9000/",
        "http://minio.test/",
    ] {
        client.check_address(fine).await.unwrap();
    }
    let unknown = client.check_address("https://nowhere.example/").await.unwrap_err();
    assert_eq!(unknown.kind, SendErrorKind::Unreachable);
    assert_eq!(unknown.message, "the name nowhere.example could not be resolved");
}

#[tokio::test]
async fn unreachable_and_cut_are_told_apart() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Server::start(|_, _| Reply::bare(200, &[]).with_length(100).with_body(b"half")).await;
    let client = egress("127.0.0.0/8", Pauses::default());
    for (url, kind) in [
        (format!("http://127.0.0.1:{free}/?canary"), SendErrorKind::Unreachable),
        ("https://nowhere.example/?canary".to_owned(), SendErrorKind::Unreachable),
        (format!("https://127.0.0.1:{}/?canary", server.port), SendErrorKind::Unreachable),
        (server.url("/?canary"), SendErrorKind::Cut),
    ] {
        assert_eq!(refused(&client, request(Method::Get, &url)).await.0, kind, "{url}");
    }
}

/// Takes a request's head, says nothing, and keeps the connection until the test ends.
async fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?canary", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            assert!(stream.read(&mut [0; 1000]).await.unwrap() > 0);
            kept.push(stream);
        }
    });
    url
}

#[tokio::test]
async fn silence_and_slowness_end_a_request() {
    let (url, client) = (silent().await, egress("127.0.0.0/8", Pauses::default()));
    let impatient = SendLimits { idle: Duration::from_millis(40), ..SendLimits::default() };
    let slow = SendLimits { total: Duration::from_millis(40), ..SendLimits::default() };
    for limits in [impatient, slow] {
        // The server never reads on, so the connection fills up.
        for payload in [Payload::None, Payload::Stream { bytes: 1 << 30, reader: zeros(1 << 30) }] {
            let failed = client.send(put(&url, payload), &limits, &CancellationToken::new()).await.unwrap_err();
            assert_eq!(failed.kind, SendErrorKind::Timeout);
            assert!(!failed.message.contains("canary"));
        }
    }
}

#[tokio::test]
async fn cancelling_ends_a_request() {
    let (client, cancel) = (egress("127.0.0.0/8", Pauses::default()), CancellationToken::new());
    let (url, stop) = (silent().await, cancel.clone());
    let sent: Sent = Arc::new(move |_| stop.cancel());
    let asked = Request { sent: Some(sent), ..put(&url, Payload::Stream { bytes: 1 << 30, reader: zeros(1 << 30) }) };
    let failed = client.send(asked, &SendLimits::default(), &cancel).await.unwrap_err();
    assert_eq!(failed.kind, SendErrorKind::Cancelled);
}

#[tokio::test]
async fn connections_are_kept_for_the_next_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for _ in 0..3 {
            assert!(stream.read(&mut [0; 1000]).await.unwrap() > 0);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx").await.unwrap();
        }
    });
    let client = egress("127.0.0.0/8", Pauses::default());
    for _ in 0..3 {
        send(&client, Request { body_bytes: 0, ..request(Method::Get, &url) }).await.unwrap();
    }
    // A second connection would have been accepted by nobody.
    serving.await.unwrap();
}

#[test]
fn a_request_shows_no_secret_when_it_is_printed() {
    let secret = Request { headers: vec![header("canary", "canary")], ..request(Method::Get, "https://canary/") };
    assert_eq!(format!("{secret:?}"), "Request { method: Get, .. }");
}
