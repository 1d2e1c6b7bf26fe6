use super::*;
use crate::MediaFamily;
use crate::testing::{Pauses, Reply, Request, Server, egress};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// A folder, and a file in it to fetch into.
struct Place {
    folder: tempfile::TempDir,
    file: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    Place { file: folder.path().join("file"), folder }
}

impl Place {
    async fn fetch(&self, client: &Egress, url: &str, limits: &FetchLimits) -> Result<Fetched, FetchError> {
        let fetched = client.fetch_to_file(url, &self.file, limits, &CancellationToken::new(), &mut |_| {}).await;
        match &fetched {
            Ok(fetched) => {
                let content = std::fs::read(&self.file).unwrap();
                assert_eq!(fetched.bytes, content.len() as u64);
                assert_eq!(fetched.sha256, hex::encode(Sha256::digest(&content)));
            }
            Err(error) => {
                assert_eq!(std::fs::read_dir(self.folder.path()).unwrap().count(), 0, "nothing is left: {error:?}");
                assert!(!error.message.contains("canary") && !error.message.contains(self.file.to_str().unwrap()));
            }
        }
        fetched
    }

    fn content(&self) -> Vec<u8> {
        std::fs::read(&self.file).unwrap()
    }
}

fn limits() -> FetchLimits {
    FetchLimits::default()
}

fn media(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|at| (at * 7 + at / 251) as u8).collect()
}

/// Where a request wants the file to go on.
fn offset(request: &Request) -> Option<usize> {
    request.header("range")?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}

fn part(whole: &[u8], from: usize, headers: &[(&str, &str)]) -> Reply {
    let range = format!("bytes {from}-{}/{}", whole.len() - 1, whole.len());
    let headers = [headers, &[("Content-Range", range.as_str())]].concat();
    Reply::bare(206, &headers).with_length(whole.len() - from).with_body(&whole[from..])
}

/// Promises the whole and sends a part of it.
fn cut(whole: &[u8], sent: usize, headers: &[(&str, &str)]) -> Reply {
    Reply::bare(200, headers).with_length(whole.len()).with_body(&whole[..sent])
}

#[tokio::test]
async fn a_file_arrives_whole_with_its_digest_and_type() {
    let whole = media(300_000);
    let sent = whole.clone();
    let server = Server::start(move |_, _| Reply::ok(&sent, &[("Content-Type", "Video/MP4; x=y")])).await;
    let place = place();
    let mut told = Vec::new();
    let fetched = server
        .client()
        .fetch_to_file(&server.url("/a.mp4"), &place.file, &limits(), &CancellationToken::new(), &mut |progress| {
            told.push(progress);
        })
        .await
        .unwrap();
    assert_eq!(place.content(), whole);
    assert_eq!(fetched.sha256, hex::encode(Sha256::digest(&whole)));
    assert_eq!(fetched.media_type.as_deref(), Some("video/mp4"));
    assert!(told.is_sorted_by(|a, b| a.bytes < b.bytes));
    assert_eq!(told.last(), Some(&FetchProgress { bytes: 300_000, total: Some(300_000) }));
    let request = &server.requests()[0];
    assert_eq!(request.header("accept-encoding"), Some("identity"));
    assert!(request.header("user-agent").unwrap().starts_with("Rushes/"));
    assert_eq!((request.header("range"), request.header("authorization")), (None, None));
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    let server = Server::start(|_, _| Reply::ok(b"", &[])).await;
    let fetched = place().fetch(&server.client(), &server.url("/"), &limits()).await.unwrap();
    assert_eq!((fetched.bytes, fetched.media_type), (0, None));
}

