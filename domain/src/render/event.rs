//! What can happen to a render. Fields are only ever added, with a default; a change of meaning is a new version.

use crate::aggregate::events;
use crate::composition::{LumaPolarity, OutputFormat};
use crate::ids::{Dialect, DocumentId, IntegrationId};
use crate::integration::MediaKind;
use crate::queue::Priority;
use crate::{Failure, Timestamp};
use serde::{Deserialize, Serialize};

events! {
    /// What can happen to a render.
    RenderEvent {
        /// A checked edit was accepted.
        Queued(Queued) = "render.queued" 1,
        /// A worker took the job.
        AttemptStarted(AttemptStarted) = "render.attempt_started" 1,
        /// Every source is in the cache and probed.
        Fetched(Fetched) = "render.fetched" 1,
        /// The files are made, but not stored yet.
        Rendered(Rendered) = "render.rendered" 1,
        /// The files are in storage: the render is done.
        Saved(Saved) = "render.saved" 1,
        /// An attempt failed and another one will be made.
        AttemptFailed(AttemptFailed) = "render.attempt_failed" 1,
        /// It failed for good.
        Failed(Failed) = "render.failed" 1,
        /// Somebody cancelled it.
        Cancelled(Cancelled) = "render.cancelled" 1,
        /// Its own files were removed from storage; hosted copies are another matter.
        OutputsRemoved(OutputsRemoved) = "render.outputs_removed" 1,
    }
}

/// A sealed document in the state store, named without showing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    /// Its id.
    pub id: DocumentId,
    /// Keyed digest (HMAC-SHA-256 under the workspace's data key) of the exact bytes, in hexadecimal.
    pub digest: String,
}

/// What a list may show of a render without opening its document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The kind of file.
    pub format: OutputFormat,
    /// Pixels; absent for sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels; absent for sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// How many tracks the edit has.
    pub tracks: u32,
    /// How many clips the edit has.
    pub clips: u32,
    /// Whether a poster was asked for.
    #[serde(default)]
    pub poster: bool,
    /// Whether a thumbnail was asked for.
    #[serde(default)]
    pub thumbnail: bool,
}

/// `render.queued`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queued {
    /// The submitted edit as it came, before the merge.
    pub document: DocumentRef,
    /// Whose API it came through.
    pub dialect: Dialect,
    /// For lists.
    pub summary: Summary,
    /// Whether the files are copied to our own hosting (`shotstack` destination, not excluded).
    pub hosted: bool,
    /// How urgent it is among its workspace's.
    #[serde(default, skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    /// Where else the files are sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destinations: Vec<Destination>,
    /// What the brightness of its luma mattes means: the setting that was in force.
    #[serde(default, skip_serializing_if = "LumaPolarity::is_usual")]
    pub mattes: LumaPolarity,
}

/// Where a render's files are sent, beside our own hosting. What else its options say stays in the sealed document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// The integration.
    pub integration: IntegrationId,
    /// The provider's id.
    pub provider: String,
    /// Its place in the list that the document has; none when the document names no destination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// Takes the place of the integration's prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Takes the place of the render's id in file names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// The kinds of files that are sent there.
    pub files: Vec<MediaKind>,
}

/// `render.attempt_started`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttemptStarted {
    /// 1 for the first.
    pub attempt: u32,
    /// Which worker process; a random id, not a host name.
    pub worker: String,
}

/// One source as it was fetched: what a proof by re-render needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedSource {
    /// JSON path of the first clip that uses it.
    pub pointer: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub bytes: u64,
}

/// `render.fetched`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fetched {
    /// The attempt it belongs to.
    pub attempt: u32,
    /// Every distinct source, in the order of the edit. More than [`Fetched::MOST`] are told by several events, one after
    /// the other.
    pub sources: Vec<FetchedSource>,
}

impl Fetched {
    /// How many sources one event tells of: an event is small.
    pub const MOST: usize = 200;
}

/// `render.rendered`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rendered {
    /// The attempt it belongs to.
    pub attempt: u32,
    /// Version of the engine that drew it.
    pub engine: String,
    /// Encoder settings, in the engine's words.
    pub encoder: String,
    /// SHA-256 of every font file that was used.
    #[serde(default)]
    pub fonts: Vec<String>,
    /// Pictures encoded.
    pub frames: u64,
    /// Segments that the film was joined of.
    #[serde(default)]
    pub segments: u32,
    /// How many of them an earlier render had encoded.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reused: u32,
    /// How long rendering took, in milliseconds.
    pub millis: u64,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Which of a render's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutputRole {
    /// The render itself.
    Main,
    /// The poster still.
    Poster,
    /// The thumbnail still.
    Thumbnail,
}

impl OutputRole {
    /// As it stands in events and derived ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            OutputRole::Main => "main",
            OutputRole::Poster => "poster",
            OutputRole::Thumbnail => "thumbnail",
        }
    }
}

/// One file of a finished render.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Which.
    pub role: OutputRole,
    /// File name: `<render id>.<extension>`, `<render id>-poster.jpg` or `<render id>-thumb.jpg`.
    pub file: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// Pixels; absent for sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels; absent for sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Seconds; absent for stills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
}

/// `render.saved`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// The attempt it belongs to; the files lie under `<render id>/<attempt>/` in storage.
    pub attempt: u32,
    /// The files, the main one first.
    pub outputs: Vec<Output>,
}

/// `render.attempt_failed`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttemptFailed {
    /// The attempt that failed.
    pub attempt: u32,
    /// Why.
    pub failure: Failure,
    /// Not to be tried again before this.
    pub retry_at: Timestamp,
}

/// `render.failed`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failed {
    /// The last attempt.
    pub attempt: u32,
    /// Why.
    pub failure: Failure,
}

/// `render.cancelled`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cancelled {}

/// `render.outputs_removed`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutputsRemoved {
    /// The attempt whose files are gone.
    pub attempt: u32,
}
