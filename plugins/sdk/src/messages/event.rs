//! What happened.

use crate::Timestamp;
use crate::messages::Algorithm;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What the host tells a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it is told.
    pub now: Timestamp,
    /// 32 random hexadecimal digits, new for each event: what a plugin may take where it needs something unique.
    pub request: String,
    /// What.
    #[serde(flatten)]
    pub happened: Happened,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Happened {
    /// The session begins, or begins again after a crash. Also told instead of an answer's outcome when all its requests
    /// grew old before they were sent, since what is signed carries a time: ask again.
    Opened,
    /// The requests of the last answer ended, each in its own way, in the order in which they were asked.
    Responses {
        /// One for each request.
        responses: Vec<Outcome>,
    },
    /// The digests that the last answer asked for, in that order.
    Digests {
        /// One for each range.
        digests: Vec<Digest>,
    },
    /// The time to wait is over.
    Timer,
    /// The credentials were renewed; the whole configuration as it is now.
    CredentialRefreshed {
        /// As in the job. It fits the provider's schema.
        config: Map<String, Value>,
    },
    /// The transfer is no longer wanted. What can be tidied up in one answer may be; the host asks at most once more.
    Cancelled,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Outcome {
    /// With a response, whatever its status.
    Response(Response),
    /// Without one.
    NoResponse(NoResponse),
}

/// A response.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The request's id.
    pub id: String,
    /// The status code.
    pub status: u16,
    /// The headers that the request wanted kept, names in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body's beginning as text; bytes that are no UTF-8 are replaced.
    #[serde(default)]
    pub body: String,
}

/// A request that got no response: whether the provider has seen it is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoResponse {
    /// The request's id.
    pub id: String,
    /// Why.
    pub trouble: Trouble,
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The host could not be reached.
    Unreachable,
    /// The connection broke.
    Cut,
    /// It took too long.
    Timeout,
}

/// A digest of a range of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// As asked.
    pub id: String,
    /// As asked.
    pub algorithm: Algorithm,
    /// The digest in lower-case hexadecimal.
    pub hex: String,
}
