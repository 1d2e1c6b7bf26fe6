//! From a URL to a file, with retries.

use crate::body::{Body, Validators, silent, text};
use crate::client::Answer;
use crate::error::is_passing;
use crate::{Egress, FetchError, FetchErrorKind, FetchLimits};
use reqwest::StatusCode;
use reqwest::header::{
    HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, RANGE, RETRY_AFTER,
};
use std::path::Path;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Tries in a row that bring less than [`WORTH`] new bytes each.
const TRIES: u32 = 5;

/// A try that brings this much does not count against the others.
const WORTH: u64 = 1 << 20;

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How far a fetch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchProgress {
    /// Bytes that lie in the file.
    pub bytes: u64,
    /// Bytes in all, when the server said so.
    pub total: Option<u64>,
}

/// A file that was fetched whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// What the server says it is, in lower case and without parameters.
    pub media_type: Option<String>,
}

/// What came of asking for a file that may be known already.
pub(crate) enum Outcome {
    /// The version that the validators name is still the current one.
    Unchanged,
    Fetched(Fetched, Validators),
}

impl Egress {
    /// Fetches `url` into the file `to`, which is made or emptied first, durable when this returns, and gone when it
    /// fails. After a cut connection or an answer that says "later" it tries again, going on where the file ends when
    /// the server can (`Range` with `If-Range`), and waits as long as `Retry-After` says (in seconds, one minute at most).
    /// User and password in the URL are sent as Basic authentication to that host only. `progress` is called after each
    /// piece.
    ///
    /// # Errors
    /// [`FetchError`], whose message can be shown.
    pub async fn fetch_to_file(
        &self,
        url: &str,
        to: &Path,
        limits: &FetchLimits,
        cancel: &CancellationToken,
        progress: &mut (dyn FnMut(FetchProgress) + Send),
    ) -> Result<Fetched, FetchError> {
        match self.fetch_unless_unchanged(url, to, limits, None, cancel, progress).await? {
            Outcome::Fetched(fetched, _) => Ok(fetched),
            Outcome::Unchanged => {
                Err(FetchError::new(FetchErrorKind::HttpStatus(304), "the server answered 304 unasked"))
            }
        }
    }

    pub(crate) async fn fetch_unless_unchanged(
        &self,
        url: &str,
        to: &Path,
        limits: &FetchLimits,
        known: Option<&Validators>,
        cancel: &CancellationToken,
        progress: &mut (dyn FnMut(FetchProgress) + Send),
    ) -> Result<Outcome, FetchError> {
        let mut draft = Unfinished(Some(to));
        let fetching = tokio::time::timeout(limits.total, self.fetch_with_retries(url, to, limits, known, progress));
        let outcome = tokio::select! {
            biased;
            () = cancel.cancelled() => Err(FetchError::cancelled()),
            outcome = fetching => outcome.unwrap_or_else(|_| {
                let message = format!("fetching took longer than the {} s allowed", limits.total.as_secs_f64());
                Err(FetchError::new(FetchErrorKind::Timeout, message))
            }),
        };
        if matches!(outcome, Ok(Outcome::Fetched(..))) {
            draft.0 = None;
        }
        outcome
    }

    async fn fetch_with_retries(
        &self,
        url: &str,
        to: &Path,
        limits: &FetchLimits,
        known: Option<&Validators>,
        progress: &mut (dyn FnMut(FetchProgress) + Send),
    ) -> Result<Outcome, FetchError> {
        let mut body = Body::create(to).await?;
        let mut tries = 0;
        loop {
            let before = body.bytes;
            let failed = match self.attempt(url, &mut body, limits, known, progress).await {
                Ok(Attempt::Unchanged) => return Ok(Outcome::Unchanged),
                Ok(Attempt::Whole) => break,
                Err(failed) => failed,
            };
            tries = if body.bytes >= before + WORTH { 1 } else { tries + 1 };
            let pause = failed.retry_after.unwrap_or(FIRST_PAUSE * 2_u32.pow(tries.clamp(1, 8) - 1));
            let passing = failed.error.retryable() && failed.error.kind != FetchErrorKind::LocalDisk;
            if !passing || tries >= TRIES || pause > LONGEST_PAUSE {
                return Err(failed.error);
            }
            metrics::counter!("rushes_egress_retries_total").increment(1);
            tracing::debug!(error = %failed.error, tries, "fetching is tried again");
            self.pause.wait(pause).await;
        }
        let (bytes, media_type, validators) = (body.bytes, body.media_type.clone(), body.validators.clone());
        let sha256 = body.finish().await?;
        metrics::counter!("rushes_egress_bytes_total").increment(bytes);
        Ok(Outcome::Fetched(Fetched { sha256, bytes, media_type }, validators))
    }

