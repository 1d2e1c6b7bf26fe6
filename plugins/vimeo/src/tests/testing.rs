//! The test of a configuration.

use super::host::Host;
use super::vimeo::Vimeo;
use super::{done, failed, job};
use plugin_sdk::{Job, Kind, Reason, json};

fn test() -> Job {
    Job { kind: Kind::Test, ..job(32) }
}

#[test]
fn a_good_token_makes_and_deletes_a_video() {
    let (mut vimeo, mut host) = (Vimeo::default(), Host::default());
    done(host.run(test(), &mut vimeo));
    assert!(vimeo.videos.is_empty());
    assert_eq!((host.requests, vimeo.sent), (3, 0));
}

#[test]
fn a_test_needs_no_bytes() {
    let mut empty = test();
    empty.file.bytes = 0;
    done(Host::default().run(empty, &mut Vimeo::default()));
}

#[test]
fn each_missing_scope_is_told_by_its_name() {
    for scope in ["upload", "edit", "delete"] {
        let mut vimeo = Vimeo::default();
        vimeo.scopes.retain(|other| *other != scope);
        let fail = failed(Host::default().run(test(), &mut vimeo));
        assert_eq!((fail.reason, fail.retryable), (Reason::PermissionDenied, false));
        assert!(fail.message.contains(&format!("it needs \"{scope}\"")), "{}", fail.message);
        let left = scope == "delete";
        assert_eq!((vimeo.videos.len(), fail.message.contains("delete it at Vimeo")), (usize::from(left), left));
    }
}

#[test]
fn without_edit_and_delete_both_are_told() {
    let mut vimeo = Vimeo { scopes: vec!["private", "upload"], ..Vimeo::default() };
    let fail = failed(Host::default().run(test(), &mut vimeo));
    assert!(fail.message.contains("\"edit\"") && fail.message.contains("video 8"), "{}", fail.message);
}

#[test]
fn a_wrong_token_is_told_as_such() {
    let mut job = test();
    job.config.insert("accessToken".into(), json!("another-token"));
    let fail = failed(Host::default().run(job, &mut Vimeo::default()));
    assert_eq!((fail.reason, fail.retryable), (Reason::CredentialsRefused, false));
}
