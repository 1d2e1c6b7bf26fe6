//! A text in its box.

use super::block::Block;
use super::canvas::{Canvas, Frame};
use super::paint::Inked;
use super::typesetter::Typesetter;
use super::{ellipsis, moving};
use crate::{Drawing, FontLibrary, Raster, limits};
use domain::composition::{Border, Ground, Insets, Lettering, RasterRequest, TextBox};
use domain::{Failure, FailureCode};
use vello_cpu::kurbo::Rect;

/// A box with its text laid out.
pub(super) struct Laid<'a> {
    pub text: &'a TextBox,
    pub block: Block,
    pub width: u32,
    pub height: u32,
}

/// Draws a text that fills `request`, with its custom `fonts` and those of the library.
///
/// # Errors
/// The text is too long, or its motion takes too much: [`FailureCode::LimitReached`].
pub(crate) fn draw(
    request: &RasterRequest,
    text: &TextBox,
    fonts: &[Vec<u8>],
    library: &FontLibrary,
) -> Result<Drawing, Failure> {
    let RasterRequest { pointer, width, height, .. } = request;
    if text.text.len() > limits::MARKUP_BYTES {
        let message = format!("The text of this clip is larger than {} KiB.", limits::MARKUP_BYTES / 1024);
        return Err(Failure::at(FailureCode::LimitReached, pointer, message));
    }
    let block = lay(text, (*width).into(), (*height).into(), fonts, library);
    let laid = Laid { text, block, width: *width, height: *height };
    match &text.motion {
        None => Ok(Drawing::Whole(laid.whole(library))),
        Some(motion) => moving::draw(pointer, &laid, motion, library),
    }
}

/// The text where it stands in a box of this size.
fn lay(text: &TextBox, width: f64, height: f64, fonts: &[Vec<u8>], library: &FontLibrary) -> Block {
    let TextBox { text: words, lettering, padding, align, ellipsis, .. } = text;
    let Insets { top, right, bottom, left } = *padding;
    // Padding may leave nothing.
    let room = ((width - left - right).max(1.0), (height - top - bottom).max(0.0));
    let mut typesetter = Typesetter::new(lettering, fonts, library);
    let mut block = match ellipsis {
        Some(ellipsis) => ellipsis::set(&mut typesetter, words, ellipsis, room, align.x),
        None => typesetter.set(words, room.0, align.x),
    };
    // White between pixels makes letters dim: the block stands on whole ones.
    let down = (top + (room.1 - block.bounds().height()) * align.y).round();
    block.shift(left, down);
    block
}

impl Laid<'_> {
    fn bounds(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width.into(), self.height.into())
    }

    /// Everything in one picture.
    pub fn whole(&self, library: &FontLibrary) -> Raster {
        let mut canvas = Canvas::new(Frame::whole(self.width, self.height));
        self.paint_ground(&mut canvas);
        let letters = self.block.all();
        self.inked(&letters).paint(&mut canvas);
        canvas.finish(self.block.fonts(library.digests()))
    }

    /// Whether there is anything behind the text.
    pub fn has_ground(&self) -> bool {
        self.text.border.is_some() || self.ground().is_some()
    }

    /// What is behind the text, and the box's frame.
    pub fn paint_ground(&self, canvas: &mut Canvas) {
        if let Some((rect, Ground { color, radius, .. })) = self.ground() {
            canvas.fill_rounded(rect, radius, color);
        }
        if let Some(Border { width, color, radius }) = self.text.border {
            canvas.frame_rounded(self.bounds(), radius, width, color);
        }
    }

    /// Where the ground lies. Around a text that says nothing there is none.
    fn ground(&self) -> Option<(Rect, Ground)> {
        let ground = self.text.ground?;
        match ground.around {
            None => Some((self.bounds(), ground)),
            Some(_) if self.block.letters.is_empty() => None,
            Some(around) => Some((self.block.bounds().inflate(around, around), ground)),
        }
    }

    /// These letters of it.
    pub fn inked<'b>(&'b self, letters: &'b [usize]) -> Inked<'b> {
        Inked { block: &self.block, lettering: self.lettering(), letters }
    }

    pub fn lettering(&self) -> &Lettering {
        &self.text.lettering
    }
}
