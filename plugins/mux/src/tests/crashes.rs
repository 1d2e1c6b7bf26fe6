//! The host dies at every step, before and after its requests arrived.

use super::host::{Crash, Host};
use super::mux::Mux;
use super::{done, failed, job, pulled};
use plugin_sdk::{Job, Kind, Reason};

/// Every place to die, in transfers of that many answers.
fn crashes(answers: usize) -> impl Iterator<Item = Crash> {
    (0..answers).flat_map(|at| [true, false].map(|reached| Crash { at, reached }))
}

fn host(crash: Option<Crash>) -> Host {
    Host { crash, crc32c: "00010203", ..Host::default() }
}

fn everywhere(job: &Job, mux: impl Fn() -> Mux) -> Vec<(Crash, Mux)> {
    let mut plain = host(None);
    done(plain.run(job.clone(), &mut mux()));
    crashes(plain.answers)
        .map(|crash| {
            let mut mux = mux();
            done(host(Some(crash)).run(job.clone(), &mut mux));
            (crash, mux)
        })
        .collect()
}

#[test]
fn wherever_a_direct_upload_crashes_one_asset_comes_about_and_no_byte_is_sent_twice() {
    let all = everywhere(&job(30 << 20), || Mux { hash: Some("crc32c=AAECAw=="), slow: 2, ..Mux::default() });
    assert!(all.len() > 20);
    for (crash, mux) in all {
        assert_eq!((mux.assets.len(), mux.open(), mux.sent), (1, 0, 30 << 20), "{crash:?}");
    }
}

#[test]
fn wherever_a_fetched_file_crashes_one_asset_comes_about() {
    for (crash, mux) in everywhere(&pulled(1000), || Mux { slow: 3, ..Mux::default() }) {
        assert_eq!((mux.assets.len(), mux.uploads.len()), (1, 0), "{crash:?}");
    }
}

#[test]
fn wherever_beginning_anew_crashes_one_asset_comes_about() {
    for (crash, mux) in everywhere(&job(30 << 20), || Mux { breaks_at: Some(16 << 20), ..Mux::default() }) {
        assert_eq!((mux.assets.len(), mux.open()), (1, 0), "{crash:?}");
    }
}

#[test]
fn wherever_a_test_crashes_no_asset_and_no_upload_is_left_for_more_than_a_minute() {
    let test = Job { kind: Kind::Test, ..job(32) };
    for (crash, mux) in everywhere(&test, Mux::default) {
        assert!(mux.assets.is_empty(), "{crash:?}");
        let left = mux.uploads.iter().filter(|upload| upload.status == "waiting");
        // Of an upload whose answer was lost nobody knows.
        let unknown = crash.at == 0 && crash.reached;
        assert_eq!(left.clone().count(), usize::from(unknown), "{crash:?}");
        assert!(left.clone().all(|upload| upload.timeout == 60), "{crash:?}");
    }
}

#[test]
fn wherever_a_corrupted_upload_crashes_nothing_is_left_and_the_next_attempt_begins_anew() {
    let mux = || Mux { hash: Some("crc32c=AAECAw=="), ..Mux::default() };
    let wrong = |crash| Host { crash, crc32c: "ffffffff", ..Host::default() };
    let mut plain = wrong(None);
    failed(plain.run(job(10), &mut mux()));
    // The last answer is the failure; a host that dies before noting it begins anew.
    for crash in crashes(plain.answers - 1) {
        let (mut mux, mut host) = (mux(), wrong(Some(crash)));
        assert_eq!(failed(host.run(job(10), &mut mux)).reason, Reason::Corrupted, "{crash:?}");
        assert!(mux.assets.is_empty(), "{crash:?}");
        host.crc32c = "00010203";
        done(host.run(job(10), &mut mux));
        assert_eq!(mux.assets.len(), 1, "{crash:?}");
    }
}

#[test]
fn an_asset_of_which_nobody_heard_is_found_behind_many_others() {
    let mut mux = Mux { others: 170, ..Mux::default() };
    done(host(Some(Crash { at: 0, reached: true })).run(pulled(10), &mut mux));
    assert_eq!(mux.assets.len(), 1);
}
