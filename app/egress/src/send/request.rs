//! What is sent, and what comes back.

use super::{Payload, SendError, Sent};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `PUT`
    Put,
    /// `POST`
    Post,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// Whether an absent body is said to be one of length 0.
    pub(super) const fn has_payload(self) -> bool {
        matches!(self, Method::Put | Method::Post | Method::Patch)
    }
}

impl FromStr for Method {
    type Err = SendError;

    fn from_str(text: &str) -> Result<Self, SendError> {
        match text {
            "GET" => Ok(Method::Get),
            "HEAD" => Ok(Method::Head),
            "PUT" => Ok(Method::Put),
            "POST" => Ok(Method::Post),
            "PATCH" => Ok(Method::Patch),
            "DELETE" => Ok(Method::Delete),
            _ => Err(SendError::refused("a method is one of GET, HEAD, PUT, POST, PATCH and DELETE")),
        }
    }
}

impl From<Method> for reqwest::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Put => reqwest::Method::PUT,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        }
    }
}

/// A request. Its `Debug` shows neither address nor headers: they may be secret.
pub struct Request {
    /// What it does.
    pub method: Method,
    /// Where to.
    pub url: String,
    /// Further headers, names in any case. `Host`, `Content-Length`, `User-Agent` and what concerns the
    /// connection are ours to say.
    pub headers: Vec<(String, String)>,
    /// What is sent with it.
    pub payload: Payload,
    /// How many bytes of the response's body are kept.
    pub body_bytes: usize,
    /// Is told how a streamed body goes out.
    pub sent: Option<Sent>,
}

impl Request {
    /// Whether these headers could be sent: names and values are such, and none of them is ours to say.
    ///
    /// # Errors
    /// [`Refused`](crate::SendErrorKind::Refused), naming the header.
    pub fn check_headers(headers: &[(String, String)]) -> Result<(), SendError> {
        checked(headers).map(drop)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).finish_non_exhaustive()
    }
}

/// A response, whatever its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// All headers in order, names in lower case; bytes beyond ASCII are read as Latin-1.
    pub headers: Vec<(String, String)>,
    /// The body's beginning, as much as was wanted.
    pub body: Vec<u8>,
    /// Bytes of the body that were received and thrown away; there may have been more.
    pub discarded: usize,
}

impl Response {
    pub(super) fn of(answer: &reqwest::Response) -> Self {
        let text = |value: &HeaderValue| value.as_bytes().iter().map(|byte| char::from(*byte)).collect();
        let headers = answer.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
        Self { status: answer.status().as_u16(), headers: headers.collect(), ..Self::default() }
    }

    /// The first header of this name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// How long one request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendLimits {
    /// From the first look-up to the last byte of the response.
    pub total: Duration,
    /// Without a byte moving in either direction, the wait for the response included.
    pub idle: Duration,
}

impl Default for SendLimits {
    /// An hour in all, two minutes without a byte.
    fn default() -> Self {
        Self { total: Duration::from_secs(3600), idle: Duration::from_secs(120) }
    }
}

/// Headers that HTTP needs for itself and who we are, beside all that begin with `proxy-`.
const OURS: &[&str] = &[
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "http2-settings",
];

/// Whether we say this header ourselves, so that no request may.
fn is_ours(name: &HeaderName) -> bool {
    OURS.contains(&name.as_str()) || name.as_str().starts_with("proxy-")
}

pub(super) fn checked(headers: &[(String, String)]) -> Result<HeaderMap, SendError> {
    let mut checked = HeaderMap::new();
    for (name, value) in headers {
        // A name that is none could be anything, even a secret in the wrong place: it is not repeated.
        let known = HeaderName::try_from(name).map_err(|_| SendError::refused("the name of a header is not one"))?;
        if is_ours(&known) {
            return Err(SendError::refused(format!("the header {known} must not be set")));
        }
        let value = HeaderValue::try_from(value)
            .map_err(|_| SendError::refused(format!("the value of the header {known} holds control characters")))?;
        checked.append(known, value);
    }
    Ok(checked)
}