    async fn attempt(
        &self,
        url: &str,
        body: &mut Body,
        limits: &FetchLimits,
        known: Option<&Validators>,
        progress: &mut (dyn FnMut(FetchProgress) + Send),
    ) -> Result<Attempt, Failed> {
        if body.bytes > 0 && body.validators.for_range().is_none() {
            body.restart().await?;
        }
        let headers = headers(body, known);
        let asked = tokio::time::timeout(limits.idle, self.ask(url, &headers)).await;
        let mut answer = asked.unwrap_or_else(|_| Err(silent("the server")))?;
        match answer.response.status() {
            StatusCode::OK | StatusCode::PARTIAL_CONTENT => {}
            StatusCode::NOT_MODIFIED if known.is_some() && body.bytes == 0 => return Ok(Attempt::Unchanged),
            StatusCode::RANGE_NOT_SATISFIABLE if body.bytes > 0 => {
                body.restart().await?;
                let message = format!("{} no longer has the part of the file that is missing", answer.host);
                return Err(FetchError::new(FetchErrorKind::Interrupted, message).into());
            }
            _ => return Err(refusal(&answer)),
        }
        body.begin(&answer, limits).await?;
        body.receive(&mut answer, limits, progress).await?;
        Ok(Attempt::Whole)
    }
}

enum Attempt {
    Unchanged,
    Whole,
}

/// A try that failed, and how long the server asks to be left alone.
struct Failed {
    error: FetchError,
    retry_after: Option<Duration>,
}

impl From<FetchError> for Failed {
    fn from(error: FetchError) -> Self {
        Self { error, retry_after: None }
    }
}

fn headers(body: &Body, known: Option<&Validators>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        // A validator came from a header, so it is fit for one.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    if body.bytes > 0 {
        set(RANGE, &format!("bytes={}-", body.bytes));
        if let Some(validator) = body.validators.for_range() {
            set(IF_RANGE, validator);
        }
    } else if let Some(known) = known {
        if let Some(etag) = &known.etag {
            set(IF_NONE_MATCH, etag);
        }
        if let Some(date) = &known.last_modified {
            set(IF_MODIFIED_SINCE, date);
        }
    }
    headers
}

fn refusal(answer: &Answer) -> Failed {
    let (host, status) = (&answer.host, answer.response.status().as_u16());
    let error = match status {
        404 | 410 => FetchError::new(FetchErrorKind::NotFound, format!("{host} has no such file (status {status})")),
        401 | 403 => {
            let message = format!("{host} denies access to the file (status {status})");
            FetchError::new(FetchErrorKind::HttpStatus(status), message)
        }
        _ => FetchError::new(FetchErrorKind::HttpStatus(status), format!("{host} answered with status {status}")),
    };
    let retry_after = text(answer.response.headers(), &RETRY_AFTER)
        .filter(|_| is_passing(status))
        .and_then(|seconds| seconds.trim().parse().ok())
        .map(Duration::from_secs);
    Failed { error, retry_after }
}

/// A file that goes when the fetch into it fails, is cancelled, or is no longer waited for.
struct Unfinished<'a>(Option<&'a Path>);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.0 {
            // What stays behind is the caller's folder to sweep.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests;
