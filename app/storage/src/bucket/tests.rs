use super::*;
use crate::contract::{Store, key, keys, read, suite};
use s3_double::{S3Double, Settings};
use std::sync::Arc;
use tokio::io::AsyncReadExt;

/// A double with its folder.
struct Double {
    server: S3Double,
    _folder: tempfile::TempDir,
}

fn double() -> Double {
    let folder = tempfile::tempdir().unwrap();
    Double { server: S3Double::start(Settings::of(folder.path())).unwrap(), _folder: folder }
}

fn settings(double: &Double, url: &str) -> BucketSettings {
    let of = double.server.settings();
    BucketSettings {
        url: url.to_owned(),
        endpoint: double.server.endpoint(),
        region: String::new(),
        access_key: of.access_key.clone(),
        secret_key: of.secret_key.clone(),
    }
}

fn bucket(double: &Double) -> Bucket {
    Bucket::open(&settings(double, "s3://rushes/some/where")).unwrap()
}

fn any() -> (Store, Double) {
    let double = double();
    (Arc::new(bucket(&double)), double)
}

suite!(any);

/// The error of `opened`, which says what to do and can be tried again or not.
fn says(error: &StorageError, retryable: bool, what: &str) {
    assert_eq!(error.retryable(), retryable, "{error}");
    assert!(error.to_string().contains(what), "{error}");
    for secret in ["double-secret", "canary", "Signature", "AWS4", "http"] {
        assert!(!error.to_string().contains(secret) && !format!("{error:?}").contains(secret), "{error:?}");
    }
}

#[tokio::test]
async fn prefixes_keep_installations_in_one_bucket_apart() {
    let double = double();
    let one = bucket(&double);
    let other = Bucket::open(&settings(&double, "s3://rushes/some")).unwrap();
    one.put_bytes(&key("a/b"), b"one").await.unwrap();
    assert_eq!(keys(&other, "").await, ["where/a/b"]);
    let whole = Bucket::open(&settings(&double, "s3://rushes")).unwrap();
    assert_eq!(read(&whole, "some/where/a/b", None).await, b"one");
    assert_eq!(whole.list("some/where/", Some(&key("some/where/a/b")), 9).await.unwrap(), []);
    let near = Bucket::open(&settings(&double, "s3://rushes/some/wher")).unwrap();
    assert_eq!(keys(&near, "").await, [""; 0]);
}

#[tokio::test]
async fn what_is_wrong_with_keys_or_bucket_is_said_and_not_tried_again() {
    let double = double();
    let open = |change: &dyn Fn(&mut BucketSettings)| {
        let mut settings = settings(&double, "s3://rushes");
        change(&mut settings);
        Bucket::open(&settings).unwrap()
    };
    let wrong_secret = open(&|settings| settings.secret_key = "canary-word".to_owned());
    says(&crate::check(&wrong_secret, "a").await.unwrap_err(), false, "storage.secret_key");
    says(&wrong_secret.put_bytes(&key("a"), b"x").await.unwrap_err(), false, "storage.secret_key");
    // What only asks for headers is answered without a reason.
    says(&wrong_secret.stat(&key("a")).await.unwrap_err(), false, "may not do this in the bucket rushes");
    let wrong_key = open(&|settings| settings.access_key = "somebody".to_owned());
    says(&crate::check(&wrong_key, "a").await.unwrap_err(), false, "storage.access_key");
    let nowhere = open(&|settings| settings.url = "s3://elsewhere".to_owned());
    says(&crate::check(&nowhere, "a").await.unwrap_err(), false, "there is no bucket elsewhere");
}

#[tokio::test]
async fn what_the_key_may_not_do_is_said() {
    let double = double();
    let bucket = bucket(&double);
    for operation in ["ListObjectsV2", "PutObject", "GetObject", "DeleteObject"] {
        double.server.refusals().add(Some(operation), "AccessDenied", 1);
        says(&crate::check(&bucket, "a").await.unwrap_err(), false, "AccessDenied");
    }
    double.server.refusals().add(Some("PutObject"), "RequestTimeTooSkewed", 1);
    says(&bucket.put_bytes(&key("a"), b"x").await.unwrap_err(), false, "clock");
    double.server.refusals().add(Some("PutObject"), "NoSuchBucket", 1);
    says(&bucket.put_bytes(&key("a"), b"x").await.unwrap_err(), false, "there is no bucket rushes");
    double.server.refusals().add(Some("PutObject"), "InvalidArgument", 1);
    says(&bucket.put_bytes(&key("a"), b"x").await.unwrap_err(), false, "status 400 InvalidArgument");
}

