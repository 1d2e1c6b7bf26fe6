//! What is to be done next.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a plugin answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What the job shall hold when the transfer is taken up again. Stored, sealed, before the action is carried out. Absent
    /// or null: as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<Value>,
    /// What to do.
    #[serde(flatten)]
    pub action: Action,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Action {
    /// Send requests, at most [`REQUESTS`](crate::REQUESTS); then [`Happened::Responses`](crate::Happened::Responses).
    Http {
        /// The requests, each with an id of its own.
        requests: Vec<Request>,
    },
    /// Compute digests of ranges of the file; then [`Happened::Digests`](crate::Happened::Digests).
    Digest {
        /// Which.
        ranges: Vec<DigestRange>,
    },
    /// Wait; then [`Happened::Timer`](crate::Happened::Timer) or
    /// [`Happened::CredentialRefreshed`](crate::Happened::CredentialRefreshed).
    Wait(Wait),
    /// The transfer is complete.
    Done(Done),
    /// The transfer failed.
    Fail(Fail),
}

/// A request. The host adds `Host`, `Content-Length` and `User-Agent`, follows no redirect, and sends it once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// For the answer.
    pub id: String,
    /// Such as `PUT`.
    pub method: String,
    /// Where to; one of the provider's hosts. May be secret: nobody logs it.
    pub url: String,
    /// Further headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// What is sent.
    #[serde(default, skip_serializing_if = "Body::is_none")]
    pub body: Body,
    /// Headers of the response that the plugin wants to see, names in lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<String>,
    /// How many bytes of the response's body the plugin wants to see, at most
    /// [`MOST_BODY_BYTES`](crate::MOST_BODY_BYTES).
    #[serde(default = "body_bytes", skip_serializing_if = "is_body_bytes")]
    pub body_bytes: usize,
}

/// What is sent with a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// This text.
    Text(String),
    /// A part of the file, or all of it. Streamed: it takes no memory. A length of 0 sends an empty body.
    File {
        /// Its first byte.
        offset: u64,
        /// How many bytes.
        length: u64,
    },
}

/// A digest that is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DigestRange {
    /// For the answer.
    pub id: String,
    /// Which digest.
    pub algorithm: Algorithm,
    /// The range's first byte.
    pub offset: u64,
    /// How many bytes.
    pub length: u64,
}

/// A kind of digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// SHA-256.
    Sha256,
    /// MD5, which some providers ask for as a checksum.
    Md5,
    /// CRC-32C (Castagnoli), big-endian in hexadecimal.
    Crc32c,
}

/// A wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wait {
    /// What for.
    #[serde(rename = "for", default)]
    pub what: WaitFor,
    /// How long; at most 60 s at a time. Of no meaning when credentials are waited for.
    #[serde(default)]
    pub millis: u64,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WaitFor {
    /// Time to pass.
    #[default]
    Time,
    /// The host to renew credentials that were granted by OAuth: the provider no longer takes them.
    Credential,
}

/// What came of a transfer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// The provider's id of the object, where it gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where it is, for people and players, when there is such an address that needs no signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Why a transfer failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fail {
    /// The kind.
    pub reason: Reason,
    /// One sentence for people: what is wrong and what to do. No secrets.
    pub message: String,
    /// Whether another attempt may help without anybody changing anything.
    #[serde(default)]
    pub retryable: bool,
}

/// Kinds of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The provider does not know the credentials.
    CredentialsRefused,
    /// The grant was withdrawn or ran out: somebody has to connect again.
    Reconnect,
    /// The credentials are known, and not allowed to do this.
    PermissionDenied,
    /// Bucket, container, folder or account is not there.
    NotFound,
    /// The server's clock differs too much from the provider's.
    ClockSkew,
    /// The space or the allowance is used up.
    Quota,
    /// Something else is there already.
    Conflict,
    /// The configuration, an option or the file is nothing the provider takes.
    Invalid,
    /// The provider does not answer as it should, or not at all.
    Unavailable,
    /// What arrived is not what was sent.
    Corrupted,
    /// Somebody stopped it.
    Cancelled,
    /// The plugin itself failed.
    PluginFault,
    /// A kind that this version does not know.
    #[serde(other)]
    Other,
}

const fn body_bytes() -> usize {
    super::BODY_BYTES
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_body_bytes(bytes: &usize) -> bool {
    *bytes == super::BODY_BYTES
}

impl Body {
    /// Whether nothing is sent.
    pub fn is_none(&self) -> bool {
        matches!(self, Body::None)
    }
}

impl Request {
    /// A request without headers or body.
    pub fn new(id: impl Into<String>, method: &str, url: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            method: method.to_owned(),
            url: url.into(),
            headers: BTreeMap::new(),
            body: Body::None,
            keep: Vec::new(),
            body_bytes: super::BODY_BYTES,
        }
    }

    /// With this header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_owned(), value.into());
        self
    }

    /// With this body.
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, value: &Value) -> Self {
        self.header("content-type", "application/json; charset=utf-8").body(Body::Text(value.to_string()))
    }

    /// With this header of the response kept.
    #[must_use]
    pub fn keep(mut self, name: &str) -> Self {
        self.keep.push(name.to_ascii_lowercase());
        self
    }
}

impl Action {
    /// These requests.
    pub fn http(requests: impl IntoIterator<Item = Request>) -> Self {
        Action::Http { requests: requests.into_iter().collect() }
    }

    /// The end, for good.
    pub fn fail(reason: Reason, message: impl Into<String>) -> Self {
        Action::Fail(Fail { reason, message: message.into(), retryable: false })
    }

    /// The end of this attempt; another may help.
    pub fn fail_for_now(reason: Reason, message: impl Into<String>) -> Self {
        Action::Fail(Fail { reason, message: message.into(), retryable: true })
    }

    /// A pause.
    pub fn wait(millis: u64) -> Self {
        Action::Wait(Wait { what: WaitFor::Time, millis })
    }

    /// New credentials, please.
    pub fn refresh() -> Self {
        Action::Wait(Wait { what: WaitFor::Credential, millis: 0 })
    }

    /// This action, with that checkpoint.
    pub fn at(self, checkpoint: Value) -> Answer {
        Answer { checkpoint: Some(checkpoint), action: self }
    }
}

impl From<Action> for Answer {
    /// The checkpoint stays as it was.
    fn from(action: Action) -> Self {
        Self { checkpoint: None, action }
    }
}
