//! Why something could not be fetched.

use std::fmt;

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FetchErrorKind {
    /// The server has no such file (404 or 410).
    NotFound,
    /// The address is private or special, or its port is not for the web, and the operator did not open it.
    ForbiddenAddress,
    /// The total or the idle time was up.
    Timeout,
    /// More bytes than allowed.
    TooLarge,
    /// The server answered something else than success.
    HttpStatus(u16),
    /// The server says that it is of another family than asked for.
    MediaType,
    /// No trusted encrypted connection.
    Tls,
    /// The name has no address, or the name servers did not answer.
    Dns,
    /// No connection.
    Connect,
    /// The connection was cut, or gave what is no HTTP, more often than we try again.
    Interrupted,
    /// Redirected more than five times, or to nowhere.
    Redirects,
    /// No URL that we fetch.
    BadUrl,
    /// Cancelled by the caller.
    Cancelled,
    /// Our own disk failed or is full.
    LocalDisk,
}

/// Why something could not be fetched: a kind for policy and a sentence for the user. The sentence names the host at
/// most: no path, no query, no credentials, nothing local.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError {
    /// The kind.
    pub kind: FetchErrorKind,
    /// One sentence for the user, without a full stop.
    pub message: String,
}

impl FetchError {
    pub(crate) fn new(kind: FetchErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(FetchErrorKind::Cancelled, "fetching was cancelled")
    }

    pub(crate) fn local_disk(error: &std::io::Error) -> Self {
        // The error's text could name a path of ours; its kind cannot.
        Self::new(FetchErrorKind::LocalDisk, format!("our own disk failed while fetching: {}", error.kind()))
    }

    /// Whether fetching the same URL again later may succeed.
    pub const fn retryable(&self) -> bool {
        match self.kind {
            FetchErrorKind::HttpStatus(status) => is_passing(status),
            FetchErrorKind::Timeout
            | FetchErrorKind::Dns
            | FetchErrorKind::Connect
            | FetchErrorKind::Interrupted
            | FetchErrorKind::LocalDisk => true,
            _ => false,
        }
    }
}

/// Whether a status says "later" rather than "no".
pub(crate) const fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FetchError {}
