//! Refusals: the reason, words that name the folder, and no secret.

use super::driver::{Fate, Played, job, play, play_with, with};
use super::vendor::{Vendor, folder, refused, respond};
use plugin_sdk::{Action, Reason, Request, Value, json};
use std::cell::Cell;

fn refuse(id: &str, status: u16, reason: &str, message: &str) -> Played {
    let mut vendor = Vendor { files: vec![folder("clips", "Clips", "root")], ..Vendor::default() };
    let answer = |vendor: &mut Vendor, request: &Request| {
        if request.id == id { refused(request, status, reason, message) } else { vendor.answer(request) }
    };
    play_with(&with(job(1000), "driveFolderId", json!("clips")), &mut vendor, |_| Fate::Arrive, answer)
}

#[test]
fn refusals_have_reasons_and_a_way_out() {
    for (status, reason, message, expected, named) in [
        (403, "storageQuotaExceeded", "The user's Drive storage quota has been exceeded.", Reason::Quota, "make room"),
        (403, "dailyLimitExceeded", "Daily Limit Exceeded", Reason::Quota, "tomorrow"),
        (403, "numChildrenInNonRootLimitExceeded", "Too many", Reason::Quota, "`clips`"),
        (403, "insufficientFilePermissions", "No", Reason::PermissionDenied, "`clips`"),
        (
            403,
            "insufficientParentPermissions",
            "Insufficient permissions for the parent",
            Reason::PermissionDenied,
            "edit",
        ),
        (403, "accessNotConfigured", "Not enabled", Reason::PermissionDenied, "enable"),
        (403, "domainPolicy", "The domain administrators have disabled Drive apps.", Reason::PermissionDenied, "ask"),
        (403, "appNotAuthorizedToFile", "No", Reason::NotFound, "drive.file"),
        (400, "invalid", "Invalid Value", Reason::Invalid, "Invalid Value"),
        (413, "uploadTooLarge", "Too large", Reason::Invalid, "larger"),
    ] {
        for id in ["make-folder", "begin"] {
            let played = refuse(id, status, reason, message);
            let fail = played.failure();
            assert_eq!((fail.reason, fail.retryable), (expected, false), "{message}");
            assert!(fail.message.contains(named) && !fail.message.contains("ya29"), "{}", fail.message);
        }
    }
}

#[test]
fn what_is_no_drive_is_told_apart() {
    for status in [301, 405, 501] {
        let played = refuse("search", status, "", "");
        assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Unavailable, true));
        assert!(played.failure().message.contains("check `endpoint`"));
    }
    for (id, body) in [
        ("search", json!({})),
        ("ids", json!({ "ids": [] })),
        ("ids", json!({ "ids": ["a", "a", "a"] })),
        ("ids", json!({ "ids": ["a", "b", "x".repeat(201)] })),
        ("find-folder", json!({ "files": [{}] })),
        ("begin", json!({})),
    ] {
        let answer = |vendor: &mut Vendor, request: &Request| {
            if request.id == id { respond(request, 200, &body) } else { vendor.answer(request) }
        };
        let played = play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, answer);
        assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Unavailable, true), "{id}");
    }
}

#[test]
fn too_many_requests_are_waited_for_longer_and_longer_but_not_for_ever() {
    let left = Cell::new(3);
    let answer = |vendor: &mut Vendor, request: &Request| {
        if request.id == "begin" && left.get() > 0 {
            left.set(left.get() - 1);
            return refused(request, 403, "userRateLimitExceeded", "Slower");
        }
        vendor.answer(request)
    };
    let played = play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, answer);
    assert!(matches!(played.end, Action::Done(_)));
    assert_eq!(played.waits, [1000, 2000, 4000]);

    let played = refuse("begin", 403, "rateLimitExceeded", "Slower");
    assert_eq!(played.waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Quota, true));
}

#[test]
fn other_bytes_than_were_sent_are_deleted_and_the_next_attempt_sends_anew() {
    for (property, value) in [("size", json!("999")), ("md5Checksum", json!("0".repeat(32)))] {
        for deletes in [true, false] {
            let wrong = |vendor: &mut Vendor, request: &Request| match &*request.id {
                "chunk" => {
                    let mut response = vendor.answer(request);
                    let mut body: Value = serde_json::from_str(&response.body).unwrap();
                    body[property] = value.clone();
                    response.body = body.to_string();
                    response
                }
                "delete" if !deletes => refused(request, 403, "insufficientFilePermissions", "No"),
                _ => vendor.answer(request),
            };
            let mut vendor = Vendor::default();
            let played = play_with(&job(1000), &mut vendor, |_| Fate::Arrive, wrong);
            assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Corrupted, true));
            assert!(vendor.sent().iter().all(|file| file.is_binned), "deleted, or else in the bin");
            let mut again = job(1000);
            again.checkpoint = played.checkpoint;
            assert!(matches!(play(&again, &mut vendor).end, Action::Done(_)));
            assert_eq!(vendor.sent().iter().filter(|file| !file.is_binned).count(), 1);
        }
    }
}
