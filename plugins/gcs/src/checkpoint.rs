//! What is remembered of a transfer across crashes.

use plugin_sdk::Value;
use serde::{Deserialize, Serialize};

/// How far a transfer got.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Checkpoint {
    /// Nothing was acknowledged.
    #[default]
    Beginning,
    /// An upload is under way. How far it got is asked of the service.
    Uploading {
        /// The file's CRC-32C, in Base64.
        crc32c: String,
        /// The upload's address, which is a secret.
        session: String,
    },
    /// A test's object was written, and is to be deleted.
    Written {
        /// Which generation of the object.
        generation: Option<String>,
    },
}

impl Checkpoint {
    /// As a job holds it. What cannot be read counts as nothing: a transfer may always begin again.
    pub fn of(job: Option<Value>) -> Self {
        job.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }
}
