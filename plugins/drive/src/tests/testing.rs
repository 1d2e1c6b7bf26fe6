//! The test of a configuration, and transfers that nobody wants any more.

use super::driver::{Fate, job, md5_of, play, play_with, requests, tell, with};
use super::vendor::{Vendor, folder, refused};
use crate::Transfer;
use plugin_sdk::{Action, Destination, Digest, Done, Happened, Job, Kind, Outcome, Reason, Request, json};

fn test_job() -> Job {
    let mut job = with(job(20), "driveFolderId", json!("clips"));
    job.kind = Kind::Test;
    job
}

fn vendor() -> Vendor {
    Vendor { files: vec![folder("clips", "Clips", "root")], ..Vendor::default() }
}

#[test]
fn a_test_writes_and_deletes_and_makes_no_folders() {
    let mut vendor = vendor();
    let played = play(&test_job(), &mut vendor);
    assert_eq!(played.end, Action::Done(Done::default()));
    assert_eq!(vendor.files, [folder("clips", "Clips", "root")]);
    assert_eq!(["begin", "make-folder", "delete"].map(|id| vendor.asked(id)), [1, 0, 1]);
}

#[test]
fn a_disaster_at_any_step_of_a_test_leaves_nothing() {
    let steps = play(&test_job(), &mut vendor()).steps;
    for disaster in [Fate::DieBefore, Fate::DieAfter, Fate::Unreachable, Fate::Cut, Fate::Expire, Fate::Status(503)] {
        for at in 0..steps {
            let mut vendor = vendor();
            let fate = |step| if step == at { disaster } else { Fate::Arrive };
            let played = play_with(&test_job(), &mut vendor, fate, Vendor::answer);
            assert!(matches!(played.end, Action::Done(_)), "{disaster:?} at {at}: {:?}", played.end);
            assert_eq!(vendor.files.len(), 1, "{disaster:?} at {at}");
        }
    }
}

#[test]
fn who_may_not_delete_puts_it_into_the_bin_or_is_told_what_is_left() {
    let answer = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "delete" => refused(request, 403, "insufficientFilePermissions", "No"),
        _ => vendor.answer(request),
    };
    let mut shared = vendor();
    let played = play_with(&test_job(), &mut shared, |_| Fate::Arrive, answer);
    assert_eq!(played.end, Action::Done(Done::default()));
    assert!(shared.sent()[0].is_binned);

    let answer = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "delete" | "bin" => refused(request, 403, "insufficientFilePermissions", "No"),
        _ => vendor.answer(request),
    };
    let played = play_with(&test_job(), &mut vendor(), |_| Fate::Arrive, answer);
    let fail = played.failure();
    assert_eq!(fail.reason, Reason::PermissionDenied);
    assert!(fail.message.contains("`clips`") && fail.message.contains("`film.mp4`"), "{}", fail.message);
}

/// Plays so many steps, then stops; the end.
fn stop_after(steps: usize, job: &Job, vendor: &mut Vendor) -> Action {
    let mut transfer = Transfer::open(job.clone()).unwrap_or_else(|_| panic!("it opens"));
    let mut happened = Happened::Opened;
    let send = |requests: &[Request], vendor: &mut Vendor| Happened::Responses {
        responses: requests.iter().map(|request| Outcome::Response(vendor.answer(request))).collect(),
    };
    for _ in 0..steps {
        happened = match tell(&mut transfer, happened) {
            Action::Digest { ranges } => {
                let digest = |range: &plugin_sdk::DigestRange| Digest {
                    id: range.id.clone(),
                    algorithm: range.algorithm,
                    hex: md5_of(range.length),
                };
                Happened::Digests { digests: ranges.iter().map(digest).collect() }
            }
            action => send(&requests(action), vendor),
        };
    }
    match tell(&mut transfer, Happened::Cancelled) {
        Action::Http { requests } => {
            let told = send(&requests, vendor);
            tell(&mut transfer, told)
        }
        end => end,
    }
}

#[test]
fn a_transfer_that_is_stopped_at_any_step_leaves_no_file() {
    for job in [job(20 << 20), test_job()] {
        let steps = play(&job, &mut vendor()).steps;
        for step in 0..steps {
            let mut vendor = vendor();
            let end = stop_after(step, &job, &mut vendor);
            assert!(matches!(end, Action::Fail(fail) if fail.reason == Reason::Cancelled && !fail.retryable), "{step}");
            assert!(vendor.sent().is_empty(), "{step}: {:?}", vendor.files);
        }
    }
}

#[test]
fn a_transfer_that_is_stopped_abandons_its_upload() {
    let mut vendor = Vendor::default();
    let mut job = job(20 << 20);
    job.file.key = "film.mp4".to_owned();
    // Digest, search, ids, begin, chunk.
    stop_after(5, &job, &mut vendor);
    assert!(vendor.sessions.is_empty());
    assert_eq!(["abandon", "delete"].map(|id| vendor.asked(id)), [1, 1]);
}