#[tokio::test]
async fn a_cut_connection_goes_on_where_the_file_ends() {
    let whole = media(100_000);
    let sent = whole.clone();
    let server = Server::start(move |request, nth| match (nth, offset(request)) {
        (0, None) => cut(&sent, 30_000, &[("ETag", "\"v1\""), ("Content-Type", "video/mp4")]),
        (_, Some(from)) => part(&sent, from, &[("ETag", "\"v1\"")]),
        _ => Reply::status(500, &[]),
    })
    .await;
    let place = place();
    let fetched = place.fetch(&server.client(), &server.url("/"), &limits()).await.unwrap();
    assert_eq!(place.content(), whole);
    assert_eq!(fetched.media_type.as_deref(), Some("video/mp4"));
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].header("range"), Some("bytes=30000-"));
    assert_eq!(requests[1].header("if-range"), Some("\"v1\""));
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_fetched_anew() {
    let (old, new) = (media(50_000), vec![9; 40_000]);
    let expected = new.clone();
    let server = Server::start(move |_, nth| match nth {
        0 => cut(&old, 20_000, &[("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")]),
        _ => Reply::ok(&new, &[]),
    })
    .await;
    let place = place();
    place.fetch(&server.client(), &server.url("/"), &limits()).await.unwrap();
    assert_eq!(place.content(), expected);
    assert_eq!(server.requests()[1].header("if-range"), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
}

#[tokio::test]
async fn without_a_validator_it_starts_again() {
    for headers in [&[][..], &[("ETag", "W/\"weak\"")][..]] {
        let whole = media(5_000);
        let (sent, headers) = (whole.clone(), headers.to_vec());
        let server = Server::start(move |_, nth| match nth {
            0 => cut(&sent, 2_000, &headers),
            _ => Reply::ok(&sent, &[]),
        })
        .await;
        let place = place();
        place.fetch(&server.client(), &server.url("/"), &limits()).await.unwrap();
        assert_eq!(place.content(), whole);
        assert_eq!(server.requests()[1].header("range"), None);
    }
}

#[tokio::test]
async fn a_wrong_part_is_never_joined() {
    let whole = media(5_000);
    for wrong in 0..3 {
        let sent = whole.clone();
        let server = Server::start(move |request, nth| match (nth, offset(request), wrong) {
            (0, ..) => cut(&sent, 2_000, &[("ETag", "\"v1\"")]),
            (1, Some(2_000), 0) => part(&sent, 1_000, &[]),
            (1, Some(2_000), 1) => part(&[&sent[..], b"longer"].concat(), 2_000, &[]),
            (1, Some(2_000), 2) => Reply::status(416, &[]),
            (2, None, _) => Reply::ok(&sent, &[]),
            _ => Reply::status(400, &[]),
        })
        .await;
        let place = place();
        place.fetch(&server.client(), &server.url("/"), &limits()).await.unwrap();
        assert_eq!(place.content(), whole);
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn many_cuts_are_borne_while_much_arrives_and_few_when_little_does() {
    let whole = media(8 << 20);
    let sent = whole.clone();
    let server = Server::start(move |request, _| {
        let from = offset(request).unwrap_or(0);
        let to = sent.len().min(from + (1 << 20));
        let range = format!("bytes {from}-{}/{}", sent.len() - 1, sent.len());
        let status = if from == 0 { 200 } else { 206 };
        Reply::bare(status, &[("ETag", "\"1\""), ("Content-Range", &range)])
            .with_length(sent.len() - from)
            .with_body(&sent[from..to])
    })
    .await;
    let place = place();
    place.fetch(&server.client(), &server.url("/"), &limits()).await.unwrap();
    assert_eq!(place.content(), whole);
    assert_eq!(server.requests().len(), 8);

    let miser = Server::start(|_, _| cut(&media(1_000), 10, &[])).await;
    let pauses = Pauses::default();
    let client = egress(&format!("127.0.0.1:{}", miser.port), pauses.clone());
    let failed = place.fetch(&client, &miser.url("/?canary"), &limits()).await.unwrap_err();
    assert_eq!(failed.kind, FetchErrorKind::Interrupted);
    assert!(failed.retryable());
    assert_eq!(miser.requests().len(), 5);
    assert_eq!(*pauses.0.lock().unwrap(), [250, 500, 1000, 2000].map(Duration::from_millis));
}

#[tokio::test]
async fn a_server_that_says_later_is_left_alone_as_long_as_it_asks() {
    let server = Server::start(|_, nth| match nth {
        0 => Reply::status(503, &[("Retry-After", "7")]),
        1 => Reply::status(429, &[("Retry-After", "soon")]),
        _ => Reply::ok(b"x", &[]),
    })
    .await;
    let pauses = Pauses::default();
    let client = egress(&format!("127.0.0.1:{}", server.port), pauses.clone());
    place().fetch(&client, &server.url("/"), &limits()).await.unwrap();
    assert_eq!(*pauses.0.lock().unwrap(), [Duration::from_secs(7), Duration::from_millis(500)]);

    let closed = Server::start(|_, _| Reply::status(503, &[("Retry-After", "3600")])).await;
    let failed = place().fetch(&closed.client(), &closed.url("/?canary"), &limits()).await.unwrap_err();
    assert_eq!((failed.kind, failed.retryable()), (FetchErrorKind::HttpStatus(503), true));
    assert_eq!(closed.requests().len(), 1);
}

#[tokio::test]
async fn a_no_is_a_no() {
    for (status, kind) in [
        (404, FetchErrorKind::NotFound),
        (410, FetchErrorKind::NotFound),
        (403, FetchErrorKind::HttpStatus(403)),
        (204, FetchErrorKind::HttpStatus(204)),
        (304, FetchErrorKind::HttpStatus(304)),
        (302, FetchErrorKind::Redirects),
    ] {
        let server = Server::start(move |_, _| Reply::status(status, &[])).await;
        let url = server.url("/canary?canary").replace("http://", "http://canary:canary@");
        let failed = place().fetch(&server.client(), &url, &limits()).await.unwrap_err();
        assert_eq!((failed.kind, failed.retryable()), (kind, false));
        assert!(failed.message.contains("127.0.0.1"));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn too_many_bytes_are_refused_as_announced_and_as_they_come() {
    let at_most = |max_bytes| FetchLimits { max_bytes, ..limits() };
    let announced = Server::start(|_, _| Reply::bare(200, &[]).with_length(1_001).then_hang()).await;
    let failed = place().fetch(&announced.client(), &announced.url("/"), &at_most(1_000)).await.unwrap_err();
    assert_eq!((failed.kind, failed.retryable()), (FetchErrorKind::TooLarge, false));
    let silent = Server::start(|_, _| Reply::bare(200, &[]).with_body(&media(1_001))).await;
    let failed = place().fetch(&silent.client(), &silent.url("/"), &at_most(1_000)).await.unwrap_err();
    assert_eq!(failed.message, "the file is larger than the 1000 bytes allowed");
    assert_eq!(silent.requests().len(), 1);
    assert_eq!(place().fetch(&silent.client(), &silent.url("/"), &at_most(1_001)).await.unwrap().bytes, 1_001);
}

#[tokio::test]
async fn silence_ends_a_fetch() {
    let whole = media(100);
    let server = Server::start(move |_, _| cut(&whole, 50, &[("ETag", "\"1\"")]).then_hang()).await;
    let impatient = FetchLimits { idle: Duration::from_millis(40), ..limits() };
    let failed = place().fetch(&server.client(), &server.url("/?canary"), &impatient).await.unwrap_err();
    assert_eq!((failed.kind, failed.message.as_str()), (FetchErrorKind::Timeout, "127.0.0.1 went silent"));
    assert_eq!(server.requests().len(), 5);

    let in_all = FetchLimits { total: Duration::from_millis(40), ..limits() };
    let failed = place().fetch(&server.client(), &server.url("/?canary"), &in_all).await.unwrap_err();
    assert_eq!(failed.message, "fetching took longer than the 0.04 s allowed");
    assert!(failed.retryable());
}

#[tokio::test]
async fn cancelling_ends_a_fetch_and_leaves_nothing() {
    let server = Server::start(|_, _| cut(&media(100), 50, &[]).then_hang()).await;
    let (place, cancel) = (place(), CancellationToken::new());
    let mut stop = |_: FetchProgress| cancel.cancel();
    let fetched = server.client().fetch_to_file(&server.url("/"), &place.file, &limits(), &cancel, &mut stop).await;
    assert_eq!(fetched.unwrap_err().kind, FetchErrorKind::Cancelled);
    assert!(!place.file.exists());
}

#[tokio::test]
async fn a_fetch_that_is_no_longer_waited_for_leaves_nothing() {
    let server = Server::start(|_, _| cut(&media(100), 50, &[]).then_hang()).await;
    let (place, begun) = (place(), CancellationToken::new());
    let (client, url, limits, never) = (server.client(), server.url("/"), limits(), CancellationToken::new());
    let mut tell = |_: FetchProgress| {
        assert!(place.file.exists());
        begun.cancel();
    };
    tokio::select! {
        fetched = client.fetch_to_file(&url, &place.file, &limits, &never, &mut tell) => panic!("{fetched:?}"),
        () = begun.cancelled() => {}
    }
    assert!(!place.file.exists());
}

#[tokio::test]
async fn a_length_that_is_only_told_by_a_later_part_holds() {
    let server = Server::start(|request, _| match offset(request) {
        None => {
            let chunked = [("Transfer-Encoding", "chunked"), ("ETag", "\"v1\"")];
            Reply::bare(200, &chunked).with_body(b"5\r\nhello\r\n")
        }
        Some(5) => {
            let headers = [("Content-Range", "bytes 5-9/100"), ("Content-Length", "5"), ("ETag", "\"v1\"")];
            Reply::bare(206, &headers).with_body(b"world")
        }
        Some(_) => Reply::status(500, &[]),
    })
    .await;
    let failed = place().fetch(&server.client(), &server.url("/"), &limits()).await.unwrap_err();
    assert!(server.requests().iter().any(|request| request.header("range") == Some("bytes=5-")));
    assert!(failed.retryable(), "{failed:?}");
}

#[tokio::test]
async fn no_connection_no_name_and_no_encryption_are_told_apart() {
    let server = Server::start(|_, _| Reply::ok(b"plain", &[])).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = egress("127.0.0.0/8,nowhere.example", Pauses::default());
    for (url, kind, message, retryable) in [
        (format!("http://127.0.0.1:{free}/?canary"), FetchErrorKind::Connect, "no connection to 127.0.0.1", true),
        (
            "http://nowhere.example/?canary".to_owned(),
            FetchErrorKind::Dns,
            "the name nowhere.example could not be resolved",
            true,
        ),
        (
            format!("https://canary@127.0.0.1:{}/?canary", server.port),
            FetchErrorKind::Tls,
            "no trusted encrypted connection to 127.0.0.1",
            false,
        ),
    ] {
        let failed = place().fetch(&client, &url, &limits()).await.unwrap_err();
        assert_eq!((failed.kind, failed.message.as_str(), failed.retryable()), (kind, message, retryable));
    }
}

#[tokio::test]
async fn a_file_of_another_family_is_refused() {
    let server = Server::start(|_, _| Reply::ok(b"<html>", &[("Content-Type", "text/html; charset=utf-8")])).await;
    let video = FetchLimits { accept: vec![MediaFamily::Video], ..limits() };
    let failed = place().fetch(&server.client(), &server.url("/"), &video).await.unwrap_err();
    assert_eq!(failed.kind, FetchErrorKind::MediaType);
    assert!(failed.message.contains("text/html"));
    place().fetch(&server.client(), &server.url("/"), &limits()).await.unwrap();
}

#[tokio::test]
async fn a_disk_that_fails_is_ours_and_is_named_without_a_path() {
    let server = Server::start(|_, _| Reply::ok(b"x", &[])).await;
    let place = place();
    let file = place.folder.path().join("canary/file");
    let cancel = CancellationToken::new();
    let fetched = server.client().fetch_to_file(&server.url("/"), &file, &limits(), &cancel, &mut |_| {}).await;
    let failed = fetched.unwrap_err();
    assert_eq!((failed.kind, failed.retryable()), (FetchErrorKind::LocalDisk, true));
    assert_eq!(failed.message, "our own disk failed while fetching: entity not found");
    assert!(server.requests().is_empty());
}
