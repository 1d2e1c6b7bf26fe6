//! The test of a configuration.

use super::host::Host;
use super::mux::{Mux, refusal};
use super::{done, failed, job, pulled};
use plugin_sdk::{Job, Kind, Reason, json};

fn test() -> Job {
    Job { kind: Kind::Test, ..job(32) }
}

#[test]
fn a_good_token_begins_an_upload_and_gives_it_up() {
    for test in [test(), Job { kind: Kind::Test, ..job(0) }, Job { kind: Kind::Test, ..pulled(32) }] {
        let (mut mux, mut host) = (Mux::default(), Host::default());
        done(host.run(test, &mut mux));
        assert_eq!((mux.uploads[0].status, mux.assets.len(), host.requests), ("cancelled", 0, 2));
    }
}

#[test]
fn a_wrong_token_is_told_as_such() {
    let mut job = test();
    job.config.insert("tokenSecret".into(), json!("another-secret"));
    let fail = failed(Host::default().run(job, &mut Mux::default()));
    assert_eq!((fail.reason, fail.retryable), (Reason::CredentialsRefused, false));
}

#[test]
fn a_token_that_may_not_write_is_told_as_such() {
    let mut mux = Mux { refusal: Some((403, refusal("Not allowed."))), ..Mux::default() };
    let fail = failed(Host::default().run(test(), &mut mux));
    assert_eq!(fail.reason, Reason::PermissionDenied);
    assert!(fail.message.contains("read and write Mux Video"));
    let mut mux = Mux { stubborn: Some(403), ..Mux::default() };
    assert_eq!(failed(Host::default().run(test(), &mut mux)).reason, Reason::PermissionDenied);
}

#[test]
fn an_upload_that_mux_does_not_let_go_is_no_success() {
    let mut mux = Mux { stubborn: Some(409), ..Mux::default() };
    let fail = failed(Host::default().run(test(), &mut mux));
    assert_eq!((fail.reason, fail.retryable), (Reason::Unavailable, true));
}
