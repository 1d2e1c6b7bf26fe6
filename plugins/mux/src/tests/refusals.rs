//! What Mux refuses, and what people are told.

use super::host::{Fault, Host};
use super::mux::{Mux, SECRET, refusal};
use super::{done, failed, job};
use plugin_sdk::{Fail, Reason, json};

fn refused(status: u16, said: &str) -> Fail {
    let mut mux = Mux { refusal: Some((status, refusal(said))), ..Mux::default() };
    let fail = failed(Host::default().run(job(10), &mut mux));
    assert!(!fail.retryable, "{fail:?}");
    fail
}

#[test]
fn credentials_permissions_allowances_and_wrong_wishes_are_told_apart() {
    assert_eq!(refused(401, "Unauthorized request").reason, Reason::CredentialsRefused);
    assert_eq!(refused(403, "Forbidden").reason, Reason::PermissionDenied);
    assert_eq!(refused(404, "Not found").reason, Reason::NotFound);
    assert_eq!(refused(400, "Free plan is limited to 10 assets").reason, Reason::Quota);
    for status in [400, 422] {
        let fail = refused(status, "passthrough is too odd");
        assert_eq!(fail.reason, Reason::Invalid);
        assert!(fail.message.contains("passthrough is too odd"));
    }
    assert_eq!(refused(451, "No").reason, Reason::Other);
}

#[test]
fn what_mux_says_is_passed_on_in_part_and_without_secrets() {
    let fail = refused(400, &format!("{SECRET} https://x.example/?sig=1 \u{1b}[2J{}", "x".repeat(5000)));
    assert!(fail.message.len() < 600 && !fail.message.contains('\u{1b}'), "{}", fail.message);
    assert!(fail.message.contains("(an address)"));
}

#[test]
fn an_answer_that_makes_no_sense_is_tried_again_later() {
    for body in [json!({}), json!({ "data": { "id": "../../x", "url": "https://storage.googleapis.com/x" } })] {
        let mut mux = Mux { refusal: Some((201, body)), ..Mux::default() };
        let fail = failed(Host::default().run(job(10), &mut mux));
        assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true));
    }
}

#[test]
fn a_file_that_is_no_video_fails_for_good_and_is_deleted() {
    let mut mux = Mux { turns_out: "errored", ..Mux::default() };
    let fail = failed(Host::default().run(job(10), &mut mux));
    assert_eq!((fail.reason, fail.retryable), (Reason::Invalid, false));
    assert!(mux.assets.is_empty());
}

#[test]
fn an_upload_of_which_mux_makes_nothing_fails_for_good() {
    let mut mux = Mux { spoils: true, ..Mux::default() };
    let fail = failed(Host::default().run(job(10), &mut mux));
    assert_eq!((fail.reason, fail.retryable), (Reason::Invalid, false));
    assert!(fail.message.contains("The file is no video."));
}

#[test]
fn a_piece_that_is_refused_ends_the_transfer_and_the_upload() {
    let (mut mux, mut host) = (Mux::default(), Host::default());
    host.faults.insert(2, Fault::Status(413));
    assert_eq!(failed(host.run(job(30 << 20), &mut mux)).reason, Reason::Invalid);
    assert_eq!(mux.uploads[0].status, "cancelled");
}

#[test]
fn an_upload_that_does_not_grow_ends_the_attempt_and_the_next_goes_on() {
    let (mut mux, mut host) = (Mux { keeps: 0, ..Mux::default() }, Host::default());
    let fail = failed(host.run(job(30 << 20), &mut mux));
    assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true));
    mux.keeps = u64::MAX;
    done(host.run(job(30 << 20), &mut mux));
    assert_eq!((mux.uploads.len(), mux.assets.len()), (1, 1));
}

#[test]
fn an_upload_that_is_lost_again_and_again_ends_the_attempt() {
    let (mut mux, mut host) = (Mux::default(), Host::default());
    // Each time the first piece is answered with 410: beginning, piece, asking, giving up.
    host.faults.extend((0..10).map(|round| (1 + 4 * round, Fault::Status(410))));
    let fail = failed(host.run(job(10), &mut mux));
    assert_eq!((fail.reason, fail.retryable, host.requests), (Reason::Unavailable, true, 16));
    assert!(mux.uploads.iter().all(|upload| upload.status == "cancelled"));
}

#[test]
fn a_deleted_asset_is_made_again() {
    let (mut mux, mut host) = (Mux::default(), Host::default());
    host.faults.insert(3, Fault::Status(404));
    done(host.run(job(10), &mut mux));
    assert_eq!(mux.uploads.len(), 2);
}
