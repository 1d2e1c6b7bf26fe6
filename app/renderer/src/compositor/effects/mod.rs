//! Changes of a picture's colours and sharpness.
//!
//! They are applied to the content of a layer at its size on screen, before it is placed, or to a finished group. What is
//! exact on luma and chroma is done there; all else in red, green and blue. Colours are premultiplied, and every formula
//! is turned so that it means what it says of those that are not.
//!
//! A blur repeats what lies at the picture's edges: the picture stays in its box, and its edges stay as they are.

mod blur;
mod colors;
mod key;
mod planar;

use super::color::{to_i420_into, to_rgb_into};
use super::frame::{Frame, Layout};
use super::pane::{Pane, halve};
use super::scale::{Scratch, Source};
use domain::composition::Effect;

/// Memory that is used again and again.
#[derive(Debug)]
pub(crate) struct Workshop {
    frame: Frame,
    pane: Pane,
    scratch: Scratch,
}

impl Default for Workshop {
    fn default() -> Self {
        Self { frame: Frame::new(Layout::Rgb, 0, 0), pane: Pane::default(), scratch: Scratch::default() }
    }
}

impl Workshop {
    /// Applies `effects` in order and leaves the pane in `layout`, perhaps smaller than it was: what is blurred needs no
    /// more. `stretch` tells how many of the pane's pixels a pixel of the canvas is wide and high.
    pub fn apply(&mut self, pane: &mut Pane, effects: &[Effect], stretch: (f64, f64), layout: Layout) {
        let before = pane.size();
        for effect in effects {
            if let Effect::Blur { sigma } = effect {
                let now = pane.size();
                let smaller = |now: usize, before: usize| now as f64 / before as f64;
                let x = sigma * stretch.0 * smaller(now.0, before.0);
                let y = sigma * stretch.1 * smaller(now.1, before.1);
                blur::blur(pane, (x, y), &mut self.pane, &mut self.scratch);
                continue;
            }
            if pane.opaque && pane.color.layout() == Layout::I420 && planar::apply(&mut pane.color, effect) {
                continue;
            }
            self.convert(pane, Layout::Rgb);
            if let Effect::ChromaKey { color, threshold, halo } = effect {
                key::apply(pane, *color, *threshold, *halo);
            } else {
                colors::apply(pane, effect);
            }
        }
        self.convert(pane, layout);
    }

    /// Brings a pane to another layout.
    fn convert(&mut self, pane: &mut Pane, layout: Layout) {
        if pane.color.layout() == layout {
            return;
        }
        let (width, height) = pane.size();
        if layout == Layout::Rgb {
            let alpha = pane.alpha(0).zip(pane.alpha(1)).map(|(luma, chroma)| [luma, chroma]);
            to_rgb_into(&pane.color.planes(), alpha, &mut self.frame);
            pane.alpha[1].clear();
        } else {
            to_i420_into(&pane.color, &pane.alpha[0], &mut self.frame);
            pane.alpha[1] = halve(&pane.alpha[0], width, height);
        }
        std::mem::swap(&mut pane.color, &mut self.frame);
    }
}
