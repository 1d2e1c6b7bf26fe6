//! Texts to draw: what they say, how they look, how they appear.

use super::{Color, Point, SourceId, Stroke, TimeMap};
use serde::{Deserialize, Serialize};

/// How letters look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lettering {
    /// Family name. One that is not to be had is replaced as `docs/fonts.md` says.
    pub family: String,
    /// The custom font that they are set in, by its place in [`RasterRequest::fonts`](super::RasterRequest), whatever family
    /// it calls itself. Where the file is no font, the family counts.
    #[serde(default)]
    pub file: Option<usize>,
    /// Height in pixels.
    pub size: f64,
    /// 100 to 900.
    pub weight: f64,
    /// Slanted.
    pub italic: bool,
    /// Colour, where there is no gradient.
    pub color: Color,
    /// Colours that run into each other over the text.
    pub gradient: Option<Gradient>,
    /// Painted behind each line of text, as wide as the line.
    pub behind: Option<Color>,
    /// Outline of the letters, painted beneath their filling.
    pub stroke: Option<Stroke>,
    /// Shadow of letters and outline.
    pub shadow: Option<Shadow>,
    /// Additional room between letters in pixels; may be negative.
    pub letter_spacing: f64,
    /// Additional room between words in pixels.
    pub word_spacing: f64,
    /// Height of a line as a multiple of the size.
    pub line_height: f64,
    /// A line under or through the letters.
    pub decoration: Option<Decoration>,
}

/// A line along a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decoration {
    /// Under the letters.
    Underline,
    /// Through the letters.
    LineThrough,
}

/// Colours that run into each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gradient {
    /// Degrees clockwise from rightwards for a linear one; `None` from the centre outwards.
    pub angle: Option<f64>,
    /// Places (0 to 1, in order) and colours; at least two.
    pub stops: Vec<(f64, Color)>,
}

/// A shadow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shadow {
    /// How far away it falls, in pixels.
    pub offset: Point,
    /// Radius of its blur in pixels: twice the standard deviation, as in CSS.
    pub blur: f64,
    /// Its colour.
    pub color: Color,
}

/// What is painted behind a text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// Its colour.
    pub color: Color,
    /// Radius of its corners in pixels.
    pub radius: f64,
    /// Pixels around the block of text that it covers; `None` for all of the box.
    pub around: Option<f64>,
}

/// A frame along the inside of a box.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Border {
    /// Pixels.
    pub width: f64,
    /// Its colour.
    pub color: Color,
    /// Radius of its corners in pixels.
    pub radius: f64,
}

/// Room inside a box, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Insets {
    /// From above.
    pub top: f64,
    /// From the right.
    pub right: f64,
    /// From below.
    pub bottom: f64,
    /// From the left.
    pub left: f64,
}

/// A text in a box. Lines break between words where the box ends, and where the text says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextBox {
    /// What it says.
    pub text: String,
    /// How its letters look.
    pub lettering: Lettering,
    /// What is behind it.
    pub ground: Option<Ground>,
    /// The box's frame.
    pub border: Option<Border>,
    /// Room between the box and the text.
    pub padding: Insets,
    /// Where the block of text stands in the box: (0, 0) top left, (0.5, 0.5) centre, (1, 1) bottom right. The lines are
    /// aligned by `x` among each other, too.
    pub align: Point,
    /// What ends a text that does not fit into the box; `None` lets it hang over, cut by the box.
    pub ellipsis: Option<String>,
    /// How it appears.
    pub motion: Option<TextMotion>,
}

/// How a text appears.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextMotion {
    /// What happens.
    pub preset: MotionPreset,
    /// How long it takes in seconds; `None`: as long as the text is.
    pub seconds: Option<f64>,
    /// What moves at a time; `None`: what the preset usually moves.
    pub by: Option<MotionUnit>,
    /// Where it goes; `None`: where the preset usually goes.
    pub towards: Option<Direction>,
    /// How long the clip lasts in seconds: no motion takes more than nine tenths of it.
    pub clip: f64,
}

/// The motions of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MotionPreset {
    /// Opacity from nothing to all, growing a little.
    FadeIn,
    /// From two letter heights away.
    SlideIn,
    /// Letter by letter, with a cursor.
    Typewriter,
    /// Word by word from a little below.
    Ascend,
    /// From half a letter height away.
    Shift,
    /// A wave through the letters.
    MovingLetters,
}

/// What of a text moves on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MotionUnit {
    /// Every letter.
    Character,
    /// Every word.
    Word,
}

/// Where something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
}

/// Subtitles of a file in SRT or WebVTT.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Captions {
    /// The file.
    pub source: SourceId,
    /// Which moment of the file is shown.
    pub time: TimeMap,
    /// How long the clip lasts in seconds; what comes later is not drawn.
    pub clip: f64,
    /// How their letters look.
    pub lettering: Lettering,
    /// Behind each block of text.
    pub ground: Option<Ground>,
    /// The part of the drawing that the text stays within: lines break at its sides.
    pub within: Insets,
    /// Where the middle (0.5), the top (0) or the bottom (1) of the block stands: `anchor` of the block at `at` of the
    /// drawing's height, both from 0 to 1.
    pub anchor: f64,
    /// See `anchor`.
    pub at: f64,
}
