//! Whole transfers, without disasters.

use super::driver::{Fate, job, play, play_with};
use super::vendor::Vendor;
use plugin_sdk::{Action, Body, Done, Request};

fn ids(vendor: &Vendor) -> Vec<&str> {
    vendor.requests.iter().map(|request| &*request.id).collect()
}

fn done(end: &Action) -> Done {
    let Action::Done(done) = end else { panic!("{end:?}") };
    done.clone()
}

#[test]
fn a_small_file_goes_in_one_chunk() {
    let mut job = job(1000);
    job.file.key = "film.mp4".to_owned();
    let mut vendor = Vendor::default();
    let done = done(&play(&job, &mut vendor).end);
    assert_eq!(ids(&vendor), ["search", "ids", "begin", "chunk"]);
    assert_eq!(done.id.as_deref(), Some("id-0"));
    assert_eq!(done.url.as_deref(), Some("https://drive.google.com/file/d/id-0/view"));
    let file = vendor.sent()[0];
    assert_eq!((&*file.name, &*file.parent, file.bytes), ("film.mp4", "root", 1000));
    assert_eq!(file.media_type, "video/mp4");
    assert_eq!(file.properties["rushesTransfer"], "6f2c7e0e-5f43-4a64-9a0e-1f4c3d8f3a11");
}

#[test]
fn an_empty_file_arrives() {
    let mut vendor = Vendor::default();
    done(&play(&job(0), &mut vendor).end);
    assert_eq!(vendor.sent()[0].bytes, 0);
    assert_eq!(vendor.requests.last().unwrap().body, Body::File { offset: 0, length: 0 });
}

#[test]
fn a_large_file_goes_in_chunks_one_after_the_other() {
    let mut vendor = Vendor::default();
    let bytes = (200 << 20) + 1;
    done(&play(&job(bytes), &mut vendor).end);
    assert_eq!(vendor.sent()[0].bytes, bytes);
    assert_eq!(vendor.asked("chunk"), 26);
    assert_eq!(vendor.asked("query"), 0);
}

#[test]
fn what_drive_kept_of_a_chunk_counts() {
    let mut vendor = Vendor::default();
    let stingy = |vendor: &mut Vendor, request: &Request| {
        vendor.is_cut = request.id == "chunk" && vendor.requests.len().is_multiple_of(2);
        vendor.answer(request)
    };
    done(&play_with(&job(40 << 20), &mut vendor, |_| Fate::Arrive, stingy).end);
    assert_eq!(vendor.sent()[0].bytes, 40 << 20);
}

#[test]
fn an_answer_that_says_too_little_is_looked_into() {
    let silent = |vendor: &mut Vendor, request: &Request| {
        let mut response = vendor.answer(request);
        if request.id == "chunk" {
            "{}".clone_into(&mut response.body);
        }
        response
    };
    let mut vendor = Vendor::default();
    done(&play_with(&job(1000), &mut vendor, |_| Fate::Arrive, silent).end);
    assert_eq!(vendor.asked("look"), 1);
}

#[test]
fn two_transfers_of_one_name_make_two_files() {
    let mut vendor = Vendor::default();
    done(&play(&job(1000), &mut vendor).end);
    let mut other = job(2000);
    other.transfer = "0b0e3c0e-0000-4a64-9a0e-1f4c3d8f3a11".to_owned();
    done(&play(&other, &mut vendor).end);
    assert_eq!(vendor.sent().iter().map(|file| file.bytes).collect::<Vec<_>>(), [1000, 2000]);
    assert_eq!(vendor.asked("make-folder"), 2, "both are in the same folders");
}

#[test]
fn an_upload_that_claims_to_be_elsewhere_is_not_followed() {
    for address in ["https://www.googleapis.com.evil.example/x", "http://www.googleapis.com/x", "not an address"] {
        let elsewhere = |vendor: &mut Vendor, request: &Request| {
            let mut response = vendor.answer(request);
            if request.id == "begin" {
                response.headers.insert("location".to_owned(), address.to_owned());
            }
            response
        };
        let mut vendor = Vendor::default();
        let played = play_with(&job(1000), &mut vendor, |_| Fate::Arrive, elsewhere);
        assert!(played.failure().message.contains("`endpoint`"));
        assert_eq!(vendor.requests.last().unwrap().id, "begin");
    }
}
