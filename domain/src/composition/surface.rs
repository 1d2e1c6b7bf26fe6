//! What a layer shows: a film, a picture, something rasterised, a plain colour.

use super::{Color, Rect};
use serde::{Deserialize, Serialize};

/// A fetched source, by its place in the list of distinct sources of the edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub u32);

/// A picture drawn before rendering, by its place in [`super::Composition::rasters`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RasterId(pub u32);

/// Which moment of a source is shown or heard: `offset + speed · (time since the start of the layer)`, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeMap {
    /// Source time at the layer's start, in seconds.
    pub offset: f64,
    /// Source seconds a timeline second; 1 is as recorded, 0 a still.
    pub speed: f64,
}

impl TimeMap {
    /// As recorded, from the source's beginning.
    pub const IDENTITY: TimeMap = TimeMap { offset: 0.0, speed: 1.0 };

    /// The source time at `time` seconds from the layer's start.
    pub fn source_time(self, time: f64) -> f64 {
        self.offset + self.speed * time
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

/// A drawing that the rasteriser makes once, before rendering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RasterRequest {
    /// JSON path of the asset it comes from, for messages: `timeline.tracks[0].clips[1].asset`.
    pub pointer: String,
    /// Width of the drawing in pixels, 1 to 8192.
    pub width: u32,
    /// Height of the drawing in pixels, 1 to 8192.
    pub height: u32,
    /// What is drawn.
    pub source: RasterSource,
    /// Custom fonts that the drawing may use by their embedded family names.
    pub fonts: Vec<SourceId>,
}

impl RasterRequest {
    /// The longest side of a drawing, in pixels.
    pub const LARGEST_SIDE: u32 = 8192;

    /// The longest markup and the longest style sheet of a drawing, in bytes.
    pub const LONGEST_MARKUP: usize = 512 * 1024;
}

/// What the rasteriser draws. Always on a transparent ground.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RasterSource {
    /// A fragment of HTML with its style sheet, laid out in the drawing's width.
    Html {
        /// The markup.
        html: String,
        /// The style sheet; may be empty.
        css: String,
        /// Ground of the whole drawing.
        background: Color,
        /// Where the laid-out content stands in the drawing: (0, 0) top left, (0.5, 0.5) centre, (1, 1) bottom right.
        align: super::Point,
    },
}
