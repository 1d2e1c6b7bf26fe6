//! The test of a configuration, and transfers that nobody wants any more.

use super::driver::{Fate, job, play, play_with, requests, tell};
use super::vendor::{Vendor, refused};
use crate::Transfer;
use plugin_sdk::{Action, Destination, Done, Happened, Job, Kind, Outcome, Reason, Request};

fn test_job() -> Job {
    let mut job = job(20);
    job.kind = Kind::Test;
    job
}

#[test]
fn a_test_writes_and_deletes() {
    let mut vendor = Vendor::default();
    let played = play(&test_job(), &mut vendor);
    assert_eq!(played.end, Action::Done(Done::default()));
    assert!(vendor.objects.is_empty());
    assert_eq!(vendor.written, 1);
    let last = vendor.requests.last().unwrap();
    assert!(last.url.ends_with("/storage/v1/b/films/o/2026%2Ffilm.mp4?generation=1"), "{}", last.url);
}

#[test]
fn a_disaster_at_any_step_of_a_test_leaves_nothing() {
    let steps = play(&test_job(), &mut Vendor::default()).steps;
    for disaster in [Fate::DieBefore, Fate::DieAfter, Fate::Unreachable, Fate::Cut, Fate::Expire, Fate::Status(503)] {
        for at in 0..steps {
            let mut vendor = Vendor::default();
            let fate = |step| if step == at { disaster } else { Fate::Arrive };
            let played = play_with(&test_job(), &mut vendor, fate, Vendor::answer);
            assert!(matches!(played.end, Action::Done(_)), "{disaster:?} at {at}: {:?}", played.end);
            assert!(vendor.objects.is_empty(), "{disaster:?} at {at}");
        }
    }
}

#[test]
fn an_account_that_may_not_delete_is_told_what_is_left() {
    let answer = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "delete" => refused(request, 403, "forbidden", "no storage.objects.delete access"),
        _ => vendor.answer(request),
    };
    let played = play_with(&test_job(), &mut Vendor::default(), |_| Fate::Arrive, answer);
    let fail = played.failure();
    assert_eq!(fail.reason, Reason::PermissionDenied);
    for named in ["`films`", "`storage.objects.delete`", "`2026/film.mp4`"] {
        assert!(fail.message.contains(named), "{}", fail.message);
    }
}

/// Plays so many steps, then stops; the requests that tidy up, and the end.
fn stop_after(steps: usize, job: &Job, vendor: &mut Vendor) -> (Vec<Request>, Action) {
    let mut transfer = Transfer::open(job.clone()).unwrap_or_else(|_| panic!("it opens"));
    let mut happened = Happened::Opened;
    for _ in 0..steps {
        happened = match tell(&mut transfer, happened) {
            Action::Digest { ranges } => Happened::Digests {
                digests: ranges
                    .into_iter()
                    .map(|range| plugin_sdk::Digest {
                        id: range.id,
                        algorithm: range.algorithm,
                        hex: super::driver::crc32c_of(range.length),
                    })
                    .collect(),
            },
            action => {
                let responses = requests(action).iter().map(|one| Outcome::Response(vendor.answer(one))).collect();
                Happened::Responses { responses }
            }
        };
    }
    match tell(&mut transfer, Happened::Cancelled) {
        Action::Http { requests } => {
            let responses = requests.iter().map(|one| Outcome::Response(vendor.answer(one))).collect();
            let end = tell(&mut transfer, Happened::Responses { responses });
            (requests, end)
        }
        end => (Vec::new(), end),
    }
}

#[test]
fn a_transfer_that_is_stopped_abandons_its_upload() {
    // Digest, token, begin, chunk, …; what the last of them came to is not heard.
    for (steps, tidies) in [(0, false), (1, false), (2, false), (4, true), (5, true)] {
        let mut vendor = Vendor::default();
        let (requests, end) = stop_after(steps, &job(40 << 20), &mut vendor);
        let Action::Fail(fail) = end else { panic!("{end:?}") };
        assert_eq!((fail.reason, fail.retryable), (Reason::Cancelled, false));
        assert_eq!(requests.len(), usize::from(tidies), "{steps}");
        assert!(vendor.sessions.is_empty() && vendor.objects.is_empty());
    }
}

#[test]
fn a_test_that_is_stopped_leaves_nothing() {
    // The fourth writes, the fifth deletes.
    for steps in 0..6 {
        let mut vendor = Vendor::default();
        let (_, end) = stop_after(steps, &test_job(), &mut vendor);
        assert!(matches!(end, Action::Fail(fail) if fail.reason == Reason::Cancelled), "{steps}");
        assert!(vendor.objects.is_empty(), "{steps}");
    }
}

#[test]
fn an_upload_of_before_a_crash_is_abandoned_without_a_token() {
    let mut vendor = Vendor::default();
    let played = play_with(
        &job(40 << 20),
        &mut vendor,
        |step| if step == 3 { Fate::Status(400) } else { Fate::Arrive },
        Vendor::answer,
    );
    let mut job = job(40 << 20);
    job.checkpoint = played.checkpoint;
    assert_eq!(vendor.sessions.len(), 1);
    let (requests, _) = stop_after(0, &job, &mut vendor);
    assert_eq!(requests.len(), 1);
    assert!(!requests[0].headers.contains_key("authorization"));
    assert!(vendor.sessions.is_empty());
}
