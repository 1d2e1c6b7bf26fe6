//! The test of a configuration: written, deleted, nothing left.

use super::driver::{Fate, job, play, play_with};
use super::vendor::{Vendor, refused};
use plugin_sdk::{Action, Done, Job, Kind, Reason, Request};

fn test() -> Job {
    Job { kind: Kind::Test, ..job(20) }
}

#[test]
fn a_test_leaves_nothing_whatever_dies() {
    for versioned in [false, true] {
        let vendor = || Vendor { versioned, ..Vendor::default() };
        let steps = play(&test(), &mut vendor()).steps;
        assert_eq!(steps, if versioned { 5 } else { 4 });
        for disaster in [Fate::Arrive, Fate::DieBefore, Fate::DieAfter, Fate::Cut, Fate::Expire] {
            for at in 0..steps {
                let mut vendor = vendor();
                let fate = |step| if step == at { disaster } else { Fate::Arrive };
                let played = play_with(&test(), &mut vendor, fate, Vendor::answer);
                assert_eq!(played.end, Action::Done(Done::default()), "{disaster:?} at {at}");
                assert!(vendor.blobs.is_empty() && vendor.created > 0, "{disaster:?} at {at}");
                // A version that was deleted by a request whose answer got lost is found by its id all the same.
                assert!(vendor.hidden.is_empty(), "{disaster:?} at {at}");
            }
        }
    }
}

#[test]
fn a_test_that_is_stopped_leaves_nothing() {
    for cancel in [Fate::CancelBefore, Fate::CancelAfter] {
        for at in 0..3 {
            let mut vendor = Vendor::default();
            let fate = |step| if step == at { cancel } else { Fate::Arrive };
            let played = play_with(&test(), &mut vendor, fate, Vendor::answer);
            let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
            assert_eq!(fail.reason, Reason::Cancelled);
            assert!(vendor.blobs.is_empty(), "{cancel:?} at {at}");
        }
    }
}

#[test]
fn a_test_says_what_is_not_allowed() {
    for id in ["put", "delete"] {
        let answer = |vendor: &mut Vendor, request: &Request| match request.id == id {
            true => refused(request, 403, "AuthorizationPermissionMismatch"),
            false => vendor.answer(request),
        };
        let Action::Fail(fail) = play_with(&test(), &mut Vendor::default(), |_| Fate::Arrive, answer).end else {
            panic!("{id} is not needed")
        };
        assert_eq!(fail.reason, Reason::PermissionDenied);
        assert!(fail.message.contains("write and delete") && fail.message.contains("`films`"), "{}", fail.message);
    }
}
