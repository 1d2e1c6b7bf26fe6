//! What goes wrong for good, and what does not.

use super::driver::{Fate, job, play, play_with};
use super::vendor::{Vendor, answer, refused};
use plugin_sdk::{Action, Fail, Job, Reason, Request, Response, Value, json};
use std::cell::Cell;

const LARGE: u64 = 50 << 20;

fn fail_of(job: &Job, answer: impl FnMut(&mut Vendor, &Request) -> Response) -> Fail {
    match play_with(job, &mut Vendor::default(), |_| Fate::Arrive, answer).end {
        Action::Fail(fail) => fail,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_refusal_has_its_reason_and_a_way_out() {
    for (status, code, reason, way_out) in [
        (403, "AuthenticationFailed", Reason::CredentialsRefused, "azureAccountKey"),
        (400, "InvalidAuthenticationInfo", Reason::CredentialsRefused, "azureAccountKey"),
        (403, "AuthorizationFailure", Reason::PermissionDenied, "networking"),
        (403, "AuthorizationPermissionMismatch", Reason::PermissionDenied, "allow it"),
        (403, "KeyBasedAuthenticationNotPermitted", Reason::PermissionDenied, "key access"),
        (403, "AccountIsDisabled", Reason::PermissionDenied, "subscription"),
        (400, "AccountRequiresHttps", Reason::Invalid, "https://"),
        (404, "ContainerNotFound", Reason::NotFound, "azureContainerName"),
        (409, "ContainerBeingDeleted", Reason::NotFound, "create it again"),
        (400, "InvalidResourceName", Reason::Invalid, "file name"),
        (400, "Md5Mismatch", Reason::Corrupted, "try again"),
        (400, "InvalidBlobOrBlock", Reason::Conflict, "unfinished upload"),
        (409, "InvalidBlobType", Reason::Conflict, "another file name"),
        (412, "LeaseIdMissing", Reason::Conflict, "lease"),
        (409, "BlobImmutableDueToPolicy", Reason::Conflict, "policy"),
        (409, "BlobArchived", Reason::Conflict, "archived"),
        (413, "RequestBodyTooLarge", Reason::Invalid, "larger"),
        (400, "UnsupportedHeader", Reason::Invalid, "As they say (UnsupportedHeader)"),
    ] {
        for bytes in [10, LARGE] {
            let fail = fail_of(&job(bytes), |_, request| refused(request, status, code));
            assert_eq!(fail.reason, reason, "{code}: {}", fail.message);
            assert_eq!(fail.retryable, reason == Reason::Corrupted, "{code}");
            assert!(fail.message.contains(way_out), "{code}: {}", fail.message);
            assert!(!fail.message.contains("Eby8") && !fail.message.contains("RequestId"), "{code}: {}", fail.message);
        }
    }
}

#[test]
fn a_wrong_clock_is_told_from_a_wrong_key() {
    let dated = |date: &'static str| {
        move |_: &mut Vendor, request: &Request| {
            let mut response = refused(request, 403, "AuthenticationFailed");
            response.headers.insert("date".to_owned(), date.to_owned());
            response
        }
    };
    // The driver's time is 2026-09-21 14:13:20.
    assert_eq!(fail_of(&job(10), dated("Mon, 21 Sep 2026 14:20:00 GMT")).reason, Reason::CredentialsRefused);
    for date in ["Mon, 21 Sep 2026 14:30:20 GMT", "Mon, 21 Sep 2026 13:57:00 GMT", "Tue, 22 Sep 2026 14:13:20 GMT"] {
        let fail = fail_of(&job(10), dated(date));
        assert_eq!(fail.reason, Reason::ClockSkew, "{date}");
        assert!(fail.retryable && fail.message.contains("NTP"));
    }
    let detail = "<Error><Code>AuthenticationFailed</Code><Message>No.</Message><AuthenticationErrorDetail>Request \
                  date header too old: 'Mon, 21 Sep 2026 14:13:20 GMT'</AuthenticationErrorDetail></Error>";
    let fail = fail_of(&job(10), |_, request| Response { body: detail.to_owned(), ..answer(request, 403, &[]) });
    assert_eq!(fail.reason, Reason::ClockSkew);
}

#[test]
fn an_emulator_that_means_the_key_is_understood() {
    let body = "<Error><Code>AuthorizationFailure</Code><Message>Server failed to authenticate the request. Make sure \
                the value of the Authorization header is formed correctly including the signature.</Message></Error>";
    let fail = fail_of(&job(10), |_, request| Response { body: body.to_owned(), ..answer(request, 403, &[]) });
    assert_eq!(fail.reason, Reason::CredentialsRefused);
}

#[test]
fn answers_without_azures_words_are_understood_by_their_status() {
    for (status, reason) in [
        (401, Reason::CredentialsRefused),
        (403, Reason::CredentialsRefused),
        (404, Reason::NotFound),
        (301, Reason::Unavailable),
        (418, Reason::Unavailable),
    ] {
        let page = |_: &mut Vendor, request: &Request| Response {
            body: "<html><body>proxy".to_owned(),
            ..answer(request, status, &[])
        };
        assert_eq!(fail_of(&job(10), page).reason, reason, "{status}");
    }
}

#[test]
fn what_may_pass_is_asked_again_and_nothing_else_is() {
    for bytes in [10, LARGE] {
        for status in [429, 500, 503] {
            for id in ["put", "block-2", "commit", "look"] {
                let refusals = Cell::new(3);
                let answer = |vendor: &mut Vendor, request: &Request| {
                    if request.id == id && refusals.get() > 0 {
                        refusals.set(refusals.get() - 1);
                        return refused(request, status, "ServerBusy");
                    }
                    vendor.answer(request)
                };
                let mut vendor = Vendor::default();
                let played = play_with(&job(bytes), &mut vendor, |_| Fate::Arrive, answer);
                assert!(matches!(played.end, Action::Done(_)), "{id} {status}: {:?}", played.end);
                assert!(vendor.blobs["2026/film.mp4"].is_whole(bytes));
                let blocks = vendor.requests.iter().filter(|request| request.id.starts_with("block-")).count();
                assert_eq!(blocks, if bytes == LARGE { 7 } else { 0 }, "{id} {status}");
            }
        }
    }
}

#[test]
fn a_refusal_among_blocks_keeps_what_was_taken() {
    let mut vendor = Vendor::default();
    let answer = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "block-2" => refused(request, 403, "AccountIsDisabled"),
        _ => vendor.answer(request),
    };
    let mut job = job(LARGE);
    let played = play_with(&job, &mut vendor, |_| Fate::Arrive, answer);
    assert!(matches!(played.end, Action::Fail(_)));
    assert_eq!(played.checkpoint, Some(json!({ "at": "blocks", "blockBytes": 8_388_608, "sent": [0, 1, 3] })));
    job.checkpoint = played.checkpoint;
    assert!(matches!(play(&job, &mut vendor).end, Action::Done(_)));
    assert!(vendor.blobs["2026/film.mp4"].is_whole(LARGE));
    assert_eq!(vendor.requests.iter().filter(|request| request.id.starts_with("block-")).count(), 7);
}

#[test]
fn a_job_that_lacks_something_is_refused() {
    for (property, value) in [
        ("azureAccountName", json!("")),
        ("azureAccountKey", Value::Null),
        ("azureAccountKey", json!("no base64!")),
        ("azureContainerName", json!(7)),
        ("endpoint", json!("ftp://example.com")),
    ] {
        let mut job = job(10);
        job.config.insert(property.to_owned(), value);
        let fail = fail_of(&job, |_, _| unreachable!());
        assert_eq!(fail.reason, Reason::Invalid);
        assert!(fail.message.contains(property) && !fail.message.contains("no base64!"), "{}", fail.message);
    }
}
