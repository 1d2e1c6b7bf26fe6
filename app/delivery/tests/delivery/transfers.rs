//! What a host does for plugins that behave.

use crate::sink::{Says, Sink};
use crate::support::{OnDisk, Order, Renewal, Saved, World, Zeros, deliver, limits, told};
use delivery::{Delivered, FailureReason, FileRanges, HostSettings, NotRefreshed};
use md5::Md5;
use plugin_sdk::{Kind, Reason, json};
use plugin_testing::c_put;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

const MIB: u64 = 1 << 20;

#[tokio::test]
async fn a_file_arrives_and_what_came_of_it_is_told() {
    let (world, sink) = (World::new(&[told(), c_put()]).await, Sink::open().await);
    for (order, id) in [
        (Order::told("put", &sink.url, 3_000_001), Some("\"etag\"".to_owned())),
        (
            Order { provider: "told-alias".to_owned(), ..Order::told("put", &sink.url, 3_000_001) },
            Some("\"etag\"".to_owned()),
        ),
        (Order::put(&sink.url, 3_000_001), None),
    ] {
        let url = id.is_some().then(|| "https://cdn.example/film.mp4".to_owned());
        assert_eq!(world.deliver(&order).await.unwrap(), Delivered { id, url, bytes_sent: 3_000_001 });
        assert_eq!(order.told.load(Ordering::Relaxed), 3_000_001);
        let seen = sink.seen().pop().unwrap();
        assert_eq!((seen.method.as_str(), seen.path.as_str(), seen.bytes), ("PUT", "/film.mp4", 3_000_001));
    }
    assert_eq!(sink.seen()[0].headers["authorization"], "canary-canary");
    assert!(world.pauses.all().is_empty());
}

#[tokio::test]
async fn an_empty_file_is_a_file_and_a_test_leaves_nothing() {
    let (world, sink) = (World::new(&[c_put()]).await, Sink::open().await);
    world.deliver(&Order::put(&sink.url, 0)).await.unwrap();
    assert_eq!((sink.seen()[0].bytes, sink.seen()[0].headers["content-length"].as_str()), (0, "0"));
    world.deliver(&Order { kind: Kind::Test, ..Order::put(&sink.url, 5) }).await.unwrap();
    assert_eq!(sink.paths()[1..], ["PUT /film.mp4", "DELETE /film.mp4"]);
}

#[tokio::test]
async fn each_checkpoint_is_saved_before_what_follows_is_sent() {
    let world = World::new(&[told()]).await;
    let saved = Saved::default();
    let watched = saved.clone();
    let sink = Sink::start(move |seen, _| {
        let part: u64 = seen.path.rsplit('/').next().unwrap().parse().unwrap();
        let saved: u64 = watched.all.lock().unwrap().last().unwrap().parse().unwrap();
        assert_eq!(saved, part / 4 * 4);
        Says::status(200)
    })
    .await;
    let order = Order { saved: saved.clone(), ..Order::told("parts", &sink.url, 9 * MIB + 5) };
    assert_eq!(world.deliver(&order).await.unwrap().bytes_sent, 9 * MIB + 5);
    assert_eq!(parts(&sink), (0..10).collect::<Vec<_>>());
    assert_eq!(sink.seen().iter().map(|seen| seen.bytes).sum::<u64>(), 9 * MIB + 5);
    assert_eq!(*saved.all.lock().unwrap(), ["0", "4", "8", "10"]);
}

/// The parts that arrived, sorted.
fn parts(sink: &Sink) -> Vec<u64> {
    let parts = sink.paths().into_iter().map(|path| path.rsplit('/').next().unwrap().parse().unwrap());
    let mut parts: Vec<u64> = parts.collect();
    parts.sort_unstable();
    parts
}

#[tokio::test]
async fn a_transfer_goes_on_from_its_checkpoint() {
    let (world, sink) = (World::new(&[told()]).await, Sink::open().await);
    let order = Order { checkpoint: Some(b"8".to_vec()), ..Order::told("parts", &sink.url, 10 * MIB) };
    assert_eq!(world.deliver(&order).await.unwrap().bytes_sent, 2 * MIB);
    assert_eq!(parts(&sink), [8, 9]);
    let order = Order { checkpoint: Some(b"{".to_vec()), ..Order::told("parts", &sink.url, 10 * MIB) };
    let failure = world.deliver(&order).await.unwrap_err();
    assert_eq!((failure.reason, failure.retryable), (FailureReason::Internal, false));
}

