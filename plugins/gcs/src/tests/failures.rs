//! Refusals: the reason, words that name the bucket, and no secret.

use super::driver::{Fate, Played, job, play_with};
use super::vendor::{Vendor, refused, respond};
use plugin_sdk::{Action, Reason, Request, json};
use std::cell::Cell;

/// The request `id` is answered like this.
fn refuse(id: &str, status: u16, reason: &str, message: &str) -> Played {
    let answer = |vendor: &mut Vendor, request: &Request| {
        if request.id == id { refused(request, status, reason, message) } else { vendor.answer(request) }
    };
    play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, answer)
}

#[test]
fn refusals_have_reasons_and_name_the_bucket_and_a_way_out() {
    for (status, reason, message, expected, named) in [
        (
            403,
            "forbidden",
            "x@y.com does not have storage.objects.create access to the Google Cloud Storage object.",
            Reason::PermissionDenied,
            "`storage.objects.create`",
        ),
        (403, "forbidden", "Forbidden", Reason::PermissionDenied, "Storage Object User"),
        (403, "accountDisabled", "The account is disabled", Reason::PermissionDenied, "billing"),
        (403, "retentionPolicyNotMet", "Object is held", Reason::Conflict, "another name"),
        (403, "quotaExceeded", "Over", Reason::Quota, "raise it"),
        (404, "notFound", "The specified bucket does not exist.", Reason::NotFound, "check `bucket`"),
        (412, "conditionNotMet", "Request violates constraint", Reason::PermissionDenied, "policy"),
        (413, "uploadTooLarge", "Too large", Reason::Invalid, "larger"),
        (400, "invalid", "Invalid bucket name: 'films'", Reason::Invalid, "Invalid bucket name"),
    ] {
        let played = refuse("begin", status, reason, message);
        let fail = played.failure();
        assert_eq!((fail.reason, fail.retryable), (expected, false), "{message}");
        assert!(fail.message.contains("`films`") && fail.message.contains(named), "{}", fail.message);
        assert!(!fail.message.contains("ya29") && !fail.message.contains("PRIVATE"), "{}", fail.message);
    }
}

#[test]
fn what_is_no_google_is_told_apart() {
    for status in [301, 405, 501] {
        let played = refuse("begin", status, "", "");
        assert_eq!(played.failure().reason, Reason::Unavailable);
        assert!(played.failure().message.contains("check `endpoint`"));
    }
    let plain = |vendor: &mut Vendor, request: &Request| {
        if request.id != "begin" {
            return vendor.answer(request);
        }
        let mut response = respond(request, 404, &json!({}));
        "Not Found".clone_into(&mut response.body);
        response
    };
    let played = play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, plain);
    assert_eq!(played.failure().reason, Reason::NotFound);
}

#[test]
fn who_has_to_pay_is_asked_for_when_nobody_is_known() {
    let mut key = super::driver::key_file();
    key.as_object_mut().unwrap().remove("project_id");
    let job = super::driver::with(job(1000), "gcsServiceAccountJson", key);
    let mut vendor = Vendor { wants_payer: true, ..Vendor::default() };
    let played = super::driver::play(&job, &mut vendor);
    assert_eq!(played.failure().reason, Reason::PermissionDenied);
    assert!(played.failure().message.contains("`gcsProjectId`"));
}

#[test]
fn too_many_requests_are_waited_for_longer_and_longer_but_not_for_ever() {
    let left = Cell::new(3);
    let answer = |vendor: &mut Vendor, request: &Request| {
        if request.id == "chunk" && left.get() > 0 {
            left.set(left.get() - 1);
            return refused(request, 403, "rateLimitExceeded", "Slower");
        }
        vendor.answer(request)
    };
    let played = play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, answer);
    assert!(matches!(played.end, Action::Done(_)));
    assert_eq!(played.waits, [1000, 2000, 4000]);

    let played = refuse("begin", 403, "userRateLimitExceeded", "Slower");
    assert_eq!(played.waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Quota, true));
}

#[test]
fn other_bytes_than_were_sent_are_noticed_by_either_side() {
    let message = "Provided CRC32C \"AAAAAA==\" doesn't match calculated CRC32C \"BBBBBB==\".";
    let played = refuse("chunk", 400, "invalid", message);
    assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Corrupted, true));
    assert_eq!(played.checkpoint, Some(json!({ "at": "beginning" })), "another attempt begins anew");

    for (property, value) in [("size", "999"), ("crc32c", "AAAAAA==")] {
        let wrong = |vendor: &mut Vendor, request: &Request| {
            let mut response = vendor.answer(request);
            if request.id == "chunk" {
                let mut body: plugin_sdk::Value = serde_json::from_str(&response.body).unwrap();
                body[property] = json!(value);
                response.body = body.to_string();
            }
            response
        };
        let played = play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, wrong);
        assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Corrupted, true));
        assert!(played.failure().message.contains("`films`"));
    }
}

#[test]
fn a_good_status_without_an_object_is_no_success() {
    let silent = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "chunk" => respond(request, 200, &json!({})),
        _ => vendor.answer(request),
    };
    let played = play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, silent);
    assert_eq!(played.failure().reason, Reason::Unavailable);
}
