//! Whatever dies, one whole file is there in the end, in one set of folders.

use super::driver::{Fate, Played, job, play, play_with};
use super::vendor::{Vendor, respond};
use plugin_sdk::{Action, Reason, Request, json};

const BYTES: u64 = (20 << 20) + 3;
const DISASTERS: [Fate; 8] = [
    Fate::DieBefore,
    Fate::DieAfter,
    Fate::Unreachable,
    Fate::Cut,
    Fate::CutInTheMiddle,
    Fate::Expire,
    Fate::Status(503),
    Fate::Status(429),
];

fn is_done_once(played: &Played, vendor: &Vendor, bytes: u64, what: &str) {
    assert!(matches!(played.end, Action::Done(_)), "{what}: {:?}", played.end);
    assert_eq!(vendor.files.len(), 3, "{what}: two folders and a file: {:?}", vendor.files);
    let file = vendor.sent()[0];
    assert_eq!(vendor.path(file), "root:2026/autumn/film.mp4", "{what}");
    assert_eq!(file.bytes, bytes, "{what}");
}

#[test]
fn a_disaster_at_any_step_leaves_one_whole_file() {
    for bytes in [0, 1000, BYTES] {
        let steps = play(&job(bytes), &mut Vendor::default()).steps;
        for disaster in DISASTERS {
            for at in 0..steps {
                // Searches of Drive may not find what was just made: the ids hold nevertheless.
                for searches_lag in [false, true] {
                    let mut vendor = Vendor { searches_lag, ..Vendor::default() };
                    let fate = |step| if step == at { disaster } else { Fate::Arrive };
                    let played = play_with(&job(bytes), &mut vendor, fate, Vendor::answer);
                    is_done_once(
                        &played,
                        &vendor,
                        bytes,
                        &format!("{bytes} bytes, {disaster:?} at {at}, {searches_lag}"),
                    );
                }
            }
        }
    }
}

#[test]
fn two_disasters_at_any_two_steps_leave_one_whole_file() {
    let steps = play(&job(BYTES), &mut Vendor::default()).steps;
    for first in 0..steps {
        for second in first + 1..steps + 2 {
            for (one, other) in
                [(Fate::DieAfter, Fate::DieAfter), (Fate::CutInTheMiddle, Fate::Cut), (Fate::Cut, Fate::DieBefore)]
            {
                let fate = |step| match step {
                    _ if step == first => one,
                    _ if step == second => other,
                    _ => Fate::Arrive,
                };
                let mut vendor = Vendor { searches_lag: true, ..Vendor::default() };
                let played = play_with(&job(BYTES), &mut vendor, fate, Vendor::answer);
                is_done_once(&played, &vendor, BYTES, &format!("{one:?} at {first}, {other:?} at {second}"));
            }
        }
    }
}

#[test]
fn a_completion_that_nobody_heard_of_is_found_when_the_upload_is_forgotten() {
    let mut vendor = Vendor::default();
    let steps = play(&job(BYTES), &mut vendor).steps;
    let mut vendor = Vendor { searches_lag: true, ..Vendor::default() };
    let forgetful = |vendor: &mut Vendor, request: &Request| {
        if request.id == "query" {
            vendor.sessions.clear();
        }
        vendor.answer(request)
    };
    // The last step is the end, the one before it the last chunk.
    let fate = |step| if step == steps - 2 { Fate::DieAfter } else { Fate::Arrive };
    let played = play_with(&job(BYTES), &mut vendor, fate, forgetful);
    is_done_once(&played, &vendor, BYTES, "");
    assert_eq!((vendor.asked("begin"), vendor.asked("look")), (1, 1));

    // The same, and the server dies when it is about to look. Then the id tells when it begins anew.
    let mut vendor = Vendor { searches_lag: true, ..Vendor::default() };
    let fate = |step| if step == steps - 1 { Fate::DieBefore } else { Fate::Arrive };
    let late = |vendor: &mut Vendor, request: &Request| {
        let response = vendor.answer(request);
        if request.id == "chunk" && vendor.sent().len() == 1 {
            vendor.sessions.clear();
            return respond(request, 404, &json!({}));
        }
        response
    };
    let played = play_with(&job(BYTES), &mut vendor, fate, late);
    is_done_once(&played, &vendor, BYTES, "");
    let ids: Vec<_> = vendor.requests.iter().map(|request| &*request.id).collect();
    assert!(ids.ends_with(&["chunk", "begin", "look"]), "{ids:?}");
}

#[test]
fn a_completion_is_found_by_its_mark_when_the_checkpoint_is_lost() {
    let mut vendor = Vendor::default();
    play(&job(BYTES), &mut vendor);
    for checkpoint in [None, Some(json!(7)), Some(json!({ "ids": 3 }))] {
        let mut job = job(BYTES);
        job.checkpoint = checkpoint;
        let played = play(&job, &mut vendor);
        is_done_once(&played, &vendor, BYTES, "");
    }
    assert_eq!(vendor.asked("begin"), 1);
}

#[test]
fn a_crash_goes_on_where_the_upload_stands() {
    let mut vendor = Vendor::default();
    // Digest, search, ids, two folders found missing and made, begin, and three chunks.
    let fate = |step| if step == 9 { Fate::DieAfter } else { Fate::Arrive };
    let played = play_with(&job(BYTES), &mut vendor, fate, Vendor::answer);
    is_done_once(&played, &vendor, BYTES, "");
    let asked = ["search", "ids", "begin", "query", "chunk"].map(|id| vendor.asked(id));
    assert_eq!(asked, [1, 1, 1, 1, 3]);
}

#[test]
fn an_upload_that_is_forgotten_is_begun_anew_but_not_for_ever() {
    let always = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "chunk" => respond(request, 404, &json!({})),
        _ => vendor.answer(request),
    };
    let mut vendor = Vendor::default();
    let played = play_with(&job(BYTES), &mut vendor, |_| Fate::Arrive, always);
    assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Unavailable, true));
    assert_eq!(vendor.asked("begin"), 4);
    let mut again = job(BYTES);
    again.checkpoint = played.checkpoint;
    is_done_once(&play(&again, &mut vendor), &vendor, BYTES, "another attempt");
}

#[test]
fn an_upload_that_makes_no_progress_ends_the_attempt() {
    let stuck = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "chunk" => respond(request, 308, &json!({})),
        _ => vendor.answer(request),
    };
    for bytes in [0, BYTES] {
        let mut vendor = Vendor::default();
        let played = play_with(&job(bytes), &mut vendor, |_| Fate::Arrive, stuck);
        assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Unavailable, true));
        let mut again = job(bytes);
        again.checkpoint = played.checkpoint;
        is_done_once(&play(&again, &mut vendor), &vendor, bytes, "another attempt");
    }
}
