//! Transfers that go well.

use super::driver::{job, play};
use super::vendor::Vendor;
use plugin_sdk::{Action, Body, Done, json};

const MEBIBYTE: u64 = 1 << 20;

fn url(end: &Action) -> &str {
    match end {
        Action::Done(Done { url: Some(url), id: None }) => url,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_small_file_and_an_empty_one_go_in_one_request() {
    for bytes in [0, 1, 8 * MEBIBYTE] {
        let mut vendor = Vendor::default();
        let played = play(&job(bytes), &mut vendor);
        assert_eq!(url(&played.end), "https://studio.blob.core.windows.net/films/2026/film.mp4");
        assert_eq!(played.checkpoint, None);
        let [request] = &*vendor.requests else { panic!("{:?}", vendor.requests) };
        assert_eq!(request.body, Body::File { offset: 0, length: bytes });
        assert_eq!(request.headers["x-ms-blob-content-type"], "video/mp4");
        assert_eq!(request.headers["x-ms-blob-content-md5"], request.headers["content-md5"]);
        assert_eq!(request.headers["x-ms-version"], "2021-12-02");
        assert!(request.headers["authorization"].starts_with("SharedKey studio:"));
        assert!(vendor.blobs["2026/film.mp4"].is_whole(bytes));
    }
}

#[test]
fn a_large_file_goes_in_blocks_four_at_once() {
    let mut vendor = Vendor::default();
    let played = play(&job(200 * MEBIBYTE + 1), &mut vendor);
    assert_eq!(url(&played.end), "https://studio.blob.core.windows.net/films/2026/film.mp4");
    assert!(vendor.blobs["2026/film.mp4"].is_whole(200 * MEBIBYTE + 1));
    assert_eq!(vendor.blobs["2026/film.mp4"].headers["x-ms-blob-content-type"], "video/mp4");
    assert_eq!(vendor.created, 1);
    assert!(vendor.uncommitted.is_empty());
    // 26 blocks, 4 at once: 7 answers with digests and 7 with blocks; the list, the look, and the end.
    assert_eq!(played.steps, 17);
    assert_eq!(vendor.requests.len(), 28);
}

#[test]
fn no_request_is_signed_like_another() {
    let mut vendor = Vendor::default();
    play(&job(50 * MEBIBYTE), &mut vendor);
    let mut signatures = vendor.requests.iter().map(|request| &request.headers["authorization"]).collect::<Vec<_>>();
    signatures.sort();
    signatures.dedup();
    assert_eq!(signatures.len(), vendor.requests.len());
}

#[test]
fn awkward_names_arrive_as_they_are() {
    let long = "é".repeat(1024);
    for key in ["a b+c%20#d?e&f=g.mp4", "日本/映画 🎬.mp4", "a//b", "~._-!'()*;:@,[]", "\"quoted\"", &long] {
        for bytes in [3, 9 * MEBIBYTE] {
            let mut job = job(bytes);
            job.file.key = key.to_owned();
            let mut vendor = Vendor::default();
            let played = play(&job, &mut vendor);
            assert!(vendor.blobs[key].is_whole(bytes), "{key}");
            assert!(url(&played.end).bytes().all(|byte| byte.is_ascii_graphic() && !b"#?\"".contains(&byte)), "{key}");
        }
    }
    let mut job = job(3);
    job.file.key = "films/a..".to_owned();
    let Action::Fail(fail) = play(&job, &mut Vendor::default()).end else {
        panic!("a name that Azure changes is taken")
    };
    assert!(fail.message.contains("dot"), "{}", fail.message);
}

#[test]
fn the_address_is_the_configured_one() {
    let mut job = job(3);
    job.config.insert("publicUrl".to_owned(), json!("https://cdn.example.com/v/"));
    assert_eq!(url(&play(&job, &mut Vendor::default()).end), "https://cdn.example.com/v/2026/film.mp4");
    job.config.insert("publicUrl".to_owned(), json!(""));
    job.config.insert("endpoint".to_owned(), json!("https://studio.blob.core.windows.net"));
    let end = play(&job, &mut Vendor::default()).end;
    assert_eq!(url(&end), "https://studio.blob.core.windows.net/films/2026/film.mp4");
}
