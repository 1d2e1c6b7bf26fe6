//! Whatever dies, one whole object is there in the end.

use super::driver::{Fate, Played, job, play, play_with};
use super::vendor::Vendor;
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
    assert_eq!(vendor.objects.len(), 1, "{what}");
    assert_eq!(vendor.objects["2026/film.mp4"].bytes, bytes, "{what}");
}

#[test]
fn a_disaster_at_any_step_leaves_one_whole_object() {
    for bytes in [0, 1000, BYTES] {
        let steps = play(&job(bytes), &mut Vendor::default()).steps;
        for disaster in DISASTERS {
            for at in 0..steps {
                let mut vendor = Vendor::default();
                let fate = |step| if step == at { disaster } else { Fate::Arrive };
                let played = play_with(&job(bytes), &mut vendor, fate, Vendor::answer);
                let what = format!("{bytes} bytes, {disaster:?} at {at}");
                is_done_once(&played, &vendor, bytes, &what);
                assert_eq!(vendor.written, 1, "{what}: what was completed is found");
            }
        }
    }
}

#[test]
fn two_disasters_at_any_two_steps_leave_one_whole_object() {
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
                let mut vendor = Vendor::default();
                let played = play_with(&job(BYTES), &mut vendor, fate, Vendor::answer);
                is_done_once(&played, &vendor, BYTES, &format!("{one:?} at {first}, {other:?} at {second}"));
                assert_eq!(vendor.written, 1);
            }
        }
    }
}

#[test]
fn a_crash_goes_on_where_the_upload_stands() {
    // Digest, token, begin, chunk, chunk, chunk.
    for (disaster, chunks) in [(Fate::DieBefore, 3), (Fate::DieAfter, 3), (Fate::CutInTheMiddle, 4)] {
        let mut vendor = Vendor::default();
        let fate = |step| if step == 4 { disaster } else { Fate::Arrive };
        let played = play_with(&job(BYTES), &mut vendor, fate, Vendor::answer);
        is_done_once(&played, &vendor, BYTES, "");
        let count = |id: &str| vendor.requests.iter().filter(|request| request.id == id).count();
        let sent = chunks - usize::from(disaster == Fate::CutInTheMiddle);
        assert_eq!((count("begin"), count("query")), (1, 1), "{disaster:?}");
        assert!((sent..=chunks).contains(&count("chunk")), "{disaster:?}: {}", count("chunk"));
    }
}

#[test]
fn an_upload_that_is_forgotten_is_begun_anew_but_not_for_ever() {
    for status in [404, 410, 499] {
        let mut vendor = Vendor::default();
        let once = |vendor: &mut Vendor, request: &Request| {
            let is_first = vendor.requests.iter().all(|before| before.id != "chunk");
            let response = vendor.answer(request);
            if request.id == "chunk" && is_first {
                return super::vendor::respond(request, status, &json!({}));
            }
            response
        };
        let played = play_with(&job(BYTES), &mut vendor, |_| Fate::Arrive, once);
        is_done_once(&played, &vendor, BYTES, "");
        assert_eq!(vendor.sessions.len(), 2);

        let always = |vendor: &mut Vendor, request: &Request| match &*request.id {
            "chunk" => super::vendor::respond(request, status, &json!({})),
            _ => vendor.answer(request),
        };
        let played = play_with(&job(BYTES), &mut Vendor::default(), |_| Fate::Arrive, always);
        let fail = played.failure();
        assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true));
        assert_eq!(played.checkpoint, Some(json!({ "at": "beginning" })));
    }
}

#[test]
fn an_upload_that_makes_no_progress_ends_the_attempt() {
    let stuck = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "chunk" => super::vendor::respond(request, 308, &json!({})),
        _ => vendor.answer(request),
    };
    for bytes in [0, BYTES] {
        let mut vendor = Vendor::default();
        let played = play_with(&job(bytes), &mut vendor, |_| Fate::Arrive, stuck);
        assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Unavailable, true));
        assert_eq!(played.checkpoint, Some(json!({ "at": "beginning" })), "another attempt begins anew");
    }
}

#[test]
fn a_checkpoint_that_is_of_no_use_begins_anew() {
    for checkpoint in [
        json!({ "at": "somewhere" }),
        json!(7),
        json!({ "at": "written", "generation": "3" }),
        json!({ "at": "uploading", "crc32c": "AAAAAA==", "session": "https://elsewhere.example/upload" }),
        json!({ "at": "uploading", "crc32c": "AAAAAA==", "session": "https://storage.googleapis.com/x?upload_id=gone" }),
    ] {
        let mut job = job(BYTES);
        job.checkpoint = Some(checkpoint);
        let mut vendor = Vendor::default();
        is_done_once(&play(&job, &mut vendor), &vendor, BYTES, "");
    }
}
