//! Folders are found or made, once, and names of all kinds arrive as they are.

use super::driver::{Fate, job, play, play_with, with};
use super::vendor::{Vendor, folder};
use plugin_sdk::{Action, Reason, Request, json};

#[test]
fn folders_that_are_missing_are_made_and_others_are_found() {
    let mut vendor = Vendor::default();
    // Another's capitals, another's place, and in the bin: none of them is meant.
    vendor.files = vec![
        folder("a", "2026", "root"),
        folder("b", "Autumn", "a"),
        folder("c", "autumn", "root"),
        super::vendor::File { is_binned: true, ..folder("d", "autumn", "a") },
    ];
    assert!(matches!(play(&job(1000), &mut vendor).end, Action::Done(_)));
    assert_eq!(vendor.asked("make-folder"), 1);
    assert_eq!(vendor.path(vendor.sent()[0]), "root:2026/autumn/film.mp4");
}

#[test]
fn awkward_names_arrive_as_they_are() {
    for key in [
        "it's/a \\ b's\\/c'd.mp4",
        "Übung/été 2026/映画 🎬.mp4",
        "a b+c%20d#e?f&g=h/100%.mp4",
        "' or name contains '/x.mp4",
        "../..mp4",
    ] {
        let mut job = job(1000);
        job.file.key = key.to_owned();
        let mut vendor = Vendor::default();
        assert!(matches!(play(&job, &mut vendor).end, Action::Done(_)), "{key}");
        assert_eq!(vendor.path(vendor.sent()[0]), format!("root:{key}"));
        let made = vendor.files.len();
        job.transfer = "another".to_owned();
        assert!(matches!(play(&job, &mut vendor).end, Action::Done(_)), "{key}");
        assert_eq!(vendor.files.len(), made + 1, "{key}: its folders are found");
    }
}

#[test]
fn a_render_may_name_another_folder() {
    let configured = with(job(1000), "driveFolderId", json!("configured"));
    let mut said = configured.clone();
    said.options.insert("folderId".to_owned(), json!("said"));
    for (job, root) in [(configured, "configured"), (said, "said")] {
        let files = vec![folder("configured", "C", "root"), folder("said", "S", "root")];
        let mut vendor = Vendor { files, ..Vendor::default() };
        assert!(matches!(play(&job, &mut vendor).end, Action::Done(_)));
        let top = vendor.files.iter().find(|file| file.name == "2026").unwrap();
        assert_eq!(top.parent, root);
    }
}

#[test]
fn a_folder_that_is_not_there_is_named_and_explained() {
    for key in ["film.mp4", "2026/film.mp4"] {
        let mut job = with(job(1000), "driveFolderId", json!("secret-no-more"));
        job.file.key = key.to_owned();
        let played = play(&job, &mut Vendor::default());
        let fail = played.failure();
        assert_eq!((fail.reason, fail.retryable), (Reason::NotFound, false));
        assert!(fail.message.contains("`secret-no-more`") && fail.message.contains("drive.file"), "{}", fail.message);
    }
}

#[test]
fn a_folder_that_is_deleted_on_the_way_is_made_again() {
    let mut vendor = Vendor::default();
    let mut once = true;
    let deleting = |vendor: &mut Vendor, request: &Request| {
        if request.id == "begin" && std::mem::take(&mut once) {
            vendor.files.clear();
        }
        vendor.answer(request)
    };
    let played = play_with(&job(1000), &mut vendor, |_| Fate::Arrive, deleting);
    assert!(matches!(played.end, Action::Done(_)), "{:?}", played.end);
    assert_eq!(vendor.path(vendor.sent()[0]), "root:2026/autumn/film.mp4");

    let always = |vendor: &mut Vendor, request: &Request| {
        if request.id == "begin" {
            vendor.files.clear();
        }
        vendor.answer(request)
    };
    let mut vendor = Vendor::default();
    let played = play_with(&job(1000), &mut vendor, |_| Fate::Arrive, always);
    assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Unavailable, true));
}

#[test]
fn what_can_be_no_place_is_refused_before_anything_is_sent() {
    for key in [String::new(), "a/".to_owned(), format!("{}x", "a/".repeat(101))] {
        let mut job = job(1000);
        job.file.key = key;
        let mut vendor = Vendor::default();
        assert_eq!(play(&job, &mut vendor).failure().reason, Reason::Invalid);
        assert!(vendor.requests.is_empty());
    }
    let mut deepest = job(1000);
    deepest.file.key = format!("{}x", "a/".repeat(100));
    assert!(matches!(play(&deepest, &mut Vendor::default()).end, Action::Done(_)));
}
