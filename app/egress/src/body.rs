//! A body on its way to a file.

use crate::client::{Answer, explain};
use crate::fetch::FetchProgress;
use crate::{FetchError, FetchErrorKind, FetchLimits};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

/// What a server gave to recognise this version of a file by.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

impl Validators {
    fn of(headers: &HeaderMap) -> Self {
        Self { etag: text(headers, &ETAG), last_modified: text(headers, &LAST_MODIFIED) }
    }

    /// What `If-Range` may carry: a strong ETag, else the date.
    pub(crate) fn for_range(&self) -> Option<&str> {
        self.etag.as_deref().filter(|etag| !etag.starts_with("W/")).or(self.last_modified.as_deref())
    }
}

/// A file being fetched: what has arrived so far.
pub(crate) struct Body {
    file: File,
    digest: Sha256,
    pub(crate) bytes: u64,
    pub(crate) total: Option<u64>,
    pub(crate) validators: Validators,
    pub(crate) media_type: Option<String>,
}

impl Body {
    pub(crate) async fn create(path: &Path) -> Result<Self, FetchError> {
        let file = File::create(path).await.map_err(|error| FetchError::local_disk(&error))?;
        Ok(Self {
            file,
            digest: Sha256::new(),
            bytes: 0,
            total: None,
            validators: Validators::default(),
            media_type: None,
        })
    }

    /// Takes in the answer's headers: goes on where the file ends, or starts anew.
    pub(crate) async fn begin(&mut self, answer: &Answer, limits: &FetchLimits) -> Result<(), FetchError> {
        let (status, headers) = (answer.response.status(), answer.response.headers());
        if status == StatusCode::PARTIAL_CONTENT {
            let range = text(headers, &CONTENT_RANGE).and_then(|range| content_range(&range));
            let continues = range.is_some_and(|(first, total)| {
                first == self.bytes && (self.total.is_none() || total.is_none() || total == self.total)
            });
            if !continues || self.bytes == 0 {
                self.restart().await?;
                let message = format!("{} sent another part of the file than asked for", answer.host);
                return Err(FetchError::new(FetchErrorKind::Interrupted, message));
            }
            // The first answer may not have said how long it would be.
            self.total = self.total.or(range.and_then(|(_, total)| total));
            return self.within(self.total.unwrap_or(0), limits);
        }
        self.restart().await?;
        self.validators = Validators::of(headers);
        self.total = answer.response.content_length();
        self.media_type = text(headers, &CONTENT_TYPE).and_then(|value| essence(&value));
        if let Some(media_type) = self.media_type.as_deref().filter(|media_type| !limits.accepts(media_type)) {
            let message = format!("{} says that the file is {media_type}, which is not what is asked for", answer.host);
            return Err(FetchError::new(FetchErrorKind::MediaType, message));
        }
        self.within(self.total.unwrap_or(0), limits)
    }

    /// Streams what follows into the file.
    pub(crate) async fn receive(
        &mut self,
        answer: &mut Answer,
        limits: &FetchLimits,
        progress: &mut (dyn FnMut(FetchProgress) + Send),
    ) -> Result<(), FetchError> {
        while let Some(chunk) = next(answer, limits.idle).await? {
            self.within(self.bytes + chunk.len() as u64, limits)?;
            self.file.write_all(&chunk).await.map_err(|error| FetchError::local_disk(&error))?;
            self.digest.update(&chunk);
            self.bytes += chunk.len() as u64;
            progress(FetchProgress { bytes: self.bytes, total: self.total });
        }
        match self.total {
            Some(total) if self.bytes != total => {
                let message = format!("{} sent {} of {total} bytes", answer.host, self.bytes);
                Err(FetchError::new(FetchErrorKind::Interrupted, message))
            }
            _ => Ok(()),
        }
    }

    /// Makes the file durable; gives its SHA-256 in hexadecimal.
    pub(crate) async fn finish(mut self) -> Result<String, FetchError> {
        let durable = async {
            self.file.flush().await?;
            self.file.sync_all().await
        };
        durable.await.map_err(|error| FetchError::local_disk(&error))?;
        Ok(hex::encode(self.digest.finalize()))
    }

    /// Throws away what has arrived.
    pub(crate) async fn restart(&mut self) -> Result<(), FetchError> {
        let emptied = async {
            self.file.flush().await?;
            self.file.set_len(0).await?;
            self.file.rewind().await
        };
        emptied.await.map_err(|error| FetchError::local_disk(&error))?;
        self.digest = Sha256::new();
        (self.bytes, self.total) = (0, None);
        Ok(())
    }

    fn within(&self, bytes: u64, limits: &FetchLimits) -> Result<(), FetchError> {
        if bytes <= limits.max_bytes {
            return Ok(());
        }
        let message = format!("the file is larger than the {} bytes allowed", limits.max_bytes);
        Err(FetchError::new(FetchErrorKind::TooLarge, message))
    }
}

async fn next(
    answer: &mut Answer,
    idle: Duration,
) -> Result<Option<impl AsRef<[u8]> + std::ops::Deref<Target = [u8]>>, FetchError> {
    match tokio::time::timeout(idle, answer.response.chunk()).await {
        Ok(chunk) => chunk.map_err(|error| explain(&error, &answer.host)),
        Err(_) => Err(silent(&answer.host)),
    }
}

pub(crate) fn silent(host: &str) -> FetchError {
    FetchError::new(FetchErrorKind::Timeout, format!("{host} went silent"))
}

pub(crate) fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// `Video/MP4; codecs=…` is `video/mp4`; what is no media type is nothing.
fn essence(content_type: &str) -> Option<String> {
    let essence = content_type.split(';').next()?.trim().to_ascii_lowercase();
    let is_type = |byte: u8| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte);
    (essence.contains('/') && essence.len() <= 100 && essence.bytes().all(is_type)).then_some(essence)
}

/// First byte and whole size of `bytes 5-9/10`; the size may be `*`.
fn content_range(value: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = value.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    let total = if total == "*" { None } else { Some(total.parse().ok()?) };
    (first <= last && total.is_none_or(|total| last < total)).then_some((first, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_strictly() {
        assert_eq!(content_range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(content_range("bytes 0-0/*"), Some((0, None)));
        for bad in ["", "bytes */10", "bytes 9-5/10", "bytes 5-10/10", "items 0-1/2", "bytes 0-1"] {
            assert_eq!(content_range(bad), None, "{bad}");
        }
        assert_eq!(essence("Video/MP4; codecs=avc1"), Some("video/mp4".to_owned()));
        assert_eq!(essence("nonsense"), None);
        assert_eq!(essence("a/<script>"), None);
    }

    #[test]
    fn only_strong_validators_continue_a_file() {
        let of = |etag: &str, date: Option<&str>| Validators {
            etag: Some(etag.to_owned()),
            last_modified: date.map(str::to_owned),
        };
        assert_eq!(of("\"1\"", Some("date")).for_range(), Some("\"1\""));
        assert_eq!(of("W/\"1\"", Some("date")).for_range(), Some("date"));
        assert_eq!(of("W/\"1\"", None).for_range(), None);
        assert_eq!(Validators::default().for_range(), None);
    }
}
