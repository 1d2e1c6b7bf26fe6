//! What Vimeo refuses, and what people are told.

use super::host::{Fault, Host};
use super::vimeo::{TOKEN, Vimeo};
use super::{done, failed, job};
use plugin_sdk::{Fail, Reason, json};

fn refused(status: u16, code: u32, said: &str) -> Fail {
    let body = json!({ "error": "No.", "developer_message": said, "error_code": code });
    let mut vimeo = Vimeo { refusal: Some((status, body)), ..Vimeo::default() };
    let mut job = job(10);
    job.config.insert("folderUri".into(), json!("/users/1/projects/2"));
    let fail = failed(Host::default().run(job, &mut vimeo));
    assert!(!fail.retryable, "{fail:?}");
    fail
}

#[test]
fn quotas_permissions_folders_and_wrong_wishes_are_told_apart() {
    assert_eq!(refused(403, 4101, "Full.").reason, Reason::Quota);
    assert_eq!(refused(403, 4102, "Full for today.").reason, Reason::Quota);
    assert_eq!(refused(403, 3428, "Too large.").reason, Reason::Quota);
    assert_eq!(refused(403, 0, "You reached your weekly quota.").reason, Reason::Quota);
    assert_eq!(refused(403, 3200, "Not you.").reason, Reason::PermissionDenied);
    let folder = refused(404, 0, "The folder could not be found.");
    assert_eq!(folder.reason, Reason::NotFound);
    assert!(folder.message.contains("/users/1/projects/2"));
    let privacy = refused(400, 2204, "privacy.view: \"unlisted\" needs another plan.");
    assert_eq!(privacy.reason, Reason::Invalid);
    assert!(privacy.message.contains("\"unlisted\" needs another plan"), "{}", privacy.message);
}

#[test]
fn what_vimeo_says_is_passed_on_in_part_and_without_secrets() {
    let said = format!("bearer {TOKEN} https://files.tus.vimeo.com/secret \u{1b}[2J{}", "x".repeat(5000));
    let fail = refused(400, 2204, &said);
    assert!(fail.message.contains("(an address)") && !fail.message.contains("tus.vimeo"), "{}", fail.message);
    assert!(fail.message.len() < 700 && !fail.message.contains('\u{1b}'), "{}", fail.message);
}

#[test]
fn an_answer_that_makes_no_sense_is_tried_again_later() {
    for body in [json!({}), json!({ "uri": "@evil.example/x" }), json!({ "uri": "/videos/../me", "upload": {} })] {
        let mut vimeo = Vimeo { refusal: Some((201, body)), ..Vimeo::default() };
        let fail = failed(Host::default().run(job(10), &mut vimeo));
        assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true));
    }
}

#[test]
fn a_file_that_is_no_video_fails_for_good_and_is_deleted() {
    let mut vimeo = Vimeo { transcode: "error", ..Vimeo::default() };
    let fail = failed(Host::default().run(job(10), &mut vimeo));
    assert_eq!((fail.reason, fail.retryable), (Reason::Invalid, false));
    assert!(vimeo.videos.is_empty());
}

#[test]
fn an_upload_that_vimeo_could_not_use_is_made_anew() {
    let mut vimeo = Vimeo { spoils: 2, ..Vimeo::default() };
    done(Host::default().run(job(10), &mut vimeo));
    assert_eq!((vimeo.videos.len(), vimeo.sent), (1, 30));
    let mut vimeo = Vimeo { spoils: 100, ..Vimeo::default() };
    let fail = failed(Host::default().run(job(10), &mut vimeo));
    assert_eq!((fail.reason, fail.retryable, vimeo.videos.len()), (Reason::Unavailable, true, 0));
}

#[test]
fn a_piece_that_is_refused_ends_the_transfer_and_the_video() {
    let (mut vimeo, mut host) = (Vimeo::default(), Host::default());
    host.faults.insert(3, Fault::Status(413));
    assert_eq!(failed(host.run(job(30 << 20), &mut vimeo)).reason, Reason::Quota);
    assert!(vimeo.videos.is_empty());
}

#[test]
fn an_upload_of_another_length_is_corrupted_and_another_attempt_begins_anew() {
    let (mut vimeo, mut host) = (Vimeo::default(), Host::default());
    host.faults.extend((3..200).map(|nth| (nth, Fault::Status(409))));
    assert_eq!(failed(host.run(job(30 << 20), &mut vimeo)).reason, Reason::Unavailable);
    host.faults.clear();
    vimeo.videos[0].size -= 1;
    let fail = failed(host.run(job(30 << 20), &mut vimeo));
    assert_eq!((fail.reason, fail.retryable), (Reason::Corrupted, true));
    assert!(vimeo.videos.is_empty());
    done(host.run(job(30 << 20), &mut vimeo));
    assert_eq!(vimeo.whole().len(), 1);
}

#[test]
fn an_upload_that_is_lost_again_and_again_ends_the_attempt_and_leaves_nothing() {
    let (mut vimeo, mut host) = (Vimeo::default(), Host::default());
    // Each time the first piece is answered with 410: making, naming, piece, asking, deleting.
    host.faults.extend((0..10).map(|round| (2 + 5 * round, Fault::Status(410))));
    let fail = failed(host.run(job(10), &mut vimeo));
    assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true));
    assert_eq!((vimeo.videos.len(), host.requests), (0, 20));
}
