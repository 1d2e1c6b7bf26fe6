//! Whatever dies, one whole file is there in the end.

use super::driver::{Fate, Played, job, play, play_with};
use super::vendor::Vendor;
use plugin_sdk::{Action, Reason, Request, json};
use std::cell::Cell;

const NAME: &str = "2026/spring/film.mp4";
const BYTES: u64 = 200 << 20;
const DISASTERS: [Fate; 4] = [Fate::DieBefore, Fate::DieAfter, Fate::Cut, Fate::Expire];

/// Every kind of NetStorage, with and without a file that has the name already.
fn vendors() -> Vec<Vendor> {
    let mut vendors = Vec::new();
    for older in [None, Some(7), Some(BYTES)] {
        for replaces in [true, false] {
            for is_older_kind in [true, false] {
                let files = older.map(|bytes| (NAME.to_owned(), bytes)).into_iter().collect();
                vendors.push(Vendor { files, replaces, is_older_kind, ..Vendor::default() });
            }
        }
    }
    vendors
}

fn is_done_once(played: &Played, vendor: &Vendor, bytes: u64, what: &str) {
    assert!(matches!(played.end, Action::Done(_)), "{what}: {:?}", played.end);
    assert_eq!(vendor.files.iter().collect::<Vec<_>>(), [(&NAME.to_owned(), &bytes)], "{what}");
}

#[test]
fn a_disaster_at_any_step_leaves_one_whole_file() {
    for bytes in [0, BYTES] {
        for (kind, mut untouched) in vendors().into_iter().enumerate() {
            let steps = play(&job(bytes), &mut untouched).steps;
            for disaster in DISASTERS {
                for at in 0..steps {
                    let mut vendor = vendors().remove(kind);
                    let fate = |step| if step == at { disaster } else { Fate::Arrive };
                    let played = play_with(&job(bytes), &mut vendor, fate, Vendor::answer);
                    is_done_once(&played, &vendor, bytes, &format!("{kind}: {bytes} bytes, {disaster:?} at {at}"));
                }
            }
        }
    }
}

#[test]
fn two_disasters_at_any_two_steps_leave_one_whole_file() {
    for (kind, mut untouched) in vendors().into_iter().enumerate() {
        let steps = play(&job(BYTES), &mut untouched).steps;
        for first in 0..steps {
            for second in first + 1..steps + 3 {
                for (one, other) in
                    [(Fate::DieAfter, Fate::DieAfter), (Fate::DieBefore, Fate::Cut), (Fate::Cut, Fate::DieAfter)]
                {
                    let fate = |step| match step {
                        _ if step == first => one,
                        _ if step == second => other,
                        _ => Fate::Arrive,
                    };
                    let mut vendor = vendors().remove(kind);
                    let played = play_with(&job(BYTES), &mut vendor, fate, Vendor::answer);
                    is_done_once(&played, &vendor, BYTES, &format!("{kind}: {one:?} {first}, {other:?} {second}"));
                }
            }
        }
    }
}

#[test]
fn what_was_sent_is_not_sent_again_once_that_was_acknowledged() {
    let count = |fate: &dyn Fn(usize) -> Fate| {
        let mut vendor = Vendor { is_older_kind: false, ..Vendor::default() };
        play_with(&job(BYTES), &mut vendor, fate, Vendor::answer);
        vendor.requests.iter().filter(|request| request.id == "upload").count()
    };
    // Folder, upload, rename, digest, look.
    assert_eq!(count(&|_| Fate::Arrive), 1);
    assert_eq!(count(&|step| if step == 1 { Fate::DieAfter } else { Fate::Arrive }), 2);
    for at in 2..5 {
        assert_eq!(count(&|step| if step == at { Fate::DieAfter } else { Fate::Arrive }), 1, "{at}");
    }
}

#[test]
fn a_temporary_file_that_somebody_deletes_is_sent_again_but_not_for_ever() {
    let run = |times: usize| {
        let deletions = Cell::new(times);
        let answer = |vendor: &mut Vendor, request: &Request| {
            if request.id == "rename" && deletions.get() > 0 {
                deletions.set(deletions.get() - 1);
                vendor.files.clear();
            }
            vendor.answer(request)
        };
        let mut vendor = Vendor::default();
        (play_with(&job(BYTES), &mut vendor, |_| Fate::Arrive, answer), vendor)
    };
    let (played, vendor) = run(2);
    is_done_once(&played, &vendor, BYTES, "");
    let (played, _) = run(100);
    let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
    assert_eq!(fail.reason, Reason::Unavailable);
    assert!(fail.retryable);
}

#[test]
fn what_arrived_otherwise_is_corrupted_and_the_next_attempt_begins_anew() {
    for (wrong, right) in [("size=\"9\"", "size=\"3\""), ("md5=\"5d41\"", "md5=\"00000000000000000000000000000003\"")] {
        let answer = |vendor: &mut Vendor, request: &Request| {
            let mut response = vendor.answer(request);
            response.body = response.body.replace(right, wrong);
            response
        };
        let mut vendor = Vendor::default();
        let mut job = job(3);
        let played = play_with(&job, &mut vendor, |_| Fate::Arrive, answer);
        let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
        assert_eq!(fail.reason, Reason::Corrupted, "{wrong}");
        assert!(fail.retryable);
        job.checkpoint = played.checkpoint;
        is_done_once(&play(&job, &mut vendor), &vendor, 3, wrong);
        assert_eq!(vendor.requests.iter().filter(|request| request.id == "upload").count(), 2);
    }
}

#[test]
fn a_checkpoint_that_nobody_can_read_begins_anew() {
    for checkpoint in [json!({ "at": "somewhere" }), json!(7), json!({})] {
        let mut job = job(BYTES);
        job.checkpoint = Some(checkpoint);
        let mut vendor = Vendor::default();
        is_done_once(&play(&job, &mut vendor), &vendor, BYTES, "");
    }
}

#[test]
fn what_is_stopped_leaves_the_whole_file_or_nothing() {
    for (kind, mut untouched) in vendors().into_iter().enumerate() {
        let steps = play(&job(3), &mut untouched).steps;
        for cancel in [Fate::CancelBefore, Fate::CancelAfter] {
            for at in 0..steps - 1 {
                let mut vendor = vendors().remove(kind);
                let before = vendor.files.clone();
                let fate = |step| if step == at { cancel } else { Fate::Arrive };
                let played = play_with(&job(3), &mut vendor, fate, Vendor::answer);
                let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
                assert_eq!(fail.reason, Reason::Cancelled);
                let is_clean = vendor.files.keys().all(|name| name == NAME);
                let is_whole = vendor.files.is_empty() || vendor.files == before || vendor.files[NAME] == 3;
                assert!(is_clean && is_whole, "{kind}: {cancel:?} at {at}: {:?}", vendor.files);
                assert!(played.steps <= at + 3, "tidied up in one answer");
            }
        }
    }
}
