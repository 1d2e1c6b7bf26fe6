//! What providers refuse, and what is said of it.

use super::driver::{Fate, digests, job, play_with};
use super::vendor::{Vendor, refused};
use crate::Transfer;
use plugin_sdk::{
    Action, Destination, Event, Fail, Happened, Job, Kind, Outcome, Reason, Request, Response, Timestamp,
};
use std::cell::Cell;

const LARGE: u64 = 20 << 20;

/// How a job ends when the request with this id is answered so.
fn end(job: &Job, id: &str, respond: impl Fn(&Request) -> Response) -> (Fail, Vendor) {
    let mut vendor = Vendor::default();
    let answer = |vendor: &mut Vendor, request: &Request| {
        if request.id == id { respond(request) } else { vendor.answer(request) }
    };
    match play_with(job, &mut vendor, |_| Fate::Arrive, answer).end {
        Action::Fail(fail) => (fail, vendor),
        other => panic!("{other:?}"),
    }
}

fn said(status: u16, code: &str) -> Fail {
    end(&job("s3", 10), "put", |request| refused(request, status, code)).0
}

#[test]
fn a_refusal_says_what_is_wrong_and_where() {
    for (status, code, reason, word) in [
        (403, "InvalidAccessKeyId", Reason::CredentialsRefused, "accessKeyId"),
        (403, "SignatureDoesNotMatch", Reason::CredentialsRefused, "secretAccessKey"),
        (401, "Unauthorized", Reason::CredentialsRefused, "secretAccessKey"),
        (403, "AccessDenied", Reason::PermissionDenied, "s3:PutObject"),
        (404, "NoSuchBucket", Reason::NotFound, "`films`"),
        (403, "QuotaExceeded", Reason::Quota, "full"),
        (400, "AccessControlListNotSupported", Reason::Invalid, "`acl`"),
        (400, "KeyTooLongError", Reason::Invalid, "1,024"),
        (400, "InvalidStorageClass", Reason::Invalid, "as they say (InvalidStorageClass)"),
    ] {
        let fail = said(status, code);
        assert_eq!(fail.reason, reason, "{code}");
        assert!(fail.message.contains(word) && fail.message.contains("films"), "{code}: {}", fail.message);
        assert!(!fail.retryable, "{code}");
    }
}

#[test]
fn what_another_attempt_may_mend_says_so() {
    let skew = said(403, "RequestTimeTooSkewed");
    assert_eq!((skew.reason, skew.retryable), (Reason::ClockSkew, true));
    assert!(skew.message.contains("clock"));
    for code in ["BadDigest", "XAmzContentSHA256Mismatch"] {
        let fail = said(400, code);
        assert_eq!((fail.reason, fail.retryable), (Reason::Corrupted, true));
    }
}

#[test]
fn a_checksum_that_comes_back_different_is_corruption() {
    let (fail, _) = end(&job("s3", 10), "put", |request| {
        let mut response = Response { id: request.id.clone(), status: 200, ..Response::default() };
        response.headers.insert("x-amz-checksum-sha256".to_owned(), "AAAA".to_owned());
        response
    });
    assert_eq!((fail.reason, fail.retryable), (Reason::Corrupted, true));
}

#[test]
fn a_wrong_region_is_told_with_the_right_one() {
    let in_body = |status, code: &str| {
        let code = code.to_owned();
        end(&job("s3", 10), "put", move |request| Response {
            body: format!("<Error><Code>{code}</Code><Region>eu-north-1</Region></Error>"),
            ..refused(request, status, &code)
        })
        .0
    };
    let in_header = end(&job("s3", 10), "put", |request| Response {
        body: String::new(),
        headers: [("x-amz-bucket-region".to_owned(), "eu-north-1".to_owned())].into(),
        ..refused(request, 301, "")
    })
    .0;
    let fails = [
        in_body(400, "AuthorizationHeaderMalformed"),
        in_body(301, "PermanentRedirect"),
        in_body(307, "TemporaryRedirect"),
        in_header,
    ];
    for fail in fails {
        assert_eq!(fail.reason, Reason::Invalid);
        assert!(fail.message.contains("`eu-north-1`") && fail.message.contains("`us-east-1`"), "{}", fail.message);
        assert!(fail.message.contains("`region`"), "{}", fail.message);
    }
    assert_eq!(said(400, "AuthorizationHeaderMalformed").reason, Reason::CredentialsRefused);
}

#[test]
fn backblazes_caps_are_a_quota() {
    let (fail, _) = end(&job("b2", 10), "put", |request| Response {
        body: "<Error><Code>AccessDenied</Code><Message>Storage cap exceeded, see the page</Message></Error>"
            .to_owned(),
        ..refused(request, 403, "")
    });
    assert_eq!(fail.reason, Reason::Quota);
}