#[tokio::test]
async fn a_plugin_that_crashed_once_goes_on_from_the_last_checkpoint() {
    let (world, sink) = (World::new(&[told()]).await, Sink::open().await);
    let mut order = Order::told("abort-once", &sink.url, 10 * MIB);
    let marker = world.folder.path().join("marker");
    order.config.insert("marker".to_owned(), json!(marker.to_str().unwrap()));
    world.deliver(&order).await.unwrap();
    assert!(marker.exists(), "it did crash");
    // It crashed in the step that would have said that the first four are there.
    assert_eq!(parts(&sink), [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(order.told.load(Ordering::Relaxed), 10 * MIB, "more than the file is never told");
}

#[tokio::test]
async fn without_a_saved_checkpoint_nothing_is_sent() {
    let (world, sink) = (World::new(&[told()]).await, Sink::open().await);
    let saved = Saved { full: true, ..Saved::default() };
    let failure = world.deliver(&Order { saved, ..Order::told("parts", &sink.url, MIB) }).await.unwrap_err();
    assert_eq!((failure.reason, failure.retryable), (FailureReason::Internal, true));
    assert!(sink.seen().is_empty());
}

#[tokio::test]
async fn a_destination_in_trouble_is_left_alone_and_asked_again() {
    let world = World::new(&[told()]).await;
    let sink = Sink::start(|_, nth| match nth {
        0 => Says::status(503),
        1 => Says::status(429).with("Retry-After", "7"),
        2 => Says::status(500).with("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT"),
        3 => Says::status(503).with("Retry-After", "86400"),
        _ => Says::status(200),
    })
    .await;
    let order = Order::told("put", &sink.url, 1000);
    let delivered = world.deliver(&order).await.unwrap();
    assert_eq!((sink.seen().len(), delivered.bytes_sent), (5, 5000));
    assert_eq!(order.told.load(Ordering::Relaxed), 1000, "what was refused does not count as there");
    let waits = world.pauses.all();
    assert!(waits[0] > Duration::from_millis(500) && waits[0] < Duration::from_secs(1), "{waits:?}");
    assert_eq!(waits[1..], [7, 30, 300].map(Duration::from_secs));
}

#[tokio::test]
async fn a_destination_that_has_nothing_but_trouble_is_given_up_for_now() {
    let world = World::new(&[told(), c_put()]).await;
    let sink = Sink::start(|_, _| Says::status(503).with("Retry-After", "9")).await;
    let failure = world.deliver(&Order::told("put", &sink.url, 10)).await.unwrap_err();
    assert_eq!(failure.reason, FailureReason::Destination(Reason::Unavailable));
    assert_eq!(
        failure.message,
        "Test told did not do what it was asked for, again and again: it answers with status 503."
    );
    assert_eq!((failure.retryable, failure.retry_after), (true, Some(Duration::from_secs(9))));
    assert_eq!((sink.seen().len(), world.pauses.all().len()), (9, 8));

    // Nobody listens there any more.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let failure = world.deliver(&Order::put(&format!("http://{gone}"), 10)).await.unwrap_err();
    assert_eq!((failure.reason, failure.retryable), (FailureReason::Destination(Reason::Unavailable), true));
    assert!(failure.message.ends_with("again and again: no connection to 127.0.0.1."), "{failure}");
    assert_eq!(world.pauses.all().len(), 16);
}

#[tokio::test]
async fn a_no_of_the_destination_is_told_without_secrets() {
    let world = World::new(&[told()]).await;
    let sink =
        Sink::start(|_, _| Says::status(403).body("key canary-canary\r\n(Y2FuYXJ5LWNhbmFyeQ==) is unknown")).await;
    let failure = world.deliver(&Order::told("put", &sink.url, 10)).await.unwrap_err();
    assert_eq!(failure.reason, FailureReason::Destination(Reason::PermissionDenied));
    assert_eq!((failure.message.as_str(), failure.retryable), ("403: key ••••  (••••) is unknown", false));
    let failure = world.deliver(&Order::told("tell-secret", &sink.url, 10)).await.unwrap_err();
    assert_eq!(failure.message, "The key ••••  is not allowed");
    let failure = world.deliver(&Order::told("refuse", &sink.url, 10)).await.unwrap_err();
    assert_eq!(failure.message, "refused as told");
}

#[tokio::test]
async fn an_address_that_is_private_is_never_called() {
    let world = World::new(&[told()]).await;
    let failure = world.deliver(&Order::told("private", "https://a.storage.example", 10)).await.unwrap_err();
    assert_eq!((failure.reason, failure.retryable), (FailureReason::Destination(Reason::Invalid), false));
    assert_eq!(failure.message, "a.storage.example is a private or special address; the operator can open it.");
}

#[tokio::test]
async fn digests_are_those_of_the_file() {
    let world = World::new(&[told()]).await;
    let content: Vec<u8> = (0..700_001_u32).map(|at| (at * 7 + at / 251) as u8).collect();
    let file = world.folder.path().join("content");
    std::fs::write(&file, &content).unwrap();
    let order = Order { file: Arc::new(OnDisk(file)), ..Order::told("digests", "https://a.example", 700_001) };
    let expected = format!(
        "a={} b={} c={:08x} d=d41d8cd98f00b204e9800998ecf8427e",
        hex::encode(Sha256::digest(&content)),
        hex::encode(Md5::digest(&content)),
        crc32c::crc32c(&content[1..]),
    );
    assert_eq!(world.deliver(&order).await.unwrap().id, Some(expected));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_or_is_shorter_is_our_fault() {
    /// Promises more than it has.
    struct Short;
    impl FileRanges for Short {
        fn open(&self, _: u64, _: u64) -> futures::future::BoxFuture<'_, std::io::Result<delivery::RangeReader>> {
            Box::pin(async { Ok(Box::pin(tokio::io::repeat(0).take(7)) as delivery::RangeReader) })
        }
    }
    let (world, sink) = (World::new(&[told()]).await, Sink::open().await);
    let files: [Arc<dyn FileRanges>; 2] = [Arc::new(Short), Arc::new(Zeros { bytes: 10, readable: false })];
    for file in files {
        for behaviour in ["put", "digests"] {
            let order = Order { file: file.clone(), ..Order::told(behaviour, &sink.url, 10) };
            let failure = world.deliver(&order).await.unwrap_err();
            assert_eq!((failure.reason, failure.retryable), (FailureReason::Internal, true), "{behaviour}: {failure}");
        }
    }
    assert!(sink.seen().is_empty(), "no request arrived whole");
}

#[tokio::test]
async fn a_plugin_is_told_the_time_and_something_unique_when_its_wait_is_over() {
    let world = World::new(&[told()]).await;
    let delivered = world.deliver(&Order::told("waits", "https://a.example", 1)).await.unwrap();
    assert_eq!(delivered.id, Some(format!("784111777000 {}", "ab".repeat(16))));
    assert_eq!(delivered.url, None, "what is no address of the web is not passed on");
    assert_eq!(world.pauses.all(), [Duration::from_millis(12_345)]);
}

#[tokio::test]
async fn credentials_are_renewed_when_a_plugin_asks_for_it() {
    let (world, sink) = (World::new(&[told()]).await, Sink::open().await);
    let order = |behaviour, renewed: Result<&str, NotRefreshed>| {
        let mut order = Order { provider: "told-oauth".to_owned(), ..Order::told(behaviour, &sink.url, 10) };
        let mut config = order.config.clone();
        order.renewal = Renewal(renewed.map(|secret| {
            config.insert("secret".to_owned(), json!(secret));
            config
        }));
        order
    };
    world.deliver(&order("refresh", Ok("renewed"))).await.unwrap();
    assert_eq!(sink.seen()[0].headers["authorization"], "renewed");
    for (renewed, reason, retryable) in [
        (Err(NotRefreshed::Reconnect), Reason::Reconnect, false),
        (Err(NotRefreshed::Unavailable), Reason::Unavailable, true),
    ] {
        let failure = world.deliver(&order("refresh", renewed)).await.unwrap_err();
        assert_eq!((failure.reason, failure.retryable), (FailureReason::Destination(reason), retryable));
    }
    // One that is never content does not renew for ever.
    let failure = world.deliver(&order("credentials", Ok("renewed"))).await.unwrap_err();
    assert_eq!(failure.reason, FailureReason::Destination(Reason::Reconnect));
}

#[tokio::test]
async fn a_cancelled_transfer_may_be_tidied_up_and_is_cancelled() {
    let world = World::new(&[told()]).await;
    for behaviour in ["cancellable", "put"] {
        let cancel = CancellationToken::new();
        let stop = cancel.clone();
        let sink = Sink::start_async(move |_, nth| {
            let stop = stop.clone();
            async move {
                if nth == 0 {
                    stop.cancel();
                    std::future::pending::<()>().await;
                }
                Says::status(204)
            }
        })
        .await;
        let order = Order { cancel, ..Order::told(behaviour, &sink.url, 10) };
        // The one that does not listen asks for its file to be sent once more, and is heard once more.
        let failure = world.deliver(&order).await.unwrap_err();
        assert_eq!((failure.reason, failure.retryable), (FailureReason::Destination(Reason::Cancelled), false));
        if behaviour == "cancellable" {
            assert_eq!(sink.paths(), ["PUT /film.mp4", "DELETE /film.mp4/tidied"]);
        } else {
            assert_eq!(sink.paths(), ["PUT /film.mp4", "PUT /film.mp4"]);
        }
    }
}

#[tokio::test]
async fn what_was_cancelled_before_it_began_sends_no_file() {
    let (world, sink) = (World::new(&[told()]).await, Sink::open().await);
    let order = Order::told("cancellable", &sink.url, 10);
    order.cancel.cancel();
    let failure = world.deliver(&order).await.unwrap_err();
    assert_eq!(failure.reason, FailureReason::Destination(Reason::Cancelled));
    assert!(sink.seen().is_empty());
    // One that was begun before may have left something behind.
    let order = Order { checkpoint: Some(b"0".to_vec()), ..Order::told("cancellable", &sink.url, 10) };
    order.cancel.cancel();
    world.deliver(&order).await.unwrap_err();
    assert_eq!(sink.paths(), ["DELETE /film.mp4/tidied"]);
}

#[tokio::test]
async fn a_transfer_that_takes_too_long_is_ended_for_now() {
    let settings = HostSettings { total: Duration::from_millis(200), ..HostSettings::default() };
    let world = World::with(&[told()], limits(), settings).await;
    let sink = Sink::start_async(|_, _| std::future::pending()).await;
    let failure = world.deliver(&Order::told("put", &sink.url, 10)).await.unwrap_err();
    assert_eq!((failure.reason, failure.retryable), (FailureReason::Destination(Reason::Unavailable), true));
    assert_eq!(failure.message, "The transfer was not complete after 0 s.");
}

#[tokio::test]
async fn a_request_that_grew_old_unsent_is_asked_for_anew() {
    let settings = HostSettings { per_host: 1, stale: Duration::from_millis(50), ..HostSettings::default() };
    let world = World::with(&[told()], limits(), settings).await;
    let (arrived, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (arrived.clone(), release.clone());
    let sink = Sink::start_async(move |_, nth| {
        let (tell, wait) = (tell.clone(), wait.clone());
        async move {
            if nth == 0 {
                tell.notify_one();
                wait.notified().await;
            }
            Says::status(200)
        }
    })
    .await;
    let (host, first) = (world.host.clone(), Order::told("put", &sink.url, 10));
    let first = tokio::spawn(async move { deliver(&host, &first).await });
    arrived.notified().await;
    // The one place is taken: the second transfer's request grows old, again and again, until the first is answered.
    let steps = Saved::default();
    let (host, second) = (world.host.clone(), Order { saved: steps.clone(), ..Order::told("events", &sink.url, 10) });
    let second = tokio::spawn(async move { deliver(&host, &second).await });
    while steps.all.lock().unwrap().len() < 2 {
        tokio::task::yield_now().await;
    }
    release.notify_one();
    first.await.unwrap().unwrap();
    let told = second.await.unwrap().unwrap().id.unwrap();
    assert!(told.starts_with("opened opened ") && told.contains("\"status\":200"), "{told}");
    assert_eq!(sink.seen().len(), 2);
}

#[tokio::test]
async fn of_requests_that_were_sent_in_part_the_rest_has_no_response() {
    let settings = HostSettings { per_host: 1, stale: Duration::from_secs(1), ..HostSettings::default() };
    let world = World::with(&[told()], limits(), settings).await;
    // The first part takes longer than the others may wait, and holds the only place meanwhile.
    let sink = Sink::start_async(move |_, nth| async move {
        if nth == 0 {
            tokio::time::sleep(Duration::from_millis(1200)).await;
        }
        Says::status(200)
    })
    .await;
    world.deliver(&Order::told("parts", &sink.url, 4 * MIB)).await.unwrap();
    assert_eq!(parts(&sink), [0, 0, 1, 2, 3]);
    assert!(world.pauses.all().is_empty(), "the destination had no trouble");
}

#[tokio::test]
async fn what_does_not_fit_the_provider_is_not_begun() {
    let (world, sink) = (World::new(&[told()]).await, Sink::open().await);
    let mut order = Order::told("put", &sink.url, 10);
    order.config.remove("behaviour");
    let failure = world.deliver(&order).await.unwrap_err();
    assert_eq!(failure.reason, FailureReason::Destination(Reason::Invalid));
    assert_eq!(
        failure.message,
        "The configuration does not fit the plugin libtold_destination.so: config.behaviour is missing: The behaviour."
    );
    let failure = world.deliver(&Order::told("put", &sink.url, (1 << 40) + 1)).await.unwrap_err();
    assert_eq!(failure.message, "The file has 1099511627777 bytes; Test told takes at most 1099511627776.");
    let failure =
        world.deliver(&Order { provider: "nobody".to_owned(), ..Order::put(&sink.url, 1) }).await.unwrap_err();
    assert_eq!((failure.reason, failure.retryable), (FailureReason::Internal, false));
    assert!(sink.seen().is_empty());
}
