//! A test of a destination: write, delete, nothing left.

use super::driver::{Fate, job, play, play_with};
use super::vendor::{Vendor, refused};
use plugin_sdk::{Action, Done, Job, Kind, Reason, Request};
use std::cell::Cell;

fn test(provider: &str) -> Job {
    Job { kind: Kind::Test, ..job(provider, 20) }
}

#[test]
fn it_writes_and_deletes_and_leaves_nothing() {
    for versioned in [false, true] {
        for provider in ["s3", "r2", "b2", "wasabi"] {
            let mut vendor = Vendor { versioned, ..Vendor::default() };
            assert_eq!(play(&test(provider), &mut vendor).end, Action::Done(Done::default()));
            assert_eq!(vendor.created, 1);
            assert!(vendor.objects.is_empty());
        }
    }
}

#[test]
fn it_leaves_nothing_whatever_dies() {
    let steps = play(&test("r2"), &mut Vendor::default()).steps;
    for (disaster, strict) in
        [Fate::DieBefore, Fate::DieAfter, Fate::Cut, Fate::Expire].map(|fate| [(fate, false), (fate, true)]).concat()
    {
        for at in 0..steps {
            let mut vendor = Vendor { versioned: true, strict, ..Vendor::default() };
            let fate = |step| if step == at { disaster } else { Fate::Arrive };
            let end = play_with(&test("r2"), &mut vendor, fate, Vendor::answer).end;
            assert_eq!(end, Action::Done(Done::default()), "{disaster:?} at {at}");
            assert!(vendor.objects.is_empty());
        }
    }
}

#[test]
fn a_key_that_may_not_write_is_told_so() {
    let answer = |_: &mut Vendor, request: &Request| refused(request, 403, "AccessDenied");
    let end = play_with(&test("b2"), &mut Vendor::default(), |_| Fate::Arrive, answer).end;
    let Action::Fail(fail) = end else { panic!("{end:?}") };
    assert_eq!(fail.reason, Reason::PermissionDenied);
    assert!(fail.message.contains("s3:PutObject"), "{}", fail.message);
}

#[test]
fn a_key_that_may_not_delete_is_told_what_is_left() {
    let mut vendor = Vendor { write_only: true, ..Vendor::default() };
    let Action::Fail(fail) = play(&test("s3"), &mut vendor).end else { panic!("it cannot delete") };
    assert_eq!(fail.reason, Reason::PermissionDenied);
    assert!(fail.message.contains("s3:DeleteObject") && fail.message.contains("2026/film.mp4"), "{}", fail.message);
}

#[test]
fn a_key_that_may_not_delete_versions_hides_the_file() {
    let refusals = Cell::new(0);
    let answer = |vendor: &mut Vendor, request: &Request| {
        if request.url.contains("versionId=a%2Bversion%2F1") {
            refusals.set(refusals.get() + 1);
            return refused(request, 403, "AccessDenied");
        }
        vendor.answer(request)
    };
    let mut vendor = Vendor { versioned: true, ..Vendor::default() };
    let end = play_with(&test("s3"), &mut vendor, |_| Fate::Arrive, answer).end;
    assert_eq!(end, Action::Done(Done::default()));
    assert_eq!(refusals.get(), 1);
    let last = vendor.requests.last().unwrap();
    assert_eq!((&*last.method, last.url.contains('?')), ("DELETE", false));
}
