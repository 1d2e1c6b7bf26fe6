//! Direct uploads in which nobody dies.

use super::host::{Fault, Host};
use super::mux::Mux;
use super::{TRANSFER, done, failed, job};
use plugin_sdk::{Reason, json};

const LARGE: u64 = 200_000_000;

#[test]
fn a_small_file_becomes_an_asset_with_an_address_to_play() {
    let (mut mux, mut host, mut job) = (Mux::default(), Host::default(), job(1000));
    job.options =
        json!({ "playbackPolicy": ["signed", "public"], "passthrough": "my own é 🎬" }).as_object().unwrap().clone();
    let done = done(host.run(job, &mut mux));
    assert_eq!(done.id.as_deref(), Some("asset2"));
    assert_eq!(done.url.as_deref(), Some("https://stream.mux.com/play-public.m3u8"));
    let made = json!({ "playback_policies": ["signed", "public"], "passthrough": "my own é 🎬",
        "meta": { "external_id": TRANSFER } });
    assert_eq!(mux.assets[0].settings, made);
    // Beginning, sending, asking for the upload and the asset.
    assert_eq!((host.requests, mux.assets.len(), mux.uploads[0].timeout), (4, 1, 86400));
}

#[test]
fn a_large_file_goes_in_pieces_of_8_mib_and_each_byte_once() {
    let (mut mux, mut host) = (Mux::default(), Host::default());
    done(host.run(job(LARGE), &mut mux));
    assert_eq!((mux.assets.len(), mux.sent, host.requests), (1, LARGE, 3 + 24));
}

#[test]
fn a_store_that_keeps_a_part_of_a_piece_gets_the_rest() {
    let mut mux = Mux { keeps: 3 << 20, ..Mux::default() };
    done(Host::default().run(job(20 << 20), &mut mux));
    assert_eq!((mux.assets.len(), mux.sent), (1, 20 << 20));
}

#[test]
fn an_empty_file_is_refused_before_anybody_is_asked() {
    let mut host = Host::default();
    assert_eq!(failed(host.run(job(0), &mut Mux::default())).reason, Reason::Invalid);
    assert_eq!(host.requests, 0);
}

#[test]
fn the_configured_policy_holds_unless_the_render_has_one() {
    for (options, policies, url) in [
        (json!({}), json!(["public"]), Some("https://stream.mux.com/play-public.m3u8")),
        (json!({ "playbackPolicy": ["signed"] }), json!(["signed"]), None),
        (json!({ "playbackPolicy": [] }), json!(null), None),
    ] {
        let (mut mux, mut job) = (Mux::default(), job(10));
        job.config.insert("playbackPolicy".into(), json!("public"));
        job.options = options.as_object().unwrap().clone();
        assert_eq!(done(Host::default().run(job, &mut mux)).url.as_deref(), url);
        assert_eq!(mux.assets[0].settings.get("playback_policies").cloned().unwrap_or_default(), policies);
    }
}

#[test]
fn whatever_fails_once_the_file_arrives_whole_and_once() {
    let hash = Some("crc32c=AAECAw==,md5=Qm9keQ==");
    let host = || Host { crc32c: "00010203", ..Host::default() };
    let mut plain = host();
    done(plain.run(job(30 << 20), &mut Mux { hash, ..Mux::default() }));
    for nth in 0..plain.requests {
        for fault in [Fault::Unreachable, Fault::Lost, Fault::Status(503), Fault::Status(429)] {
            let (mut mux, mut host) = (Mux { hash, ..Mux::default() }, host());
            host.faults.insert(nth, fault);
            done(host.run(job(30 << 20), &mut mux));
            assert_eq!((mux.assets.len(), mux.open(), mux.sent), (1, 0, 30 << 20), "{fault:?} at {nth}");
        }
    }
}

#[test]
fn requests_that_grew_old_are_asked_again() {
    for nth in 0..7 {
        let (mut mux, mut host) = (Mux::default(), Host { old: Some(nth), ..Host::default() });
        done(host.run(job(30 << 20), &mut mux));
        assert_eq!((mux.assets.len(), mux.sent), (1, 30 << 20), "old at {nth}");
    }
}

#[test]
fn an_upload_that_was_lost_is_given_up_and_begun_anew() {
    let mut mux = Mux { breaks_at: Some(16 << 20), ..Mux::default() };
    done(Host::default().run(job(30 << 20), &mut mux));
    let states: Vec<_> = mux.uploads.iter().map(|upload| upload.status).collect();
    assert_eq!((states, mux.assets.len()), (vec!["cancelled", "asset_created"], 1));
}

#[test]
fn an_address_that_ends_with_the_last_byte_is_no_lost_upload() {
    for slow in [0, 2] {
        let (mut mux, mut host) = (Mux { closes: true, slow, ..Mux::default() }, Host::default());
        // The answer to the last piece.
        host.faults.insert(4, Fault::Lost);
        done(host.run(job(30 << 20), &mut mux));
        assert_eq!((mux.sent, mux.assets.len()), (30 << 20, 1), "{slow}");
    }
}

#[test]
fn what_the_store_says_of_the_file_is_compared_with_it() {
    let mut mux = Mux { hash: Some("crc32c=AAECAw=="), ..Mux::default() };
    let mut host = Host { crc32c: "00010203", ..Host::default() };
    done(host.run(job(10), &mut mux));
    for slow in [0, 3] {
        let mut mux = Mux { hash: Some("crc32c=AAECAw=="), slow, ..Mux::default() };
        let fail = failed(Host { crc32c: "00010204", ..Host::default() }.run(job(10), &mut mux));
        assert_eq!((fail.reason, fail.retryable), (Reason::Corrupted, true));
        assert!(mux.assets.is_empty());
    }
}

#[test]
fn it_waits_until_there_is_an_asset_but_not_for_ever() {
    let mut mux = Mux { slow: 20, ..Mux::default() };
    done(Host::default().run(job(10), &mut mux));
    let (mut mux, mut host) = (Mux { slow: 1000, ..Mux::default() }, Host::default());
    let fail = failed(host.run(job(10), &mut mux));
    assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true));
    // Another attempt goes on with the same upload.
    mux.uploads[0].slow = 0;
    done(host.run(job(10), &mut mux));
    assert_eq!((mux.assets.len(), mux.sent), (1, 10));
}

#[test]
fn a_cancelled_transfer_leaves_no_asset() {
    for nth in 1..5 {
        let (mut mux, mut host) = (Mux::default(), Host { cancel: Some(nth), ..Host::default() });
        assert_eq!(failed(host.run(job(30 << 20), &mut mux)).reason, Reason::Cancelled);
        assert!(mux.assets.is_empty() && mux.open() == 0, "cancelled at {nth}");
    }
    // When the asset is known, it is deleted.
    let (mut mux, mut host) = (Mux::default(), Host { cancel: Some(6), ..Host::default() });
    assert_eq!(failed(host.run(job(30 << 20), &mut mux)).reason, Reason::Cancelled);
    assert!(mux.assets.is_empty());
    // In between Mux does not let go, and that is told.
    let (mut mux, mut host) = (Mux::default(), Host { cancel: Some(5), ..Host::default() });
    assert!(failed(host.run(job(30 << 20), &mut mux)).message.contains("look for it at Mux"));
}
