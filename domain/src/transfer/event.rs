//! What can happen to a transfer.

use crate::aggregate::events;
use crate::ids::{IntegrationId, RenderId};
use crate::render::OutputRole;
use crate::{Failure, Timestamp};
use serde::{Deserialize, Serialize};

events! {
    /// What can happen to a transfer.
    TransferEvent {
        /// A render was saved, and this file of it goes to this destination.
        Queued(Queued) = "transfer.queued" 1,
        /// A worker took it.
        AttemptStarted(AttemptStarted) = "transfer.attempt_started" 1,
        /// The copy is complete and visible.
        Ready(Ready) = "transfer.ready" 1,
        /// An attempt failed and another one will be made.
        AttemptFailed(AttemptFailed) = "transfer.attempt_failed" 1,
        /// It failed for good.
        Failed(Failed) = "transfer.failed" 1,
        /// It failed for good, and somebody wants it to be tried again.
        Retried(Retried) = "transfer.retried" 1,
        /// The copy was deleted on request.
        Deleted(Deleted) = "transfer.deleted" 1,
    }
}

/// `transfer.queued`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queued {
    /// The render whose file it is.
    pub render: RenderId,
    /// The render's attempt that made the file.
    pub render_attempt: u32,
    /// Which file of the render.
    pub role: OutputRole,
    /// Destination provider; `shotstack` is our own hosting.
    pub provider: String,
    /// File name at the destination.
    pub file: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes in hexadecimal.
    pub sha256: String,
    /// The integration that it goes to; none when it is our own hosting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration: Option<IntegrationId>,
    /// The place of the destination in the list that the render named, when it named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// Folders and file name at the destination; none when it is our own hosting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// `transfer.attempt_started`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttemptStarted {
    /// 1 for the first.
    pub attempt: u32,
    /// Which worker process.
    pub worker: String,
}

/// `transfer.ready`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ready {
    /// The attempt it belongs to.
    pub attempt: u32,
    /// The provider's id for the copy, where it gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
    /// Where the copy is, when there is such an address that needs no signature. Our own hosting's follows from its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// `transfer.attempt_failed`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttemptFailed {
    /// The attempt that failed.
    pub attempt: u32,
    /// Why.
    pub failure: Failure,
    /// Not to be tried again before this.
    pub retry_at: Timestamp,
}

/// `transfer.failed`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failed {
    /// The last attempt.
    pub attempt: u32,
    /// Why.
    pub failure: Failure,
}

/// `transfer.retried`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retried {}

/// `transfer.deleted`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {}
