//! The tree that is painted: layers and groups.

use super::{Content, Keyframes, Placement};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A stretch of the timeline, in seconds: from `start` (included) to `end` (not included).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Seconds from the beginning of the composition.
    pub start: f64,
    /// Seconds from the beginning of the composition, not before `start`.
    pub end: f64,
}

impl Span {
    /// Whether something with this span is shown at `time`.
    pub fn contains(self, time: f64) -> bool {
        self.start <= time && time < self.end
    }

    /// Its length in seconds.
    pub fn length(self) -> f64 {
        self.end - self.start
    }
}

/// Something that is painted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "node", rename_all = "snake_case")]
pub enum Node {
    /// One picture.
    Layer(Layer),
    /// Several nodes, painted together on a transparent ground and then used as one picture.
    Group(Group),
}

/// One picture on the canvas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// JSON path of what it comes from, for messages: `timeline.tracks[0].clips[1]`.
    pub pointer: String,
    /// When it is shown. Keyframe times count from `span.start`.
    pub span: Span,
    /// What fills its box.
    pub content: Content,
    /// How its box lies on the canvas.
    pub placement: Placement,
    /// Factors of its opacity, 0 to 1; multiplied. None is 1.
    pub opacities: Vec<Keyframes<f64>>,
    /// Applied to the content in order.
    pub effects: Vec<Effect>,
    /// How it mixes with what lies below.
    pub blend: BlendMode,
    /// What hides parts of it.
    pub masks: Vec<Mask>,
}

/// Several nodes used as one picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// JSON path of what it comes from.
    pub pointer: String,
    /// When it is shown.
    pub span: Span,
    /// In paint order. Their spans count from the beginning of the composition.
    pub nodes: Vec<Node>,
    /// The group's own canvas is of this placement's size; its nodes are placed in it.
    pub placement: Placement,
    /// Factors of its opacity; multiplied.
    pub opacities: Vec<Keyframes<f64>>,
    /// Applied to the finished group in order.
    pub effects: Vec<Effect>,
    /// How it mixes with what lies below.
    pub blend: BlendMode,
    /// What hides parts of it.
    pub masks: Vec<Mask>,
}

/// How a picture mixes with what lies below (W3C Compositing and Blending, Level 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlendMode {
    /// Source over.
    #[default]
    Normal,
    /// Darkens: the product.
    Multiply,
    /// Lightens: the inverse product of the inverses.
    Screen,
    /// Multiply or screen, by what lies below.
    Overlay,
    /// The darker of the two.
    Darken,
    /// The lighter of the two.
    Lighten,
    /// The sum.
    Add,
}

/// A change of a picture's colours or sharpness.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Every channel: `slope · value + offset`, on values from 0 to 1, clamped.
    Linear {
        /// Contrast about black.
        slope: f64,
        /// Brightness.
        offset: f64,
    },
    /// 0 is grey (Rec. 709 luma), 1 as it was, more is richer.
    Saturation {
        /// The factor.
        amount: f64,
    },
    /// Every channel is turned to its inverse.
    Invert,
    /// Gaussian blur.
    Blur {
        /// Standard deviation in canvas pixels.
        sigma: f64,
    },
    /// What is near a colour becomes transparent.
    ChromaKey {
        /// The colour.
        color: super::Color,
        /// Distance (0 to 255) up to which it is fully transparent.
        threshold: f64,
        /// Further distance over which it becomes opaque.
        halo: f64,
    },
}

/// What hides parts of a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "mask", rename_all = "snake_case")]
pub enum Mask {
    /// The brightness of a picture, stretched over the layer's box. Outside its span it hides nothing.
    Luma {
        /// When it hides, in seconds from the beginning of the composition.
        span: Span,
        /// A film, whose time counts from `span.start`, or a picture.
        content: Content,
        /// What its brightness means.
        polarity: LumaPolarity,
    },
    /// A straight edge that moves across; what it has passed is shown.
    Wipe {
        /// What it moves across.
        across: Extent,
        /// Direction in which the edge travels, in degrees clockwise from rightwards: 0, 90, 180 or 270.
        angle: f64,
        /// Where the middle of the edge lies over the layer's time: 0 where it sets out, 1 at the far side.
        edge: Keyframes<f64>,
        /// Width of the soft edge as a fraction of what it moves across; 0 for a hard one. What is shown goes evenly
        /// from all, half of the width before the middle, to nothing, half of it behind.
        softness: f64,
    },
}

/// What a mask is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The whole canvas, wherever the layer lies.
    Canvas,
    /// The layer's box, turned with it.
    Box,
}

/// What a luma matte's brightness means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LumaPolarity {
    /// Black hides, white shows.
    #[default]
    BlackHides,
    /// White hides, black shows.
    WhiteHides,
}

/// The text names no polarity.
#[derive(Debug, thiserror::Error)]
#[error("expected \"black_hides\" or \"white_hides\"")]
pub struct NotAPolarity;

impl FromStr for LumaPolarity {
    type Err = NotAPolarity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::BlackHides, Self::WhiteHides].into_iter().find(|known| known.as_str() == text).ok_or(NotAPolarity)
    }
}

impl LumaPolarity {
    /// As it stands in settings, events and views.
    pub const fn as_str(self) -> &'static str {
        match self {
            LumaPolarity::BlackHides => "black_hides",
            LumaPolarity::WhiteHides => "white_hides",
        }
    }

    /// Whether it is what is meant where nothing is said.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}
