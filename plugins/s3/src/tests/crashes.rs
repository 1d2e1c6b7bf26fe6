//! Whatever dies, one whole object is there in the end.

use super::driver::{Fate, Played, job, play, play_with};
use super::vendor::{Vendor, good, refused};
use plugin_sdk::{Action, Reason, Response};
use std::cell::Cell;

const BYTES: u64 = (50 << 20) + 3;
const DISASTERS: [Fate; 4] = [Fate::DieBefore, Fate::DieAfter, Fate::Cut, Fate::Expire];

fn is_done_once(played: &Played, vendor: &Vendor, bytes: u64, what: &str) {
    assert!(matches!(played.end, Action::Done(_)), "{what}: {:?}", played.end);
    assert_eq!(vendor.objects.len(), 1, "{what}");
    assert!(vendor.objects["2026/film.mp4"].is_whole(bytes), "{what}");
}

#[test]
fn a_disaster_at_any_step_leaves_one_whole_object() {
    for provider in ["s3", "b2"] {
        for bytes in [0, 1000, BYTES] {
            let steps = play(&job(provider, bytes), &mut Vendor::default()).steps;
            for disaster in DISASTERS {
                for at in 0..steps {
                    let mut vendor = Vendor::default();
                    let fate = |step| if step == at { disaster } else { Fate::Arrive };
                    let played = play_with(&job(provider, bytes), &mut vendor, fate, Vendor::answer);
                    let what = format!("{provider}, {bytes} bytes, {disaster:?} at {at}");
                    is_done_once(&played, &vendor, bytes, &what);
                    assert!(vendor.created == 1 || bytes < BYTES, "{what}: what was completed is found");
                    // Only an upload whose id was never heard of is left.
                    let create = disaster == Fate::DieAfter || disaster == Fate::Cut;
                    assert!(vendor.uploads.len() <= usize::from(create && at == 0), "{what}: {:?}", vendor.uploads);
                }
            }
        }
    }
}

#[test]
fn two_disasters_at_any_two_steps_leave_one_whole_object() {
    let steps = play(&job("r2", BYTES), &mut Vendor::default()).steps;
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
                let played = play_with(&job("r2", BYTES), &mut vendor, fate, Vendor::answer);
                is_done_once(&played, &vendor, BYTES, &format!("{one:?} at {first}, {other:?} at {second}"));
            }
        }
    }
}

#[test]
fn parts_that_were_acknowledged_are_not_sent_again() {
    let count = |fate: &dyn Fn(usize) -> Fate| {
        let mut vendor = Vendor::default();
        play_with(&job("s3", BYTES), &mut vendor, fate, Vendor::answer);
        vendor.requests.iter().filter(|request| request.id.starts_with("part-")).count()
    };
    // Create, digests, four parts, digests, three parts.
    assert_eq!(count(&|_| Fate::Arrive), 7);
    assert_eq!(count(&|step| if step == 3 { Fate::DieBefore } else { Fate::Arrive }), 7);
    assert_eq!(count(&|step| if step == 4 { Fate::DieAfter } else { Fate::Arrive }), 10);
}

#[test]
fn a_key_that_may_only_write_sends_again_what_it_cannot_look_at() {
    let steps = play(&job("s3", BYTES), &mut Vendor::default()).steps;
    for at in 0..steps {
        let mut vendor = Vendor { write_only: true, ..Vendor::default() };
        let fate = |step| if step == at { Fate::DieAfter } else { Fate::Arrive };
        let played = play_with(&job("s3", BYTES), &mut vendor, fate, Vendor::answer);
        is_done_once(&played, &vendor, BYTES, &format!("at {at}"));
    }
}

#[test]
fn a_store_that_refuses_to_complete_twice_is_looked_at() {
    let mut vendor = Vendor::default();
    let completes = Cell::new(0);
    let answer = |vendor: &mut Vendor, request: &plugin_sdk::Request| {
        if request.id == "complete" {
            completes.set(completes.get() + 1);
            if completes.get() > 1 {
                return refused(request, 403, "AccessDenied");
            }
        }
        vendor.answer(request)
    };
    let fate = |step| if step == 5 { Fate::DieAfter } else { Fate::Arrive };
    let played = play_with(&job("s3", BYTES), &mut vendor, fate, answer);
    assert_eq!(completes.get(), 2);
    is_done_once(&played, &vendor, BYTES, "");
    assert_eq!(vendor.created, 1);
}

