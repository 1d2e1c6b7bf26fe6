//! Whole transfers, without disasters.

use super::driver::{Played, job, play, play_with, with};
use super::vendor::{Object, Vendor};
use plugin_sdk::{Action, Body, Done, json};

fn ids(vendor: &Vendor) -> Vec<&str> {
    vendor.requests.iter().map(|request| &*request.id).collect()
}

fn is_done(played: &Played) -> Done {
    let Action::Done(done) = &played.end else { panic!("{:?}", played.end) };
    done.clone()
}

#[test]
fn a_small_file_goes_in_one_chunk() {
    let mut vendor = Vendor::default();
    let done = is_done(&play(&job(1000), &mut vendor));
    assert_eq!(ids(&vendor), ["token", "begin", "chunk"]);
    assert_eq!(done.url.as_deref(), Some("https://storage.googleapis.com/films/2026/film.mp4"));
    assert_eq!(done.id.as_deref(), Some("films/2026/film.mp4/1"));
    let Object { bytes, media_type, transfer, .. } = &vendor.objects["2026/film.mp4"];
    assert_eq!((*bytes, &**media_type), (1000, "video/mp4"));
    assert_eq!(transfer, "6f2c7e0e-5f43-4a64-9a0e-1f4c3d8f3a11");
}

#[test]
fn an_empty_file_arrives() {
    let mut vendor = Vendor::default();
    is_done(&play(&job(0), &mut vendor));
    assert_eq!(ids(&vendor), ["token", "begin", "chunk"]);
    assert_eq!(vendor.objects["2026/film.mp4"].bytes, 0);
    assert_eq!(vendor.requests[2].body, Body::File { offset: 0, length: 0 });
}

#[test]
fn a_large_file_goes_in_chunks_one_after_the_other() {
    let mut vendor = Vendor::default();
    let bytes = (200 << 20) + 1;
    is_done(&play(&job(bytes), &mut vendor));
    assert_eq!(vendor.objects["2026/film.mp4"].bytes, bytes);
    let chunks: Vec<_> = vendor.requests.iter().filter(|request| request.id == "chunk").collect();
    assert_eq!(chunks.len(), 26);
    assert_eq!(chunks[0].headers["content-range"], format!("bytes 0-8388607/{bytes}"));
    assert_eq!(chunks[25].headers["content-range"], format!("bytes {0}-{0}/{bytes}", bytes - 1));
}

#[test]
fn what_the_service_kept_of_a_chunk_counts() {
    let mut vendor = Vendor::default();
    let stingy = |vendor: &mut Vendor, request: &plugin_sdk::Request| {
        vendor.is_cut = request.id == "chunk" && vendor.requests.len().is_multiple_of(2);
        vendor.answer(request)
    };
    is_done(&play_with(&job(40 << 20), &mut vendor, |_| super::driver::Fate::Arrive, stingy));
    assert_eq!(vendor.objects["2026/film.mp4"].bytes, 40 << 20);
}

#[test]
fn an_object_of_that_name_is_replaced() {
    let mut vendor = Vendor::default();
    is_done(&play(&job(1000), &mut vendor));
    is_done(&play(&job(2000), &mut vendor));
    assert_eq!(vendor.objects.len(), 1);
    assert_eq!(vendor.objects["2026/film.mp4"].bytes, 2000);
}

#[test]
fn an_endpoint_is_called_instead_and_may_give_tokens() {
    let mut vendor = Vendor { endpoint: "http://127.0.0.1:4443".to_owned(), ..Vendor::default() };
    let mut key = super::driver::key_file();
    key["token_uri"] = json!("http://127.0.0.1:4443/token");
    let job = with(with(job(1000), "endpoint", json!("http://127.0.0.1:4443/")), "gcsServiceAccountJson", key);
    is_done(&play(&job, &mut vendor));
    assert!(vendor.requests.iter().all(|request| request.url.starts_with("http://127.0.0.1:4443/")));
}

#[test]
fn who_pays_is_named_where_somebody_has_to() {
    let mut vendor = Vendor { wants_payer: true, ..Vendor::default() };
    is_done(&play(&job(1000), &mut vendor));
    assert_eq!(ids(&vendor), ["token", "begin", "begin", "chunk"]);
    assert!(!vendor.requests[1].url.contains("userProject"));
    assert!(vendor.requests[2].url.ends_with("&userProject=films-project"));

    let mut vendor = Vendor { wants_payer: true, ..Vendor::default() };
    is_done(&play(&with(job(1000), "gcsProjectId", json!("payers")), &mut vendor));
    assert!(vendor.requests[2].url.ends_with("&userProject=payers"));
}

#[test]
fn an_upload_that_claims_to_be_elsewhere_is_not_followed() {
    let elsewhere = |vendor: &mut Vendor, request: &plugin_sdk::Request| {
        let mut response = vendor.answer(request);
        if request.id == "begin" {
            response.headers.insert("location".to_owned(), "https://storage.googleapis.com.evil.example/x".to_owned());
        }
        response
    };
    let mut vendor = Vendor::default();
    let played = play_with(&job(1000), &mut vendor, |_| super::driver::Fate::Arrive, elsewhere);
    assert!(played.failure().message.contains("`endpoint`"));
    assert_eq!(ids(&vendor), ["token", "begin"]);
}
