//! Transfers that go well.

use super::driver::{TRANSFER, job, play};
use super::vendor::Vendor;
use plugin_sdk::{Action, Done, json};

fn ids(vendor: &Vendor) -> Vec<&str> {
    vendor.requests.iter().map(|request| &*request.id).collect()
}

fn url(end: &Action) -> Option<&str> {
    match end {
        Action::Done(Done { url, id: None }) => url.as_deref(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_sent_under_another_name_and_renamed() {
    for bytes in [0, 1, 200 << 20] {
        let mut vendor = Vendor { is_older_kind: false, ..Vendor::default() };
        let played = play(&job(bytes), &mut vendor);
        assert_eq!(url(&played.end), Some("https://cdn.example.com/2026/spring/film.mp4"));
        assert_eq!(ids(&vendor), ["mkdir", "upload", "rename", "stat"]);
        assert_eq!(
            vendor.requests[1].url,
            format!("https://studio-nsu.akamaihd.net/123456/2026/spring/rushes-{TRANSFER}.part")
        );
        assert_eq!(vendor.files.into_iter().collect::<Vec<_>>(), [("2026/spring/film.mp4".to_owned(), bytes)]);
    }
}

#[test]
fn missing_folders_are_made_from_without() {
    let mut vendor = Vendor::default();
    assert!(matches!(play(&job(3), &mut vendor).end, Action::Done(_)));
    assert_eq!(vendor.folders.iter().collect::<Vec<_>>(), ["2026", "2026/spring"]);
    assert_eq!(ids(&vendor), ["mkdir", "mkdir", "mkdir", "upload", "rename", "stat"]);
    vendor.requests.clear();
    assert!(matches!(play(&job(3), &mut vendor).end, Action::Done(_)));
    assert_eq!(ids(&vendor), ["mkdir", "upload", "rename", "stat"], "they are there");
    let mut job = job(3);
    job.file.key = "film.mp4".to_owned();
    vendor.requests.clear();
    assert!(matches!(play(&job, &mut vendor).end, Action::Done(_)));
    assert_eq!(ids(&vendor), ["upload", "rename", "stat"], "there is none");
}

#[test]
fn what_has_the_name_is_replaced_either_way() {
    for replaces in [true, false] {
        for keeps_md5 in [true, false] {
            let mut vendor = Vendor { replaces, keeps_md5, ..Vendor::default() };
            play(&job(5), &mut vendor);
            assert!(matches!(play(&job(3), &mut vendor).end, Action::Done(_)));
            assert_eq!(vendor.files.into_iter().collect::<Vec<_>>(), [("2026/spring/film.mp4".to_owned(), 3)]);
        }
    }
}

#[test]
fn awkward_names_arrive_as_they_are() {
    for key in ["a b+c%20#d?e&f=g.mp4", "日本/映画 🎬.mp4", "~._-!'()*;:@,[]", "v/\"quoted\".mp4"] {
        let mut job = job(3);
        job.file.key = key.to_owned();
        let mut vendor = Vendor::default();
        let end = play(&job, &mut vendor).end;
        let url = url(&end).unwrap();
        assert!(url.bytes().all(|byte| byte.is_ascii_graphic() && !b"#?\"".contains(&byte)), "{url}");
        assert_eq!(vendor.files.keys().collect::<Vec<_>>(), [key]);
    }
    let mut job = job(3);
    job.file.key = "films/../film.mp4".to_owned();
    let Action::Fail(fail) = play(&job, &mut Vendor::default()).end else { panic!("it leaves the folder") };
    assert!(fail.message.contains(".."), "{}", fail.message);
}

#[test]
fn the_address_is_the_configured_one_or_none() {
    let mut job = job(3);
    job.config.insert("publicUrl".to_owned(), json!("https://cdn.example.com/v/"));
    let end = play(&job, &mut Vendor::default()).end;
    assert_eq!(url(&end), Some("https://cdn.example.com/v/2026/spring/film.mp4"));
    job.config.insert("publicUrl".to_owned(), json!(""));
    assert_eq!(url(&play(&job, &mut Vendor::default()).end), None);
    job.config.insert("endpoint".to_owned(), json!("https://studio-nsu.akamaihd.net/"));
    job.config.insert("host".to_owned(), json!("other-nsu.akamaihd.net"));
    assert!(matches!(play(&job, &mut Vendor::default()).end, Action::Done(_)));
}
