//! Files that Mux fetches.

use super::host::{Fault, Host};
use super::mux::Mux;
use super::{TRANSFER, done, failed, pulled};
use plugin_sdk::{Reason, json};

#[test]
fn mux_is_given_the_address_and_waited_for() {
    let (mut mux, mut host, mut job) = (Mux { slow: 5, ..Mux::default() }, Host::default(), pulled(1000));
    job.config.insert("playbackPolicy".into(), json!("public"));
    let done = done(host.run(job, &mut mux));
    assert_eq!(done.id.as_deref(), Some("asset1"));
    assert_eq!(done.url.as_deref(), Some("https://stream.mux.com/play-public.m3u8"));
    let made = json!({ "inputs": [{ "url": "https://files.example/secret?sig=1" }], "playback_policies": ["public"],
        "meta": { "external_id": TRANSFER } });
    assert_eq!((mux.assets[0].settings.clone(), mux.sent), (made, 0));
}

#[test]
fn whatever_fails_once_one_asset_comes_about() {
    for nth in 0..2 {
        for fault in [Fault::Unreachable, Fault::Lost, Fault::Status(503), Fault::Status(429)] {
            let (mut mux, mut host) = (Mux::default(), Host::default());
            host.faults.insert(nth, fault);
            done(host.run(pulled(10), &mut mux));
            assert_eq!(mux.assets.len(), 1, "{fault:?} at {nth}");
        }
    }
}

#[test]
fn a_file_that_has_no_address_cannot_be_fetched() {
    let (mut host, mut job) = (Host::default(), pulled(10));
    job.file.url = None;
    let fail = failed(host.run(job, &mut Mux::default()));
    assert_eq!((fail.reason, host.requests), (Reason::Invalid, 0));
    assert!(fail.message.contains("direct"));
}

#[test]
fn what_mux_could_not_fetch_is_deleted_and_told_without_the_address() {
    let mut mux = Mux { turns_out: "errored", ..Mux::default() };
    let fail = failed(Host::default().run(pulled(10), &mut mux));
    assert_eq!((fail.reason, fail.retryable), (Reason::Invalid, true));
    assert!(fail.message.contains("is no video") && !fail.message.contains("x.example"), "{}", fail.message);
    assert!(mux.assets.is_empty());
}

#[test]
fn mux_may_take_long_but_not_for_ever() {
    let (mut mux, mut host) = (Mux { slow: 100_000, ..Mux::default() }, Host::default());
    let fail = failed(host.run(pulled(10), &mut mux));
    assert_eq!((fail.reason, fail.retryable, mux.assets.len()), (Reason::Unavailable, true, 1));
    mux.assets[0].slow = 0;
    done(host.run(pulled(10), &mut mux));
    assert_eq!(mux.assets.len(), 1);
}

#[test]
fn a_cancelled_transfer_deletes_the_asset() {
    let (mut mux, mut host) = (Mux { slow: 5, ..Mux::default() }, Host { cancel: Some(1), ..Host::default() });
    assert_eq!(failed(host.run(pulled(10), &mut mux)).reason, Reason::Cancelled);
    assert!(mux.assets.is_empty());
}
