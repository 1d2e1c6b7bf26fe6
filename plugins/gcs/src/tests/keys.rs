//! Names of all kinds arrive as they are, and addresses lead back to them.

use super::driver::{job, play};
use super::vendor::Vendor;
use plugin_sdk::{Action, Done, Reason};
use url::Url;

#[test]
fn awkward_names_arrive_as_they_are() {
    for key in [
        "a b+c%20d#e?f&g=h.mp4",
        "Übung/été 2026/映画 🎬.mp4",
        "100%.mp4",
        "a//b/c..d/…/'\"<>\\|:*.mp4",
        "name=x&uploadType=media.mp4",
        "e\u{301}.mp4",
    ] {
        let mut job = job(1000);
        job.file.key = key.to_owned();
        let mut vendor = Vendor::default();
        let Action::Done(Done { url: Some(url), .. }) = play(&job, &mut vendor).end else { panic!("{key}") };
        assert_eq!(vendor.objects.keys().collect::<Vec<_>>(), [key]);
        let url = Url::parse(&url).unwrap();
        let path = percent_encoding::percent_decode_str(url.path()).decode_utf8().unwrap();
        assert_eq!(path, format!("/films/{key}"));
        assert_eq!((url.query(), url.fragment()), (None, None));
    }
}

#[test]
fn a_public_address_comes_before_the_name() {
    let job = super::driver::with(job(1), "publicUrl", plugin_sdk::json!("https://cdn.example.com/v/"));
    let Action::Done(done) = play(&job, &mut Vendor::default()).end else { panic!() };
    assert_eq!(done.url.as_deref(), Some("https://cdn.example.com/v/2026/film.mp4"));
}

#[test]
fn what_can_be_no_name_is_refused_before_anything_is_sent() {
    for key in ["..", "a/../b", "./a", "", "a\nb", ".well-known/acme-challenge/x", &"ä".repeat(513)] {
        let mut job = job(1000);
        job.file.key = key.to_owned();
        let mut vendor = Vendor::default();
        assert_eq!(play(&job, &mut vendor).failure().reason, Reason::Invalid, "{key:?}");
        assert!(vendor.requests.is_empty());
    }
    let mut longest = job(1000);
    longest.file.key = "ä".repeat(512);
    assert!(matches!(play(&longest, &mut Vendor::default()).end, Action::Done(_)));
}
