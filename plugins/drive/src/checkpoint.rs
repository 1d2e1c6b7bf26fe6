//! What is remembered of a transfer across crashes.

use plugin_sdk::Value;
use serde::{Deserialize, Serialize};

/// How far a transfer got.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Memory {
    /// The file's MD5 in hexadecimal.
    pub md5: Option<String>,
    /// A file with this transfer's id was looked for, and is not there.
    pub is_searched: bool,
    /// Ids of what is made: one for each folder of the key, and the file's last.
    pub ids: Vec<String>,
    /// The key's folders that were found or made, the outermost first.
    pub folders: Vec<String>,
    /// The upload's address, which is a secret.
    pub session: Option<String>,
    /// A test's file, which is to be deleted.
    pub written: Option<String>,
}

impl Memory {
    /// As a job holds it. What cannot be read counts as nothing: a file that is there already is found by its mark.
    pub fn of(job: Option<Value>) -> Self {
        job.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }

    /// Without what was made: as after the search.
    pub fn anew(&self) -> Self {
        Self { md5: self.md5.clone(), is_searched: self.is_searched, ..Self::default() }
    }
}
