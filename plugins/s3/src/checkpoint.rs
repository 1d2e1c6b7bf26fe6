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
    /// A test's object was written, and is to be deleted.
    Written {
        /// The version that was written, in buckets that keep versions.
        version: Option<String>,
    },
    /// A multipart upload is under way.
    Uploading {
        /// Its id.
        upload: String,
        /// Bytes of each part but the last.
        part_bytes: u64,
        /// What the provider answered to each part that it has.
        tags: Vec<Option<String>>,
    },
    /// The upload was completed; it has not been looked at.
    Completed,
}

impl Checkpoint {
    /// As a job holds it. What cannot be read counts as nothing: a transfer may always begin again.
    pub fn of(job: Option<Value>) -> Self {
        job.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }
}
