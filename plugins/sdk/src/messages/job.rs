//! What is to be sent where.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// One transfer. Its `Debug` shows no configuration: that holds secrets.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// [`PROTOCOL`](crate::PROTOCOL) as the host speaks it.
    pub protocol: u32,
    /// What to do.
    pub kind: Kind,
    /// The provider's id; never an alias.
    pub provider: String,
    /// The configuration, secrets included. It fits the provider's schema.
    pub config: Map<String, Value>,
    /// What the render said. It fits the schema of options.
    #[serde(default)]
    pub options: Map<String, Value>,
    /// The file.
    pub file: File,
    /// The transfer's id, a UUID: the same after every crash. What to mark objects with.
    pub transfer: String,
    /// What the last answer's checkpoint said, when the transfer is taken up again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<Value>,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Send the file.
    Send,
    /// Show that files could be sent: write this small one, then delete it. Nothing of it may be left.
    Test,
}

/// The file that is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Where it goes: folders and name, separated by slashes, without one at either end. Any Unicode text.
    pub key: String,
    /// Bytes; may be 0.
    pub bytes: u64,
    /// Such as `video/mp4`.
    pub media_type: String,
    /// SHA-256 of all bytes in lower-case hexadecimal.
    pub sha256: String,
    /// An address that the provider may fetch the file from for a while, when there is one. Secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl File {
    /// The key's last part.
    pub fn name(&self) -> &str {
        self.key.rsplit('/').next().unwrap_or(&self.key)
    }
}

impl Job {
    /// A text of the configuration; empty texts count as absent.
    pub fn config(&self, property: &str) -> Option<&str> {
        self.config.get(property).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A text of the render's options; empty texts count as absent.
    pub fn option(&self, property: &str) -> Option<&str> {
        self.options.get(property).and_then(Value::as_str).filter(|text| !text.is_empty())
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, provider, transfer, .. } = self;
        f.debug_struct("Job")
            .field("kind", kind)
            .field("provider", provider)
            .field("transfer", transfer)
            .finish_non_exhaustive()
    }
}
