//! What a layer shows: a film, a picture, something rasterised, a plain colour.

use super::{Color, Rect};
use serde::{Deserialize, Serialize};

/// A fetched source, by its place in the list of distinct sources of the edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub u32);

/// A picture drawn before rendering, by its place in [`super::Composition::rasters`]; the parts that a drawing came in
/// are counted on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RasterId(pub u32);

/// Which moment of a source is shown or heard: `offset + speed · (time since the start of the layer)`, in seconds, and
/// from the beginning again after every `repeats`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeMap {
    /// Source time at the layer's start, in seconds.
    pub offset: f64,
    /// Source seconds a timeline second; 1 is as recorded, 0 a still.
    pub speed: f64,
    /// Length in seconds, above 0, of what starts over at its end, as animated pictures do.
    #[serde(default)]
    pub repeats: Option<f64>,
}

impl TimeMap {
    /// As recorded, from the source's beginning.
    pub const IDENTITY: TimeMap = TimeMap { offset: 0.0, speed: 1.0, repeats: None };

    /// The source time at `time` seconds from the layer's start.
    pub fn source_time(self, time: f64) -> f64 {
        let time = self.offset + self.speed * time;
        self.repeats.map_or(time, |length| time.rem_euclid(length))
    }
}

/// What fills a layer's box.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// A film. Before its first and after its last frame nothing is drawn.
    Video {
        /// Which source.
        source: SourceId,
        /// The part of the picture that fills the box, in the source's upright (rotation applied) square pixels.
        crop: Rect,
        /// Which moment is shown.
        time: TimeMap,
    },
    /// A picture.
    Image {
        /// Which source.
        source: SourceId,
        /// The part of the picture that fills the box, in its own pixels.
        crop: Rect,
    },
    /// Something drawn by the rasteriser.
    Raster {
        /// Which drawing.
        raster: RasterId,
        /// The part of the drawing that fills the box, in its own pixels.
        crop: Rect,
    },
    /// One colour all over.
    Solid {
        /// Which.
        color: Color,
    },
}
