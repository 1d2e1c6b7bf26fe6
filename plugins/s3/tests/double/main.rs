//! Transfers against an S3 server that is not ours: it verifies every signature and keeps real bytes.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod host;
mod http;

use host::{Host, KEY};
use plugin_sdk::{Action, Done, Kind, Reason};
use s3_double::{S3Double, Settings};

const LARGE: u64 = (9 << 20) + 5;

struct Scene {
    _folder: tempfile::TempDir,
    double: S3Double,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let double = S3Double::start(Settings::of(folder.path())).unwrap();
        Self { _folder: folder, double }
    }

    fn host(&self, provider: &str, bytes: u64) -> Host {
        let Settings { access_key, secret_key, bucket, .. } = self.double.settings();
        Host::new(provider, bytes, &self.double.endpoint(), bucket, (access_key, secret_key))
    }

    fn stored(&self, key: &str) -> Option<Vec<u8>> {
        let Settings { data, bucket, .. } = self.double.settings();
        std::fs::read(data.join(bucket).join(key)).ok()
    }

    fn has_sent(&self, host: &Host) {
        let stored = self.stored(&host.job.file.key).unwrap();
        assert!(stored == host.bytes, "{} bytes arrived, not those that were sent", stored.len());
        assert_eq!(self.double.unfinished_uploads().unwrap(), 0);
    }
}

#[test]
fn every_provider_sends_files_of_every_kind() {
    let scene = Scene::new();
    for provider in ["s3", "r2", "b2", "wasabi"] {
        for bytes in [0, 1000, LARGE] {
            let host = scene.host(provider, bytes);
            assert_eq!(host.play(|_| false), Action::Done(Done::default()), "{provider}, {bytes} bytes");
            scene.has_sent(&host);
        }
    }
}

#[test]
fn keys_are_what_people_wrote() {
    let scene = Scene::new();
    for key in ["a b/c+d.mp4", "100%/#1?.mp4", "фильм/映画.mp4", "🎬/é.mp4", "a&b=c;d'e\"f<g>.mp4", "*()!~_-.mp4"]
    {
        for bytes in [10, LARGE] {
            let mut host = scene.host("s3", bytes);
            key.clone_into(&mut host.job.file.key);
            assert_eq!(host.play(|_| false), Action::Done(Done::default()), "{key}");
            scene.has_sent(&host);
        }
    }
}

#[test]
fn a_death_after_any_request_leaves_one_whole_object() {
    // Begin, digests, parts, complete, look.
    for at in 0..5 {
        let scene = Scene::new();
        let host = scene.host("r2", LARGE);
        assert_eq!(host.play(|step| step == at), Action::Done(Done::default()), "at {at}");
        let stored = scene.stored(KEY).unwrap();
        assert!(stored == host.bytes, "at {at}");
        assert_eq!(scene.double.unfinished_uploads().unwrap(), usize::from(at == 0), "at {at}");
    }
}

#[test]
fn bytes_that_are_not_those_that_were_signed_are_refused() {
    for bytes in [1000, LARGE] {
        let scene = Scene::new();
        let mut host = scene.host("s3", bytes);
        // As if the file had changed on its way.
        host.sent[500] ^= 1;
        // This server calls it an error of its own, after which the same is tried again.
        let end = host.play_for(10, |_| false);
        assert!(end.is_none(), "{end:?}");
        assert_eq!(scene.stored(KEY), None);
    }
}

#[test]
fn a_store_that_is_busy_is_asked_again() {
    let scene = Scene::new();
    let host = scene.host("wasabi", LARGE);
    for operation in ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "HeadObject"] {
        scene.double.refusals().add(Some(operation), "SlowDown", 2);
    }
    assert_eq!(host.play(|_| false), Action::Done(Done::default()));
    scene.has_sent(&host);
}

#[test]
fn what_is_refused_is_told_in_plain_words() {
    let scene = Scene::new();
    let fail = |host: &Host| match host.play(|_| false) {
        Action::Fail(fail) => fail,
        other => panic!("{other:?}"),
    };
    let mut host = scene.host("s3", 10);
    host.job.config.insert("secretAccessKey".into(), "wrong".into());
    assert_eq!(fail(&host).reason, Reason::CredentialsRefused);

    let mut host = scene.host("s3", 10);
    host.job.config.insert("accessKeyId".into(), "nobody".into());
    let refused = fail(&host);
    assert!(matches!(refused.reason, Reason::CredentialsRefused | Reason::PermissionDenied), "{}", refused.message);

    let mut host = scene.host("s3", 10);
    host.late_by = 3600;
    assert_eq!(fail(&host).reason, Reason::ClockSkew);

    scene.double.refusals().add(Some("UploadPart"), "AccessDenied", 4);
    assert_eq!(fail(&scene.host("s3", LARGE)).reason, Reason::PermissionDenied);
    assert_eq!(scene.double.unfinished_uploads().unwrap(), 0);
}

#[test]
fn a_test_leaves_nothing() {
    let scene = Scene::new();
    let mut host = scene.host("b2", 20);
    host.job.kind = Kind::Test;
    assert_eq!(host.play(|_| false), Action::Done(Done::default()));
    assert_eq!(scene.stored(KEY), None);
}