#[tokio::test]
async fn what_passes_is_tried_again_and_then_left_to_others_to_try_again() {
    let double = double();
    let bucket = bucket(&double);
    double.server.refusals().add(None, "SlowDown", 2);
    bucket.put_bytes(&key("a"), b"x").await.unwrap();
    double.server.refusals().add(None, "InternalError", 1000);
    says(&bucket.put_bytes(&key("a"), b"y").await.unwrap_err(), true, "status 500 InternalError");
    says(&bucket.list("", None, 1).await.unwrap_err(), true, "status 500");
    double.server.refusals().clear();
    assert_eq!(read(&bucket, "a", None).await, b"x");
}

#[tokio::test]
async fn a_store_that_goes_away_is_used_again_once_it_is_back() {
    let mut double = double();
    let bucket = bucket(&double);
    bucket.put_bytes(&key("a"), b"x").await.unwrap();
    double.server.stop();
    says(&bucket.stat(&key("a")).await.unwrap_err(), true, "did not answer as it should");
    says(&bucket.put_bytes(&key("a"), b"y").await.unwrap_err(), true, "did not answer as it should");
    double.server.start_again().unwrap();
    assert_eq!(read(&bucket, "a", None).await, b"x");
}

#[tokio::test]
async fn an_upload_that_fails_leaves_neither_a_blob_nor_parts_and_keeps_its_file() {
    let double = double();
    let bucket = bucket(&double);
    let home = tempfile::tempdir().unwrap();
    let from = home.path().join("output.mp4");
    std::fs::write(&from, vec![7; 20 << 20]).unwrap();
    for operation in ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"] {
        double.server.refusals().add(Some(operation), "AccessDenied", 1000);
        let error = bucket.put_file(&key("a"), &from).await.unwrap_err();
        if operation != "UploadPart" {
            says(&error, false, "AccessDenied");
        } // Else the connection may be closed on us before we have read why.
        double.server.refusals().clear();
        assert!(matches!(bucket.stat(&key("a")).await, Err(StorageError::NotFound(_))), "{operation}");
        assert_eq!(double.server.unfinished_uploads().unwrap(), 0, "{operation}");
    }
    assert_eq!(bucket.put_file(&key("a"), &from).await.unwrap().size, 20 << 20);
    assert!(!from.exists());
}

#[tokio::test]
async fn an_upload_that_nobody_waits_for_any_more_is_aborted() {
    let double = double();
    let bucket = bucket(&double);
    // The second half never comes.
    let (mut writer, reader) = tokio::io::duplex(1 << 20);
    let name = key("a");
    let mut upload = Box::pin(bucket.put(&name, 64 << 20, reader));
    let half = vec![7; 32 << 20];
    let write = async { tokio::io::AsyncWriteExt::write_all(&mut writer, &half).await.unwrap() };
    tokio::select! {
        _ = &mut upload => unreachable!("it waits for the second half"),
        () = write => {}
    }
    assert_eq!(double.server.unfinished_uploads().unwrap(), 1);
    drop(upload);
    let aborted = async {
        while double.server.unfinished_uploads().unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), aborted).await.unwrap();
}

#[tokio::test]
async fn what_is_too_large_for_the_store_to_copy_is_read_and_written_again() {
    let double = double();
    let bucket = Bucket { copied_by_the_store: 1 << 20, ..bucket(&double) };
    double.server.refusals().add(Some("CopyObject"), "InvalidRequest", 1000);
    let bytes = vec![7; 9 << 20];
    bucket.put_bytes(&key("a"), &bytes).await.unwrap();
    assert_eq!(bucket.copy(&key("a"), &key("b")).await.unwrap().size, 9 << 20);
    assert!(read(&bucket, "b", None).await == bytes);
}

#[tokio::test]
async fn a_reader_whose_connection_breaks_goes_on_where_it_was() {
    let mut double = double();
    let bucket = bucket(&double);
    let bytes: Vec<u8> = (0..16_u32 << 20).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    bucket.put_bytes(&key("a"), &bytes).await.unwrap();
    let mut opened = bucket.open(&key("a"), None).await.unwrap();
    let mut read = vec![0; 1 << 20];
    opened.content.read_exact(&mut read).await.unwrap();
    double.server.start_again().unwrap();
    opened.content.read_to_end(&mut read).await.unwrap();
    assert!(read == bytes);
}
