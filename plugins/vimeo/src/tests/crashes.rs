//! The host dies at every step, before and after its requests arrived.

use super::host::{Crash, Host};
use super::vimeo::Vimeo;
use super::{done, job};
use plugin_sdk::Kind;

/// Every place to die, in transfers of that many answers.
fn crashes(answers: usize) -> impl Iterator<Item = Crash> {
    (0..answers).flat_map(|at| [true, false].map(|reached| Crash { at, reached }))
}

#[test]
fn wherever_it_crashes_one_whole_video_comes_about_and_no_byte_is_sent_twice() {
    let mut plain = Host::default();
    done(plain.run(job(30 << 20), &mut Vimeo::default()));
    assert_eq!(plain.answers, 8);
    for crash in crashes(plain.answers) {
        let (mut vimeo, mut host) = (Vimeo::default(), Host { crash: Some(crash), ..Host::default() });
        let done = done(host.run(job(30 << 20), &mut vimeo));
        assert_eq!((vimeo.whole().len(), vimeo.videos.len()), (1, 1), "{crash:?}");
        assert_eq!(done.id, Some(vimeo.videos[0].id.to_string()));
        assert_eq!(vimeo.videos[0].body["name"], "My film.final", "{crash:?}");
        assert_eq!(vimeo.sent, 30 << 20, "{crash:?}");
    }
}

#[test]
fn a_video_of_which_nobody_heard_is_found_behind_many_others() {
    let crash = Crash { at: 0, reached: true };
    let (mut vimeo, mut host) =
        (Vimeo { others: 170, ..Vimeo::default() }, Host { crash: Some(crash), ..Host::default() });
    done(host.run(job(10), &mut vimeo));
    assert_eq!(vimeo.videos.len(), 1);
}

#[test]
fn a_found_video_without_an_address_for_its_upload_is_replaced() {
    let crash = Crash { at: 0, reached: true };
    let (mut vimeo, mut host) =
        (Vimeo { tells: false, ..Vimeo::default() }, Host { crash: Some(crash), ..Host::default() });
    assert_eq!(done(host.run(job(10), &mut vimeo)).id.as_deref(), Some("9"));
    assert_eq!(vimeo.videos.len(), 1);
}

#[test]
fn wherever_beginning_anew_crashes_one_video_comes_about() {
    let mut plain = Host::default();
    done(plain.run(job(30 << 20), &mut Vimeo { breaks_at: Some(16 << 20), ..Vimeo::default() }));
    for crash in crashes(plain.answers) {
        let mut vimeo = Vimeo { breaks_at: Some(16 << 20), ..Vimeo::default() };
        done(Host { crash: Some(crash), ..Host::default() }.run(job(30 << 20), &mut vimeo));
        assert_eq!((vimeo.whole().len(), vimeo.videos.len()), (1, 1), "{crash:?}");
    }
}

#[test]
fn wherever_a_test_crashes_nothing_is_left() {
    let mut test = job(10);
    test.kind = Kind::Test;
    let mut plain = Host::default();
    done(plain.run(test.clone(), &mut Vimeo::default()));
    for crash in crashes(plain.answers) {
        let mut vimeo = Vimeo::default();
        done(Host { crash: Some(crash), ..Host::default() }.run(test.clone(), &mut vimeo));
        assert!(vimeo.videos.is_empty(), "{crash:?}");
    }
}
