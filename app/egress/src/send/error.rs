//! Why a request has no response.

use std::fmt;

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SendErrorKind {
    /// No address, no connection, or no trusted encrypted one: nothing was sent.
    Unreachable,
    /// The connection broke, or gave what is no HTTP: whether the request was heeded is not known.
    Cut,
    /// It took too long, or nothing moved for too long: whether the request was heeded is not known.
    Timeout,
    /// The address is private or special, unencrypted, or on a port that is not for the web, and the operator did not open it.
    ForbiddenAddress,
    /// No request that we send: its URL or a header is wrong.
    Refused,
    /// Its body could not be read on our side, or was shorter than promised.
    Source,
    /// Cancelled by the caller.
    Cancelled,
}

/// Why a request has no response: a kind for policy and a sentence for people. The sentence names the host or the header's
/// name at most: no path, no query, no header's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// The kind.
    pub kind: SendErrorKind,
    /// One sentence, without a full stop.
    pub message: String,
}

impl SendError {
    pub(crate) fn new(kind: SendErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(SendErrorKind::Refused, message)
    }

    pub(crate) fn timeout(message: impl Into<String>) -> Self {
        Self::new(SendErrorKind::Timeout, message)
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(SendErrorKind::Cancelled, "sending was cancelled")
    }

    /// Refusals are counted as those of fetches are.
    pub(crate) fn count(&self) {
        let reason = match self.kind {
            SendErrorKind::ForbiddenAddress => "address",
            SendErrorKind::Refused => "url",
            _ => return,
        };
        metrics::counter!("rushes_egress_denied_total", "reason" => reason).increment(1);
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SendError {}
