//! Where a transfer stands.

use plugin_sdk::{Fail, Value, json};
use serde::{Deserialize, Serialize};

/// What is kept for the case of a crash. Not `Debug`: the address of an upload is as good as a password.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// How often the transfer began anew because Vimeo had lost the upload.
    #[serde(default)]
    pub restarts: u32,
    /// Where it stands.
    pub phase: Phase,
}

/// Where a transfer stands: what was asked last, or is about to be.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "camelCase")]
pub enum Phase {
    /// Nothing was asked yet.
    Start,
    /// A video was asked for; whether there is one is not known.
    Creating {
        /// When it was asked for first, in seconds since 1970.
        since: i64,
    },
    /// The video is there and has to get its name.
    Naming {
        /// Which.
        video: Video,
    },
    /// The file is on its way.
    Sending {
        /// Where to.
        video: Video,
    },
    /// All of the file was sent.
    Checking {
        /// Which.
        video: Video,
    },
    /// The video is being deleted.
    Removing {
        /// Which.
        video: Video,
        /// What comes after that.
        then: Then,
    },
}

/// What comes after a video was deleted.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Then {
    /// The transfer begins anew.
    Again,
    /// The test is passed.
    Tested,
    /// The transfer has failed.
    Failed(Fail),
}

/// A video at Vimeo.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Video {
    /// Its path in the API, such as `/videos/76979871`.
    pub uri: String,
    /// Its page, for people.
    #[serde(default)]
    pub link: Option<String>,
    /// Where the file goes. Who has this address may write the video.
    pub upload: String,
}

impl Video {
    /// What Vimeo calls it: the last part of its path.
    pub fn id(&self) -> &str {
        self.uri.rsplit('/').next().unwrap_or(&self.uri)
    }
}

impl Checkpoint {
    /// A transfer of which nothing happened yet.
    pub const START: Self = Self { restarts: 0, phase: Phase::Start };

    /// As it is stored.
    pub fn stored(&self) -> Value {
        serde_json::to_value(self).unwrap_or_else(|_| json!({ "phase": { "phase": "start" } }))
    }
}
