//! What is remembered of a transfer across crashes.

use plugin_sdk::Value;
use serde::{Deserialize, Serialize};

/// How far a transfer got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Checkpoint {
    /// Nothing was acknowledged.
    #[default]
    Beginning,
    /// The file is there under its temporary name. A test deletes it then.
    Uploaded,
    /// The file has its own name; it has not been looked at.
    Renamed,
}

impl Checkpoint {
    /// As a job holds it. What cannot be read counts as nothing: a transfer may always begin again.
    pub fn of(job: Option<Value>) -> Self {
        job.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }
}
