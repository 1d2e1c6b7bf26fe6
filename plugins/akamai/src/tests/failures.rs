//! What goes wrong for good, and what does not.

use super::driver::{Fate, job, play_with};
use super::vendor::{Vendor, answer};
use plugin_sdk::{Action, Fail, Job, Reason, Request, Response, Value, json};
use std::cell::Cell;

fn fail_of(job: &Job, vendor: &mut Vendor, answer: impl FnMut(&mut Vendor, &Request) -> Response) -> Fail {
    match play_with(job, vendor, |_| Fate::Arrive, answer).end {
        Action::Fail(fail) => fail,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_refusal_has_its_reason_and_a_way_out() {
    for (status, reason, way_out) in [
        (400, Reason::Invalid, "refuses it: Bad Request size is no number"),
        (401, Reason::CredentialsRefused, "`keyName` and `key`"),
        (403, Reason::CredentialsRefused, "`keyName` and `key`"),
        (404, Reason::NotFound, "`cpCode`"),
        (409, Reason::Conflict, "in the way"),
        (412, Reason::Corrupted, "try again"),
        (422, Reason::Corrupted, "try again"),
        (413, Reason::Invalid, "larger"),
        (507, Reason::Quota, "make room"),
        (301, Reason::Unavailable, "`host`"),
        (501, Reason::Unavailable, "`host`"),
    ] {
        let mut vendor = Vendor::default();
        let refuse = |vendor: &mut Vendor, request: &Request| match &*request.id {
            "upload" => answer(request, status, "<HTML><B>Bad Request</B>size is\nno number</HTML>"),
            _ => vendor.answer(request),
        };
        let fail = fail_of(&job(10), &mut vendor, refuse);
        assert_eq!(fail.reason, reason, "{status}: {}", fail.message);
        assert_eq!(fail.retryable, matches!(reason, Reason::Corrupted | Reason::Unavailable), "{status}");
        assert!(fail.message.contains(way_out), "{status}: {}", fail.message);
        assert!(!fail.message.contains("the-secret"), "{}", fail.message);
    }
}

#[test]
fn a_wrong_clock_is_told_from_a_wrong_key() {
    let dated = |date: &'static str| {
        move |_: &mut Vendor, request: &Request| {
            let mut response = answer(request, 403, "Forbidden");
            response.headers.insert("date".to_owned(), date.to_owned());
            response
        }
    };
    let reason = |date| fail_of(&job(10), &mut Vendor::default(), dated(date)).reason;
    // The driver's time is 2026-09-21 14:13:20, and goes on by a second a step.
    assert_eq!(reason("Mon, 21 Sep 2026 14:13:50 GMT"), Reason::CredentialsRefused);
    assert_eq!(reason("yesterday"), Reason::CredentialsRefused);
    assert_eq!(reason("Mon, 21 Sep 2026 14:13:52 GMT"), Reason::ClockSkew);
    assert_eq!(reason("Mon, 21 Sep 2026 14:12:50 GMT"), Reason::ClockSkew);
}

#[test]
fn what_may_pass_is_asked_again() {
    for status in [429, 500, 503] {
        for id in ["mkdir", "upload", "rename", "stat"] {
            let refusals = Cell::new(3);
            let refuse = |vendor: &mut Vendor, request: &Request| {
                if request.id == id && refusals.get() > 0 {
                    refusals.set(refusals.get() - 1);
                    return answer(request, status, "");
                }
                vendor.answer(request)
            };
            let mut vendor = Vendor::default();
            let played = play_with(&job(10), &mut vendor, |_| Fate::Arrive, refuse);
            assert!(matches!(played.end, Action::Done(_)), "{id} {status}: {:?}", played.end);
            assert_eq!(refusals.get(), 0);
            assert_eq!(vendor.files.len(), 1);
        }
    }
}

#[test]
fn what_fails_for_good_leaves_no_temporary_file() {
    let mut vendor = Vendor::default();
    vendor.folders.extend(["2026", "2026/spring", "2026/spring/film.mp4"].map(str::to_owned));
    let fail = fail_of(&job(10), &mut vendor, Vendor::answer);
    assert_eq!(fail.reason, Reason::Conflict);
    assert!(vendor.files.is_empty(), "{:?}", vendor.files);
    let full = |vendor: &mut Vendor, request: &Request| {
        let response = vendor.answer(request);
        if request.id == "upload" { answer(request, 507, "") } else { response }
    };
    let mut vendor = Vendor::default();
    assert_eq!(fail_of(&job(10), &mut vendor, full).reason, Reason::Quota);
    assert!(vendor.files.is_empty(), "{:?}", vendor.files);
}

#[test]
fn folders_below_a_cp_code_that_is_not_there_end_it() {
    let missing = |_: &mut Vendor, request: &Request| answer(request, 404, "Not Found");
    let fail = fail_of(&job(10), &mut Vendor::default(), missing);
    assert_eq!(fail.reason, Reason::NotFound);
    assert!(fail.message.contains("cpCode"));
}

#[test]
fn an_answer_that_is_no_stat_is_not_taken_for_one() {
    let page = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "stat" => answer(request, 200, "<html>Welcome<br></html>"),
        _ => vendor.answer(request),
    };
    let fail = fail_of(&job(10), &mut Vendor::default(), page);
    assert_eq!(fail.reason, Reason::Unavailable);
    assert!(fail.retryable);
}

#[test]
fn a_job_that_lacks_something_is_refused() {
    for (property, value) in [
        ("host", json!("")),
        ("cpCode", json!(7)),
        ("keyName", Value::Null),
        ("key", json!("")),
        ("endpoint", json!("https://gateway.example/path")),
    ] {
        let mut job = job(10);
        job.config.insert(property.to_owned(), value);
        let fail = fail_of(&job, &mut Vendor::default(), |_, _| unreachable!());
        assert_eq!(fail.reason, Reason::Invalid);
        assert!(fail.message.contains(property), "{}", fail.message);
    }
}
