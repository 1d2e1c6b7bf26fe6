//! What is remembered of a transfer across crashes.

use plugin_sdk::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How far a transfer got.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Checkpoint {
    /// Nothing was acknowledged.
    #[default]
    Beginning,
    /// A test's blob was written, and is to be deleted.
    Written {
        /// The version that was written, in accounts that keep versions.
        version: Option<String>,
    },
    /// Blocks are sent.
    Blocks {
        /// Bytes of each block but the last.
        block_bytes: u64,
        /// Which of them Azure has, by their place.
        sent: BTreeSet<u32>,
    },
    /// The blocks became the blob; it has not been looked at.
    Committed,
}

impl Checkpoint {
    /// As a job holds it. What cannot be read counts as nothing: a transfer may always begin again.
    pub fn of(job: Option<Value>) -> Self {
        job.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }
}
