//! Whatever dies, one whole blob is there in the end.

use super::driver::{Fate, Played, job, play, play_with};
use super::vendor::{Blob, Vendor, refused};
use plugin_sdk::{Action, Reason, Request, json};
use std::cell::Cell;

const BYTES: u64 = (50 << 20) + 3;
const NAME: &str = "2026/film.mp4";
const DISASTERS: [Fate; 4] = [Fate::DieBefore, Fate::DieAfter, Fate::Cut, Fate::Expire];

fn is_done_once(played: &Played, vendor: &Vendor, bytes: u64, what: &str) {
    assert!(matches!(played.end, Action::Done(_)), "{what}: {:?}", played.end);
    assert_eq!(vendor.blobs.len(), 1, "{what}");
    assert!(vendor.blobs[NAME].is_whole(bytes), "{what}");
    assert!(vendor.uncommitted.is_empty(), "{what}");
}

#[test]
fn a_disaster_at_any_step_leaves_one_whole_blob() {
    for bytes in [0, 1000, BYTES] {
        let steps = play(&job(bytes), &mut Vendor::default()).steps;
        for disaster in DISASTERS {
            for at in 0..steps {
                let mut vendor = Vendor::default();
                let fate = |step| if step == at { disaster } else { Fate::Arrive };
                let played = play_with(&job(bytes), &mut vendor, fate, Vendor::answer);
                is_done_once(&played, &vendor, bytes, &format!("{bytes} bytes, {disaster:?} at {at}"));
            }
        }
    }
}

#[test]
fn two_disasters_at_any_two_steps_leave_one_whole_blob() {
    let steps = play(&job(BYTES), &mut Vendor::default()).steps;
    for first in 0..steps {
        for second in first + 1..steps + 2 {
            for (one, other) in
                [(Fate::DieAfter, Fate::DieAfter), (Fate::DieBefore, Fate::Cut), (Fate::Cut, Fate::DieAfter)]
            {
                let fate = |step| match step {
                    _ if step == first => one,
                    _ if step == second => other,
                    _ => Fate::Arrive,
                };
                let mut vendor = Vendor::default();
                let played = play_with(&job(BYTES), &mut vendor, fate, Vendor::answer);
                is_done_once(&played, &vendor, BYTES, &format!("{one:?} at {first}, {other:?} at {second}"));
            }
        }
    }
}

#[test]
fn blocks_that_were_acknowledged_are_not_sent_again() {
    let count = |fate: &dyn Fn(usize) -> Fate| {
        let mut vendor = Vendor::default();
        play_with(&job(BYTES), &mut vendor, fate, Vendor::answer);
        vendor.requests.iter().filter(|request| request.id.starts_with("block-")).count()
    };
    // Digests, four blocks, digests, three blocks.
    assert_eq!(count(&|_| Fate::Arrive), 7);
    assert_eq!(count(&|step| if step == 2 { Fate::DieBefore } else { Fate::Arrive }), 7);
    assert_eq!(count(&|step| if step == 3 { Fate::DieAfter } else { Fate::Arrive }), 10);
}

/// Something happens to the container when the list is sent for the first time.
fn with_an_accident(accident: impl Fn(&mut Vendor)) -> (Played, Vendor) {
    let mut vendor = Vendor::default();
    let has_happened = Cell::new(false);
    let answer = |vendor: &mut Vendor, request: &Request| {
        if request.id == "commit" && !has_happened.replace(true) {
            accident(vendor);
        }
        vendor.answer(request)
    };
    (play_with(&job(BYTES), &mut vendor, |_| Fate::Arrive, answer), vendor)
}

#[test]
fn blocks_that_got_lost_are_sent_again() {
    let (played, vendor) = with_an_accident(|vendor| vendor.uncommitted.clear());
    is_done_once(&played, &vendor, BYTES, "they were too old");
    let (played, vendor) = with_an_accident(|vendor| {
        vendor.uncommitted.clear();
        vendor.blobs.insert(NAME.to_owned(), Blob::default());
    });
    is_done_once(&played, &vendor, BYTES, "another blob of this name was made, which drops them");
}

#[test]
fn a_list_that_is_refused_since_it_was_taken_before_is_looked_into() {
    let mut vendor = Vendor::default();
    let answer = |vendor: &mut Vendor, request: &Request| {
        let response = vendor.answer(request);
        if request.id == "commit" { refused(request, 400, "InvalidBlockList") } else { response }
    };
    let played = play_with(&job(BYTES), &mut vendor, |_| Fate::Arrive, answer);
    is_done_once(&played, &vendor, BYTES, "");
    assert_eq!(vendor.created, 1);
}

#[test]
fn blocks_that_get_lost_again_and_again_end_the_attempt() {
    let answer = |vendor: &mut Vendor, request: &Request| {
        if request.id == "commit" {
            vendor.uncommitted.clear();
        }
        vendor.answer(request)
    };
    let played = play_with(&job(BYTES), &mut Vendor::default(), |_| Fate::Arrive, answer);
    let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
    assert!(fail.retryable);
    assert_eq!(fail.reason, Reason::Unavailable);
}

#[test]
fn what_arrived_otherwise_is_corrupted_and_the_next_attempt_begins_anew() {
    for (bytes, wrong) in [(1000, "content-md5"), (BYTES, "content-md5"), (BYTES, "content-length")] {
        let mut vendor = Vendor::default();
        let answer = |vendor: &mut Vendor, request: &Request| {
            let mut response = vendor.answer(request);
            if let Some(value) = response.headers.get_mut(wrong) {
                *value = "5".to_owned();
            }
            response
        };
        let mut job = job(bytes);
        let played = play_with(&job, &mut vendor, |_| Fate::Arrive, answer);
        let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
        assert_eq!(fail.reason, Reason::Corrupted);
        assert!(fail.retryable);
        job.checkpoint = played.checkpoint;
        is_done_once(&play(&job, &mut vendor), &vendor, bytes, wrong);
    }
}

#[test]
fn a_checkpoint_that_nobody_can_read_begins_anew() {
    for checkpoint in [
        json!({ "at": "somewhere" }),
        json!(7),
        json!({ "at": "blocks", "blockBytes": 0, "sent": [] }),
        json!({ "at": "blocks", "blockBytes": 8_388_608, "sent": [7] }),
        json!({ "at": "written", "version": null }),
    ] {
        let mut job = job(BYTES);
        job.checkpoint = Some(checkpoint);
        let mut vendor = Vendor::default();
        is_done_once(&play(&job, &mut vendor), &vendor, BYTES, "");
    }
}

#[test]
fn what_is_stopped_leaves_no_blob_that_is_not_whole() {
    for bytes in [1000, BYTES] {
        let steps = play(&job(bytes), &mut Vendor::default()).steps;
        for cancel in [Fate::CancelBefore, Fate::CancelAfter] {
            for at in 0..steps - 1 {
                let mut vendor = Vendor::default();
                let fate = |step| if step == at { cancel } else { Fate::Arrive };
                let played = play_with(&job(bytes), &mut vendor, fate, Vendor::answer);
                let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
                assert_eq!(fail.reason, Reason::Cancelled);
                assert!(vendor.blobs.values().all(|blob| blob.is_whole(bytes)));
            }
        }
    }
}
