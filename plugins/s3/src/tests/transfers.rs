//! Transfers that nothing disturbs.

use super::driver::{job, md5_of, play, sha256_of};
use super::vendor::{Object, Vendor};
use crate::integrity::base64;
use crate::phases::PART_BYTES;
use crate::vendors::VENDORS;
use plugin_sdk::{Action, CHECKPOINT_BYTES, Done, Reason};

const MIB: u64 = 1 << 20;

fn sent(provider: &str, bytes: u64) -> (Vendor, Object) {
    let mut vendor = Vendor::default();
    let job = job(provider, bytes);
    let end = play(&job, &mut vendor).end;
    assert!(matches!(end, Action::Done(_)), "{provider} {bytes}: {end:?}");
    assert_eq!(vendor.objects.len(), 1);
    assert_eq!(vendor.created, 1);
    assert!(vendor.uploads.is_empty());
    let object = vendor.objects[&job.file.key].clone();
    assert!(object.is_whole(bytes), "{object:?}");
    (vendor, object)
}

#[test]
fn every_provider_takes_files_of_every_size() {
    for vendor in VENDORS {
        for bytes in [0, 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES, 200 * MIB + 7] {
            let (_, object) = sent(vendor.id, bytes);
            assert_eq!(object.headers["content-type"], "video/mp4");
            assert_eq!(object.headers["x-amz-meta-rushes-transfer"], job(vendor.id, bytes).transfer);
        }
    }
}

#[test]
fn a_small_file_goes_in_one_request_with_the_digest_that_the_provider_verifies() {
    let (vendor, object) = sent("s3", 1000);
    assert_eq!(vendor.requests.len(), 1);
    assert_eq!(Some(object.headers["x-amz-checksum-sha256"].clone()), base64(&sha256_of(0, 1000)));
    assert!(!object.headers.contains_key("content-md5"));
    for provider in ["r2", "b2", "wasabi"] {
        let (_, object) = sent(provider, 1000);
        assert_eq!(Some(object.headers["content-md5"].clone()), base64(&md5_of(0, 1000)));
        assert!(!object.headers.keys().any(|name| name.contains("checksum") || name.contains("acl")), "{object:?}");
    }
}

#[test]
fn a_large_file_goes_in_parts_of_8_mib_with_a_digest_each() {
    let (vendor, object) = sent("r2", 200 * MIB + 7);
    assert_eq!(object.ranges.len(), 26);
    assert!(object.ranges[..25].iter().all(|(_, length)| *length == PART_BYTES));
    let parts = vendor.requests.iter().filter(|request| request.id.starts_with("part-")).collect::<Vec<_>>();
    assert_eq!(parts.len(), 26);
    assert!(parts.iter().all(|part| part.headers.contains_key("content-md5")));
    // Begin, complete, look.
    assert_eq!(vendor.requests.len(), 29);
}

#[test]
fn the_largest_file_takes_no_more_parts_than_a_checkpoint_remembers() {
    let bytes = crate::phases::LARGEST_FILE;
    let mut vendor = Vendor::default();
    let played = play(&job("s3", bytes), &mut vendor);
    assert!(matches!(played.end, Action::Done(_)), "{:?}", played.end);
    let object = &vendor.objects["2026/film.mp4"];
    assert!(object.is_whole(bytes));
    assert!(object.ranges.len() <= 1000);
    assert!(object.ranges.iter().all(|(_, length)| *length <= 5 << 30));
}

#[test]
fn tags_of_150_bytes_fit_into_a_checkpoint() {
    let tags = vec![Some("x".repeat(150)); 400];
    let checkpoint = crate::checkpoint::Checkpoint::Uploading { upload: "u".repeat(2048), part_bytes: 1, tags };
    assert!(serde_json::to_vec(&checkpoint).unwrap().len() < CHECKPOINT_BYTES);
}

#[test]
fn the_address_is_the_public_one_or_amazons_own_or_none() {
    let url = |provider: &str, settings: &[(&str, &str)]| {
        let mut job = job(provider, 10);
        for (name, value) in settings {
            job.config.insert((*name).to_owned(), (*value).into());
        }
        "a b/ü.mp4".clone_into(&mut job.file.key);
        match play(&job, &mut Vendor::default()).end {
            Action::Done(Done { url, .. }) => url,
            other => panic!("{other:?}"),
        }
    };
    let amazon = url("s3", &[("region", "eu-west-1")]);
    assert_eq!(amazon.unwrap(), "https://films.s3.eu-west-1.amazonaws.com/a%20b/%C3%BC.mp4");
    let public = url("r2", &[("publicUrl", "https://cdn.example.com/v/")]);
    assert_eq!(public.unwrap(), "https://cdn.example.com/v/a%20b/%C3%BC.mp4");
    for provider in ["r2", "b2", "wasabi"] {
        assert_eq!(url(provider, &[]), None);
    }
    assert_eq!(url("s3", &[("endpoint", "http://127.0.0.1:9000")]), None);
}

#[test]
fn a_job_that_says_too_little_is_refused_before_anything_is_sent() {
    for missing in ["bucket", "accessKeyId", "secretAccessKey", "endpoint"] {
        let mut job = job("r2", 10);
        job.config.remove(missing);
        let mut vendor = Vendor::default();
        let Action::Fail(fail) = play(&job, &mut vendor).end else { panic!("{missing} is needed") };
        assert_eq!(fail.reason, Reason::Invalid);
        assert!(fail.message.contains(missing), "{}", fail.message);
        assert!(vendor.requests.is_empty());
    }
}
