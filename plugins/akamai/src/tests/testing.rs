//! The test of a configuration: written, deleted, nothing left.

use super::driver::{Fate, job, play, play_with};
use super::vendor::{Vendor, answer};
use plugin_sdk::{Action, Done, Job, Kind, Reason, Request};

fn test() -> Job {
    Job { kind: Kind::Test, ..job(20) }
}

#[test]
fn a_test_leaves_nothing_whatever_dies() {
    let steps = play(&test(), &mut Vendor::default()).steps;
    // Three for folders, upload, delete, end.
    assert_eq!(steps, 6);
    for disaster in [Fate::Arrive, Fate::DieBefore, Fate::DieAfter, Fate::Cut, Fate::Expire] {
        for at in 0..steps {
            let mut vendor = Vendor::default();
            let fate = |step| if step == at { disaster } else { Fate::Arrive };
            let played = play_with(&test(), &mut vendor, fate, Vendor::answer);
            assert_eq!(played.end, Action::Done(Done::default()), "{disaster:?} at {at}");
            assert!(vendor.files.is_empty(), "{disaster:?} at {at}");
            assert!(vendor.requests.iter().any(|request| request.id == "upload"));
        }
    }
}

#[test]
fn a_test_that_is_stopped_leaves_nothing() {
    for cancel in [Fate::CancelBefore, Fate::CancelAfter] {
        for at in 0..5 {
            let mut vendor = Vendor::default();
            let fate = |step| if step == at { cancel } else { Fate::Arrive };
            let played = play_with(&test(), &mut vendor, fate, Vendor::answer);
            let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
            assert_eq!(fail.reason, Reason::Cancelled);
            assert!(vendor.files.is_empty(), "{cancel:?} at {at}");
        }
    }
}

#[test]
fn a_test_says_what_is_not_allowed() {
    for id in ["mkdir", "upload", "delete"] {
        let forbidden = |vendor: &mut Vendor, request: &Request| match request.id == id {
            true => answer(request, 403, "Forbidden"),
            false => vendor.answer(request),
        };
        let Action::Fail(fail) = play_with(&test(), &mut Vendor::default(), |_| Fate::Arrive, forbidden).end else {
            panic!("{id} is not needed")
        };
        assert_eq!(fail.reason, Reason::CredentialsRefused);
        assert!(fail.message.contains("`uploader`") && fail.message.contains("123456"), "{}", fail.message);
    }
}