#[test]
fn cloudflares_words_for_a_foreign_key_are_understood() {
    let (fail, _) = end(&job("r2", 10), "put", |request| Response {
        body: "<Error><Code>InvalidArgument</Code><Message>Credential access key has length 20</Message></Error>"
            .to_owned(),
        ..refused(request, 400, "")
    });
    assert_eq!(fail.reason, Reason::CredentialsRefused);
}

#[test]
fn what_is_no_s3_is_told_by_its_status() {
    for (status, reason) in [
        (401, Reason::CredentialsRefused),
        (403, Reason::PermissionDenied),
        (404, Reason::NotFound),
        (405, Reason::Unavailable),
        (302, Reason::Invalid),
    ] {
        let (fail, _) = end(&job("wasabi", 10), "put", |request| Response {
            body: "<html><body>no".to_owned(),
            ..refused(request, status, "")
        });
        assert_eq!(fail.reason, reason, "{status}");
    }
    let (fail, _) =
        end(&job("s3", LARGE), "create", |request| Response { body: "hello".to_owned(), ..refused(request, 200, "") });
    assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true));
    let (fail, _) = end(&job("s3", LARGE), "part-0", |request| refused(request, 200, ""));
    assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true), "a part without an ETag");
}

#[test]
fn no_refusal_repeats_a_secret() {
    let (fail, _) = end(&job("s3", 10), "put", |request| Response {
        body: "<Error><Code>Odd</Code><Message>the key KEY\n is odd</Message></Error>".to_owned(),
        ..refused(request, 400, "")
    });
    assert!(fail.message.contains("the key … is odd (Odd)"), "{}", fail.message);
    assert!(!fail.message.contains("the-secret"));
}

#[test]
fn a_refusal_in_the_middle_leaves_no_parts_behind() {
    let (fail, vendor) = end(&job("s3", LARGE), "part-1", |request| refused(request, 403, "AccessDenied"));
    assert_eq!(fail.reason, Reason::PermissionDenied);
    assert!(vendor.uploads.is_empty() && vendor.objects.is_empty());
    assert_eq!(vendor.requests.last().unwrap().id, "abort");
}

#[test]
fn a_refusal_that_may_pass_is_asked_again_for_what_is_missing_alone() {
    for (status, code) in
        [(503, "SlowDown"), (429, "TooManyRequests"), (400, "RequestTimeout"), (409, "OperationAborted")]
    {
        for id in ["create", "part-0", "part-2", "complete", "look"] {
            let left = Cell::new(3);
            let mut vendor = Vendor::default();
            let answer = |vendor: &mut Vendor, request: &Request| {
                if request.id == id && left.get() > 0 && (id != "look" || status > 500) {
                    left.set(left.get() - 1);
                    return refused(request, status, code);
                }
                vendor.answer(request)
            };
            let played = play_with(&job("s3", LARGE), &mut vendor, |_| Fate::Arrive, answer);
            assert!(matches!(played.end, Action::Done(_)), "{id} {code}: {:?}", played.end);
            // Begin, three parts, complete, look: each arrived once.
            assert_eq!(vendor.requests.len(), 6, "{id} {code}");
            assert!(vendor.objects["2026/film.mp4"].is_whole(LARGE));
        }
    }
}

#[test]
fn stopping_abandons_the_upload_in_one_answer() {
    for kind in [Kind::Send, Kind::Test] {
        for stop_at in 0..7 {
            let mut vendor = Vendor::default();
            let mut transfer =
                Transfer::open(Job { kind, ..job("s3", LARGE) }).unwrap_or_else(|_| panic!("a good job"));
            let mut happened = Happened::Opened;
            for step in 0.. {
                let stopped = step >= stop_at;
                if step == stop_at {
                    happened = Happened::Cancelled;
                }
                assert!(step <= stop_at + 1, "one answer, then the end");
                let event = Event { now: Timestamp(0), request: String::new(), happened };
                happened = match transfer.step(event).action {
                    Action::Http { requests } => {
                        let responses = requests.iter().map(|request| Outcome::Response(vendor.answer(request)));
                        Happened::Responses { responses: responses.collect() }
                    }
                    Action::Digest { ranges } => Happened::Digests { digests: digests(ranges) },
                    Action::Fail(fail) => {
                        assert!(stopped);
                        assert_eq!(fail.reason, Reason::Cancelled);
                        break;
                    }
                    Action::Done(_) => {
                        assert!(!stopped);
                        break;
                    }
                    Action::Wait(_) => panic!("nobody waits"),
                };
            }
            // The id of an upload that was begun at that very moment was not heard of.
            assert_eq!(vendor.uploads.len(), usize::from(kind == Kind::Send && stop_at == 1), "stopped at {stop_at}");
            assert!(kind == Kind::Send || vendor.objects.is_empty(), "stopped at {stop_at}");
        }
    }
}
