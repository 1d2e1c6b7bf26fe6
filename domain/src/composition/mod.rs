//! What is drawn and heard, in the renderer's own terms.
//!
//! A [`Composition`] is what a dialect's compiler makes of a submitted document once the sources are known. It knows
//! pictures, boxes, matrices and keyframes; it knows nothing of fit modes, named positions, transitions or motion
//! effects. Units: seconds, canvas pixels (x right, y **down**, origin top left), degrees clockwise.

mod audio;
mod canvas;
mod drawing;
mod keyframes;
mod node;
mod output;
mod placement;
mod shape;
mod sprite;
mod surface;
mod text;

pub use audio::AudioTrack;
pub use canvas::{Canvas, Color, Rational};
pub use drawing::{RasterRequest, RasterSource};
pub use keyframes::{Easing, Keyframe, Keyframes, Lerp};
pub use node::{BlendMode, Effect, Extent, Group, Layer, LumaPolarity, Mask, Node, NotAPolarity, Span};
pub use output::{Capture, OutputFormat, OutputSettings, Quality, Still};
pub use placement::{Flip, Matrix3, Placement, Point, Rect, Size};
pub use shape::{Outline, Shape, Stroke};
pub use sprite::Sprite;
pub use surface::{Content, RasterId, SourceId, TimeMap};
pub use text::{
    Border, Captions, Decoration, Direction, Gradient, Ground, Insets, Lettering, MotionPreset, MotionUnit, Shadow,
    TextBox, TextMotion,
};

use serde::{Deserialize, Serialize};

/// Everything that one render shows and plays. Plain data: equal compositions over equal sources give equal output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Composition {
    /// The picture that is painted on.
    pub canvas: Canvas,
    /// Length of the whole in seconds, greater than zero.
    pub duration: f64,
    /// In paint order: the first is painted first, the last ends up on top.
    pub nodes: Vec<Node>,
    /// Mixed by addition.
    pub audio: Vec<AudioTrack>,
    /// What must be rasterised before rendering; layers name them by their index.
    pub rasters: Vec<RasterRequest>,
}

impl Composition {
    /// Number of frames in the whole: the duration in frames, rounded to the nearest, at least one.
    pub fn frame_count(&self) -> u64 {
        ((self.duration * self.canvas.fps.as_f64()).round() as u64).max(1)
    }
}
