//! What the compositor asks for: frames of films and whole pictures.

use super::frame::Planes;
use super::rgba::Rgba;
use domain::Failure;
use domain::composition::{RasterId, SourceId};

/// What is known of a film before it is decoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VideoFacts {
    /// Columns of the frames that [`Media::frame`] gives: upright, rotation applied.
    pub width: usize,
    /// Rows of those frames.
    pub height: usize,
    /// The size in upright square pixels, which crop rectangles refer to. Differs from the above where pixels are not
    /// square.
    pub shown: (f64, f64),
    /// Whether its frames may be translucent: such a film hides nothing and is never handed on as it is.
    pub has_alpha: bool,
    /// Source times in seconds between which there certainly is a frame. What lies beneath a full-canvas film counts as
    /// hidden only there. `None`: not known, nothing is hidden.
    pub certain: Option<(f64, f64)>,
}

/// Asks for one frame of a film.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameRequest {
    /// Which layer or matte it is for, by its number among [`super::slots`]. A film may be shown in several places at
    /// once, at different times.
    pub slot: usize,
    /// Which source.
    pub source: SourceId,
    /// Source time in seconds: the frame with the latest presentation time not after it is shown.
    pub time: f64,
}

/// Where frames and pictures come from. For one place, requests come in the order of the frames composed; only the last
/// frame of a matte that has ended is looked for once more.
pub trait Media {
    /// The frame of a film, in [`super::Layout::I420`], upright, with its alpha if it has any. `None` before its first and after its last frame.
    fn frame(&mut self, request: FrameRequest) -> Result<Option<Planes<'_>>, Failure>;

    /// A picture. Asked for once per layer or matte that shows it.
    fn image(&mut self, source: SourceId) -> Result<Rgba, Failure>;

    /// A finished drawing of the rasteriser. Asked for once per layer that shows it.
    fn raster(&mut self, raster: RasterId) -> Result<Rgba, Failure>;
}