#[test]
fn an_object_of_another_size_is_corrupted_and_the_next_attempt_begins_anew() {
    let mut vendor = Vendor::default();
    let short = |vendor: &mut Vendor, request: &plugin_sdk::Request| {
        let mut response = vendor.answer(request);
        if request.id == "look" {
            response.headers.insert("content-length".to_owned(), "5".to_owned());
        }
        response
    };
    let mut job = job("s3", BYTES);
    let played = play_with(&job, &mut vendor, |_| Fate::Arrive, short);
    let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
    assert_eq!(fail.reason, Reason::Corrupted);
    assert!(fail.retryable);
    job.checkpoint = played.checkpoint;
    is_done_once(&play(&job, &mut vendor), &vendor, BYTES, "again");
    assert_eq!(vendor.created, 2);
}

#[test]
fn an_upload_that_is_forgotten_is_begun_anew_but_not_for_ever() {
    let mut vendor = Vendor::default();
    let forgotten = Cell::new(false);
    let once = |vendor: &mut Vendor, request: &plugin_sdk::Request| {
        if request.id == "part-5" && !forgotten.replace(true) {
            vendor.uploads.clear();
        }
        vendor.answer(request)
    };
    is_done_once(&play_with(&job("s3", BYTES), &mut vendor, |_| Fate::Arrive, once), &vendor, BYTES, "");

    let always = |vendor: &mut Vendor, request: &plugin_sdk::Request| match &*request.id {
        "part-5" => refused(request, 404, "NoSuchUpload"),
        _ => vendor.answer(request),
    };
    let played = play_with(&job("s3", BYTES), &mut Vendor::default(), |_| Fate::Arrive, always);
    let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
    assert!(fail.retryable);
    assert_eq!(fail.reason, Reason::Unavailable);
}

#[test]
fn parts_that_got_lost_end_the_attempt_and_the_next_one_begins_anew() {
    let mut vendor = Vendor::default();
    let lost = |vendor: &mut Vendor, request: &plugin_sdk::Request| match &*request.id {
        "complete" => refused(request, 400, "InvalidPart"),
        _ => vendor.answer(request),
    };
    let mut job = job("s3", BYTES);
    let played = play_with(&job, &mut vendor, |_| Fate::Arrive, lost);
    let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
    assert!(fail.retryable);
    assert!(vendor.uploads.is_empty());
    job.checkpoint = played.checkpoint;
    is_done_once(&play(&job, &mut vendor), &vendor, BYTES, "again");
}

#[test]
fn an_error_after_a_good_status_is_an_error() {
    let mut vendor = Vendor::default();
    let errors = Cell::new(2);
    let answer = |vendor: &mut Vendor, request: &plugin_sdk::Request| {
        if request.id == "complete" && errors.get() > 0 {
            errors.set(errors.get() - 1);
            return Response { status: 200, ..refused(request, 200, "InternalError") };
        }
        vendor.answer(request)
    };
    is_done_once(&play_with(&job("s3", BYTES), &mut vendor, |_| Fate::Arrive, answer), &vendor, BYTES, "");
    assert_eq!(errors.get(), 0);

    let refusing = |vendor: &mut Vendor, request: &plugin_sdk::Request| match &*request.id {
        "complete" => refused(request, 200, "EntityTooLarge"),
        _ => vendor.answer(request),
    };
    let mut vendor = Vendor::default();
    let played = play_with(&job("s3", BYTES), &mut vendor, |_| Fate::Arrive, refusing);
    let Action::Fail(fail) = played.end else { panic!("{:?}", played.end) };
    assert_eq!(fail.reason, Reason::Invalid);
    assert!(vendor.uploads.is_empty(), "the upload is abandoned");
}

#[test]
fn a_good_status_without_words_is_looked_into() {
    let mut vendor = Vendor::default();
    let silent = |vendor: &mut Vendor, request: &plugin_sdk::Request| match &*request.id {
        "complete" => {
            vendor.answer(request);
            good(request)
        }
        _ => vendor.answer(request),
    };
    is_done_once(&play_with(&job("s3", BYTES), &mut vendor, |_| Fate::Arrive, silent), &vendor, BYTES, "");
    assert_eq!(vendor.created, 1);
}

#[test]
fn a_checkpoint_that_nobody_can_read_begins_anew() {
    for checkpoint in [
        plugin_sdk::json!({ "at": "somewhere" }),
        plugin_sdk::json!(7),
        plugin_sdk::json!({ "at": "uploading", "upload": "u", "partBytes": 0, "tags": [] }),
        plugin_sdk::json!({ "at": "uploading", "upload": "u", "partBytes": 8_388_608, "tags": [null] }),
    ] {
        let mut job = job("s3", BYTES);
        job.checkpoint = Some(checkpoint);
        let mut vendor = Vendor::default();
        is_done_once(&play(&job, &mut vendor), &vendor, BYTES, "");
        assert_eq!(vendor.requests[0].id, "create");
    }
}
