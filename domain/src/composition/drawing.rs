//! What the rasteriser draws, once for each clip.

use super::{Captions, Color, Point, Shape, SourceId, TextBox};
use serde::{Deserialize, Serialize};

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
    /// Custom fonts that the drawing may use by their embedded family names, or as its [`Lettering`](super::Lettering) says.
    pub fonts: Vec<SourceId>,
}

impl RasterRequest {
    /// The longest side of a drawing, in pixels.
    pub const LARGEST_SIDE: u32 = 8192;

    /// The longest markup and the longest style sheet of a drawing, in bytes.
    pub const LONGEST_MARKUP: usize = 512 * 1024;

    /// The fetched file that is drawn, where what is drawn is one.
    pub fn file(&self) -> Option<SourceId> {
        match &self.source {
            RasterSource::Captions(captions) => Some(captions.source),
            RasterSource::Html { .. } | RasterSource::Text(_) | RasterSource::Shape(_) | RasterSource::Svg { .. } => {
                None
            }
        }
    }
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
        align: Point,
    },
    /// A text in a box, which is the whole drawing.
    Text(Box<TextBox>),
    /// Subtitles, each in its time.
    Captions(Box<Captions>),
    /// A rectangle, circle or line in the middle of the drawing.
    Shape(Shape),
    /// SVG markup, scaled as its `viewBox` and `preserveAspectRatio` say to fill the drawing.
    Svg {
        /// The markup.
        markup: String,
    },
}
