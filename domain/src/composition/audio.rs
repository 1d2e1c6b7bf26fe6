//! What is heard.

use super::{Keyframes, SourceId, Span, TimeMap};
use serde::{Deserialize, Serialize};

/// One sound on the timeline. All are mixed by addition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AudioTrack {
    /// JSON path of what it comes from, for messages.
    pub pointer: String,
    /// Which source.
    pub source: SourceId,
    /// When it is heard. After the source's end there is silence.
    pub span: Span,
    /// Which moment of the source is heard; at another speed than 1 the pitch changes with it.
    pub time: TimeMap,
    /// Linear gain factors over the track's own time; multiplied. None is 1.
    pub gains: Vec<Keyframes<f64>>,
}
