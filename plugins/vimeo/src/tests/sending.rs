//! Transfers in which nobody dies.

use super::host::{Fault, Host};
use super::vimeo::Vimeo;
use super::{done, failed, job};
use plugin_sdk::{Reason, json};

const LARGE: u64 = 200_000_000;

#[test]
fn a_small_file_becomes_a_video_with_name_and_page() {
    let (mut vimeo, mut host) = (Vimeo::default(), Host::default());
    let done = done(host.run(job(1000), &mut vimeo));
    assert_eq!((done.id.as_deref(), done.url.as_deref()), (Some("8"), Some("https://vimeo.com/8")));
    assert_eq!(vimeo.whole().len(), 1);
    assert_eq!(vimeo.videos[0].body["name"], "My film.final");
    // Making, naming, sending, asking.
    assert_eq!(host.requests, 4);
}

#[test]
fn a_large_file_goes_in_pieces_of_8_mib_and_each_byte_once() {
    let (mut vimeo, mut host) = (Vimeo::default(), Host::default());
    done(host.run(job(LARGE), &mut vimeo));
    assert_eq!((vimeo.whole().len(), vimeo.sent), (1, LARGE));
    assert_eq!(host.requests, 3 + 24);
}

#[test]
fn an_empty_file_is_refused_before_anybody_is_asked() {
    let (mut vimeo, mut host) = (Vimeo::default(), Host::default());
    assert_eq!(failed(host.run(job(0), &mut vimeo)).reason, Reason::Invalid);
    assert_eq!(host.requests, 0);
}

#[test]
fn the_render_says_how_the_video_is_to_be_and_else_the_configuration_does() {
    let (mut vimeo, mut job) = (Vimeo::default(), job(10));
    let config = json!({ "privacyView": "nobody", "privacyEmbed": "private", "privacyDownload": true,
        "folderUri": "/users/1/projects/2" });
    job.config.extend(config.as_object().unwrap().clone());
    let options = json!({ "name": "Наш фильм 🎬", "description": "a & b + c % # ?",
        "privacy": { "view": "unlisted", "download": false } });
    job.options = options.as_object().unwrap().clone();
    done(Host::default().run(job, &mut vimeo));
    let made = &vimeo.videos[0].body;
    assert_eq!(made["name"], "Наш фильм 🎬");
    assert_eq!(made["description"], "a & b + c % # ?");
    assert_eq!(made["privacy"], json!({ "view": "unlisted", "embed": "private", "download": false }));
    assert_eq!(made["folder_uri"], "/users/1/projects/2");
}

#[test]
fn awkward_file_names_become_names_of_videos() {
    for (key, name) in
        [("a/b c+d%20#?.mp4", "b c+d%20#?"), ("🎬 é.mov", "🎬 é"), (".mp4", ".mp4"), ("no extension", "no extension")]
    {
        let (mut vimeo, mut job) = (Vimeo::default(), job(10));
        job.file.key = key.into();
        done(Host::default().run(job, &mut vimeo));
        assert_eq!(vimeo.videos[0].body["name"], name);
    }
    let (mut vimeo, mut job) = (Vimeo::default(), job(10));
    job.file.key = "é".repeat(400);
    done(Host::default().run(job, &mut vimeo));
    assert_eq!(vimeo.videos[0].body["name"].as_str().unwrap().chars().count(), 128);
}

#[test]
fn a_password_goes_along_where_one_is_needed_and_only_there() {
    let (mut vimeo, mut job) = (Vimeo::default(), job(10));
    job.config.insert("videoPassword".into(), json!("sesame"));
    done(Host::default().run(job.clone(), &mut vimeo));
    assert!(vimeo.videos[0].body.get("password").is_none());
    job.options.insert("privacy".into(), json!({ "view": "password" }));
    done(Host::default().run(job.clone(), &mut vimeo));
    assert_eq!(vimeo.videos[1].body["password"], "sesame");
    job.config.remove("videoPassword");
    let fail = failed(Host::default().run(job, &mut vimeo));
    assert_eq!(fail.reason, Reason::Invalid);
    assert!(fail.message.contains("videoPassword"));
}

#[test]
fn whatever_fails_once_the_file_arrives_whole_and_once() {
    let mut plain = Host::default();
    done(plain.run(job(30 << 20), &mut Vimeo::default()));
    for nth in 0..plain.requests {
        for fault in [Fault::Unreachable, Fault::Lost, Fault::Status(503), Fault::Status(429)] {
            let (mut vimeo, mut host) = (Vimeo::default(), Host::default());
            host.faults.insert(nth, fault);
            done(host.run(job(30 << 20), &mut vimeo));
            assert_eq!((vimeo.whole().len(), vimeo.videos.len()), (1, 1), "{fault:?} at {nth}");
            assert_eq!(vimeo.videos[0].body["name"], "My film.final");
            assert_eq!(vimeo.sent, 30 << 20, "{fault:?} at {nth}");
        }
    }
}

#[test]
fn requests_that_grew_old_are_asked_again() {
    for nth in 0..7 {
        let (mut vimeo, mut host) = (Vimeo::default(), Host { old: Some(nth), ..Host::default() });
        done(host.run(job(30 << 20), &mut vimeo));
        assert_eq!((vimeo.whole().len(), vimeo.videos.len()), (1, 1), "old at {nth}");
    }
}

#[test]
fn an_upload_that_vimeo_lost_is_deleted_and_begun_anew() {
    let mut vimeo = Vimeo { breaks_at: Some(16 << 20), ..Vimeo::default() };
    let done = done(Host::default().run(job(30 << 20), &mut vimeo));
    assert_eq!(done.id.as_deref(), Some("9"));
    assert_eq!((vimeo.whole().len(), vimeo.videos.len()), (1, 1));
}

#[test]
fn an_address_that_ends_with_the_last_byte_is_no_lost_upload() {
    let (mut vimeo, mut host) = (Vimeo { closes: true, ..Vimeo::default() }, Host::default());
    // The answer to the last piece.
    host.faults.insert(5, Fault::Lost);
    done(host.run(job(30 << 20), &mut vimeo));
    assert_eq!((vimeo.sent, vimeo.videos.len()), (30 << 20, 1));
}

#[test]
fn it_waits_until_vimeo_has_the_upload_but_not_for_ever() {
    let mut vimeo = Vimeo { slow: 20, ..Vimeo::default() };
    done(Host::default().run(job(10), &mut vimeo));
    let (mut vimeo, mut host) = (Vimeo { slow: 1000, ..Vimeo::default() }, Host::default());
    let fail = failed(host.run(job(10), &mut vimeo));
    assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true));
    // Another attempt goes on with the same video.
    vimeo.videos[0].slow = 0;
    done(host.run(job(10), &mut vimeo));
    assert_eq!((vimeo.videos.len(), vimeo.sent), (1, 10));
}

#[test]
fn a_cancelled_transfer_leaves_no_video() {
    for nth in 1..6 {
        let (mut vimeo, mut host) = (Vimeo::default(), Host { cancel: Some(nth), ..Host::default() });
        assert_eq!(failed(host.run(job(30 << 20), &mut vimeo)).reason, Reason::Cancelled);
        assert!(vimeo.videos.is_empty(), "cancelled at {nth}");
    }
    let (mut vimeo, mut host) = (Vimeo::default(), Host { cancel: Some(3), ..Host::default() });
    vimeo.scopes.retain(|scope| *scope != "delete");
    assert!(failed(host.run(job(30 << 20), &mut vimeo)).message.contains("delete it at Vimeo"));
}
