//! Which bucket, where, and who we are there.

use super::answers::Listening;
use crate::{Key, StorageError};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use std::fmt;
use std::time::Duration;
use url::Url;

/// Keys are 900 bytes at most, and an object's name 1024.
const LONGEST_PREFIX: usize = 100;
const REGION: &str = "us-east-1";

const CONNECT: Duration = Duration::from_secs(5);
/// A connection that moves nothing for so long is given up: a part of 8 MiB has to be sent and answered in it.
const SILENCE: Duration = Duration::from_secs(60);
/// Short, since whoever asks us tries again too, and a client waits for its answer.
const TRIES: usize = 2;
const TRYING: Duration = Duration::from_secs(5);

/// Where a bucket is and who we are there. Its `Debug` shows no secret.
#[derive(Clone)]
pub struct BucketSettings {
    /// `s3://bucket` or `s3://bucket/prefix`: everything lies under the prefix.
    pub url: String,
    /// Address of the store, such as `https://minio.example.com`; empty for Amazon's in the region.
    pub endpoint: String,
    /// Its region; empty for `us-east-1`, which most stores of others go by.
    pub region: String,
    /// Which key we sign with.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
}

impl fmt::Debug for BucketSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = (&self.url, &self.endpoint, &self.region);
        write!(f, "BucketSettings({shown:?}, ••••••••)")
    }
}

/// A bucket and what our names in it begin with.
pub(super) struct Place {
    pub bucket: String,
    /// Empty, or ends with a slash.
    pub prefix: String,
}

impl BucketSettings {
    pub(super) fn place(&self) -> Result<Place, StorageError> {
        let wrong = || refused("storage.url should be s3://bucket or s3://bucket/prefix");
        let (bucket, prefix) = self
            .url
            .trim()
            .strip_prefix("s3://")
            .map(|rest| rest.split_once('/').unwrap_or((rest, "")))
            .ok_or_else(wrong)?;
        let named = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
        if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(named) {
            return Err(wrong());
        }
        let prefix = prefix.trim_end_matches('/');
        if prefix.is_empty() {
            return Ok(Place { bucket: bucket.to_owned(), prefix: String::new() });
        }
        if prefix.len() > LONGEST_PREFIX || Key::new(prefix).is_err() {
            return Err(refused(
                "the prefix in storage.url should be letters, digits, `.`, `_`, `-` and single slashes, 100 bytes at most",
            ));
        }
        Ok(Place { bucket: bucket.to_owned(), prefix: format!("{prefix}/") })
    }

    pub(super) fn client(&self, place: &Place) -> Result<AmazonS3, StorageError> {
        let (access_key, secret_key) = (self.access_key.trim(), self.secret_key.trim());
        if access_key.is_empty() || secret_key.is_empty() {
            return Err(refused("storage.access_key and storage.secret_key are needed to sign requests; set both"));
        }
        let region = Some(self.region.trim()).filter(|region| !region.is_empty()).unwrap_or(REGION);
        let mut options = ClientOptions::new().with_timeout_disabled();
        options = options.with_connect_timeout(CONNECT).with_read_timeout(SILENCE);
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&place.bucket)
            .with_region(region)
            .with_access_key_id(access_key)
            .with_secret_access_key(secret_key)
            // Not every store knows deletion in bulk, and we delete one by one.
            .with_disable_bulk_delete(true)
            .with_http_connector(Listening)
            .with_retry(RetryConfig {
                backoff: BackoffConfig { max_backoff: Duration::from_secs(2), ..BackoffConfig::default() },
                max_retries: TRIES,
                retry_timeout: TRYING,
            });
        if let Some(endpoint) = self.endpoint()? {
            // Whoever writes http:// has a store on a network of its own.
            options = options.with_allow_http(endpoint.starts_with("http://"));
            builder = builder.with_endpoint(endpoint);
        }
        builder
            .with_client_options(options)
            .build()
            .map_err(|error| refused(&format!("the settings do not fit: {error}")))
    }

    /// Without a slash at the end; none for Amazon's own.
    fn endpoint(&self) -> Result<Option<String>, StorageError> {
        let text = self.endpoint.trim().trim_end_matches('/');
        if text.is_empty() {
            return Ok(None);
        }
        // Names and passwords in it would end up in messages.
        let plain = |url: &Url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none()
        };
        match Url::parse(text) {
            Ok(url) if plain(&url) => Ok(Some(text.to_owned())),
            _ => Err(refused(
                "storage.endpoint should be like https://host or http://host:port, with nothing secret in it",
            )),
        }
    }
}

fn refused(what: &str) -> StorageError {
    StorageError::Refused(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str, endpoint: &str) -> BucketSettings {
        BucketSettings {
            url: url.to_owned(),
            endpoint: endpoint.to_owned(),
            region: String::new(),
            access_key: "key".to_owned(),
            secret_key: "canary-word".to_owned(),
        }
    }

    #[test]
    fn an_address_names_bucket_and_prefix() {
        for (url, bucket, prefix) in [
            ("s3://films", "films", ""),
            (" s3://films/ ", "films", ""),
            ("s3://films.eu-1/a/b", "films.eu-1", "a/b/"),
            ("s3://films/a/", "films", "a/"),
        ] {
            let place = settings(url, "").place().unwrap();
            assert_eq!((place.bucket.as_str(), place.prefix.as_str()), (bucket, prefix), "{url}");
        }
        let long = format!("s3://films/{}", "a".repeat(101));
        for bad in
            ["", "films", "s3://", "s3://ab", "s3://Films", "s3://films/a//b", "s3://films/../a", "gs://films", &long]
        {
            assert!(matches!(settings(bad, "").place(), Err(StorageError::Refused(_))), "{bad}");
        }
    }

    #[test]
    fn what_is_missing_or_secret_in_the_settings_is_said_without_it() {
        let place = |settings: &BucketSettings| settings.place().unwrap();
        for endpoint in
            ["ftp://a", "https://user:canary-word@host", "https://host?key=canary-word", "host:9000", "https://"]
        {
            let settings = settings("s3://films", endpoint);
            let error = settings.client(&place(&settings)).unwrap_err();
            assert!(!error.retryable() && error.to_string().contains("storage.endpoint"), "{error}");
            assert!(!error.to_string().contains("canary"));
        }
        let mut without = settings("s3://films", "");
        without.access_key = " ".to_owned();
        assert!(without.client(&place(&without)).unwrap_err().to_string().contains("storage.access_key"));
        let whole = settings("s3://films/a", "http://127.0.0.1:9000/");
        whole.client(&place(&whole)).unwrap();
        assert!(!format!("{whole:?}").contains("canary"));
    }
}
