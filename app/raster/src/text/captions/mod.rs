//! Subtitles: a part for each moment at which another text is shown.

mod cues;
mod showing;

use super::block::Block;
use super::budget::Budget;
use super::canvas::Frame;
use super::moving::Parts;
use super::paint::Inked;
use super::typesetter::Typesetter;
use crate::{Drawing, FontLibrary, Given};
use domain::composition::{Captions, Ground, RasterRequest};
use domain::{Failure, FailureCode};
use vello_cpu::kurbo::Rect;

/// Draws the subtitles of a file over `request`.
///
/// # Errors
/// The file is none that can be read: `BadMedia`. There is too much to draw: `LimitReached`.
pub(crate) fn draw(
    request: &RasterRequest,
    captions: &Captions,
    given: Given<'_>,
    library: &FontLibrary,
) -> Result<Drawing, Failure> {
    let RasterRequest { pointer, width, height, .. } = request;
    let cues = cues::parse(given.file).map_err(|fault| {
        let message = format!("The subtitles of this clip cannot be read: {fault}.");
        Failure::at(FailureCode::BadMedia, pointer, message)
    })?;
    let mut typesetter = Typesetter::new(&captions.lettering, given.fonts, library);
    let mut parts = Parts::new(Budget::new(pointer, "captions"), Vec::new());
    let (width, height) = (f64::from(*width), f64::from(*height));
    for (span, text) in showing::showing(&cues, captions.time, captions.clip) {
        let block = lay(captions, &mut typesetter, &text, width, height);
        parts.fonts = block.fonts(library.digests());
        let letters = block.all();
        let ground = captions.ground.map(|ground| (around(&block, ground), ground));
        let reach = Inked::reach(&captions.lettering);
        let ink = block.room(&letters).inflate(reach, reach);
        let room = ground.map_or(ink, |(rect, _)| rect.union(ink));
        let Some(frame) = Frame::within(room, Rect::new(0.0, 0.0, width, height)) else { continue };
        parts.paint(frame, span, |canvas| {
            if let Some((rect, Ground { color, radius, .. })) = ground {
                canvas.fill_rounded(rect, radius, color);
            }
            Inked { block: &block, lettering: &captions.lettering, letters: &letters }.paint(canvas);
        })?;
    }
    Ok(parts.into_drawing())
}

/// The text where it stands in a drawing of this size. With what is around it, it stays in the drawing as long as it is
/// no higher.
fn lay(captions: &Captions, typesetter: &mut Typesetter<'_>, text: &str, width: f64, height: f64) -> Block {
    let Captions { within, anchor, at, ground, .. } = captions;
    let mut block = typesetter.set(text, (width - within.left - within.right).max(1.0), 0.5);
    let around = ground.and_then(|ground| ground.around).unwrap_or(0.0);
    let tall = block.bounds().height();
    let lowest = (height - tall - around).max(around);
    let top = (at * height - anchor * tall).clamp(around.min(lowest), lowest);
    block.shift(within.left, top.round());
    block
}

fn around(block: &Block, ground: Ground) -> Rect {
    let around = ground.around.unwrap_or(0.0);
    block.bounds().inflate(around, around)
}
