//! Where a transfer stands.

use plugin_sdk::{Fail, Value, json};
use serde::{Deserialize, Serialize};

/// What is kept for the case of a crash. Not `Debug`: the address of an upload is as good as a password.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// How often the transfer began anew because what was begun had gone.
    #[serde(default)]
    pub restarts: u32,
    /// Where it stands.
    pub phase: Phase,
}

/// Where a transfer stands: what was asked last, or is about to be.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "camelCase")]
pub enum Phase {
    /// Nothing is there that anybody could see. An upload may have been asked for: unused, it ends by itself.
    Start,
    /// An asset was asked for that Mux fetches; whether there is one is not known.
    Pulling {
        /// When it was asked for first, in seconds since 1970.
        since: i64,
    },
    /// The file is on its way.
    Sending {
        /// Where to.
        upload: Upload,
    },
    /// All of the file was sent; Mux makes an asset of it.
    Settling {
        /// Of which upload.
        upload: Upload,
        /// Whether what arrived is what was sent.
        sum: Sum,
    },
    /// The asset is there.
    Watching {
        /// Its id.
        asset: String,
        /// Whether Mux has to fetch the file yet.
        pulled: bool,
    },
    /// The upload is being given up.
    Cancelling {
        /// Which.
        upload: Upload,
        /// What comes after that.
        then: Then,
    },
    /// The asset is being deleted.
    Removing {
        /// Its id.
        asset: String,
        /// Why.
        fail: Fail,
    },
}

/// What comes after an upload was given up.
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

/// The checksum of what arrived.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sum {
    /// The store said none.
    Unknown,
    /// The store said this CRC-32C, in hexadecimal; the file's own has to be compared with it.
    Reported(String),
    /// It is the file's own.
    Right,
}

/// An upload at Mux.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Upload {
    /// Its id.
    pub id: String,
    /// Where the file goes. Who has this address may write.
    pub url: String,
}

impl Checkpoint {
    /// A transfer of which nothing happened yet.
    pub const START: Self = Self { restarts: 0, phase: Phase::Start };

    /// As it is stored.
    pub fn stored(&self) -> Value {
        serde_json::to_value(self).unwrap_or_else(|_| json!({ "phase": { "phase": "start" } }))
    }
}
