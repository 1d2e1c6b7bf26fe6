//! What a library says of itself.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a library is, and which providers it serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// [`PROTOCOL`](crate::PROTOCOL) as the library speaks it.
    pub protocol: u32,
    /// The library's name, for people.
    pub name: String,
    /// The library's version.
    pub version: String,
    /// The providers, at least one.
    pub providers: Vec<Provider>,
}

/// One kind of destination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provider {
    /// Its id in requests: lower-case letters, digits and hyphens, at most 40, such as `s3`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Other ids that mean the same, such as `google-cloud-storage`.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// JSON Schema (draft 2020-12) of what is configured once and kept: an object whose every property has a `title` and a
    /// `description`. What is secret is marked `"writeOnly": true`; it is sealed, and shown to nobody again.
    pub config_schema: Value,
    /// JSON Schema of what a single render may say beyond prefix and file name, which the host deals with. An object.
    #[serde(default = "nothing_to_say")]
    pub options_schema: Value,
    /// Which options choose among several integrations, and the property of the configuration that each has to equal, such as
    /// `{"bucket": "bucket"}`.
    #[serde(default)]
    pub selects: BTreeMap<String, String>,
    /// Hosts that it may call, as `host`, `*.domain` (one or more labels) or `host:port`. Standard port 443, always https.
    pub hosts: Vec<String>,
    /// The property of the configuration that names another address to call, if there is one. Its host may be called too, in
    /// the scheme that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What it can do.
    pub capabilities: Capabilities,
}

/// What a provider can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// The kinds of files it takes; others are not sent there.
    pub files: Vec<MediaKind>,
    /// How it comes about that one object is to be seen, whatever crashed.
    pub completion: Completion,
    /// How a transfer goes on after a crash.
    pub resume: Resume,
    /// How many of an answer's requests may be under way at once, at least 1.
    pub parallel: u32,
    /// How many bytes each of them carries at most; 0 when a file goes in one request.
    pub part_bytes: u64,
    /// The largest file in bytes, where there is such a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_bytes: Option<u64>,
    /// Whether its credentials are granted by OAuth and renewed by the host.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub oauth: bool,
    /// Whether the provider may fetch the file itself, from an address of ours that it is given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pulls: bool,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// Moving pictures, GIF not among them.
    Video,
    /// Stills and GIF.
    Image,
    /// Sound.
    Audio,
}

/// How it comes about that one object is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Completion {
    /// The last request makes the object visible as a whole, under its own key: doing it twice gives the same.
    Atomic,
    /// An object carries the transfer's id, and is found by it before another is made.
    Marker,
    /// Neither: a crash between the last request and its answer may leave two.
    None,
}

/// How a transfer goes on after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Resume {
    /// Parts that were acknowledged are not sent again.
    Parts,
    /// The provider is asked how far it got.
    Offset,
    /// From the beginning.
    Whole,
}

fn nothing_to_say() -> Value {
    serde_json::json!({ "type": "object", "properties": {}, "additionalProperties": false })
}
