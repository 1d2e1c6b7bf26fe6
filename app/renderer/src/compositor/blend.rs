//! Mixes a picture with what lies below in other ways than putting it over: W3C Compositing and Blending, Level 1.
//!
//! On premultiplied sRGB bytes. On luma and chroma, both pictures are brought to red, green and blue, and what changes there
//! is brought back: what is not changed stays to the last bit.

use super::color::{OF_CB, OF_CR, OF_LUMA, block_sums, to_rgb_into};
use super::frame::{Frame, Layout, PlanesMut};
use super::geometry::Region;
use super::kernels::vectorised;
use super::pane::{Ground, Pane};
use super::scale::Source;
use domain::composition::BlendMode;

/// Mixes, in memory that is used again and again.
#[derive(Debug)]
pub(super) struct Blender {
    above: Frame,
    below: Frame,
    mixed: Frame,
    /// Opacity of what is below, at luma size.
    ground: Vec<u8>,
}

impl Default for Blender {
    fn default() -> Self {
        let empty = || Frame::new(Layout::Rgb, 0, 0);
        Self { above: empty(), below: empty(), mixed: empty(), ground: Vec::new() }
    }
}

impl Blender {
    /// Mixes `pane` into its region of `ground` at an opacity of 0 to 256, which the pane is left with.
    pub fn blend(&mut self, ground: &mut Ground<'_>, pane: &mut Pane, region: Region, mode: BlendMode, opacity: u16) {
        if opacity < 256 {
            pane.weaken(opacity);
        }
        let (width, height) = region.size();
        let (x, y) = (region.left - ground.region.left, region.top - ground.region.top);
        self.load_below(ground, (x, y), (width, height));
        let alpha = pane.alpha(0).zip(pane.alpha(1)).map(|(luma, chroma)| [luma, chroma]);
        to_rgb_into(&pane.color.planes(), alpha, &mut self.above);
        self.below.planes().copy_to(&mut self.mixed);
        let mix = kernel(mode);
        for plane in 0..3 {
            mix(self.mixed.plane_mut(plane), self.above.plane(plane), &self.ground, &pane.alpha[0]);
        }
        match ground.color.layout() {
            Layout::Rgb => {
                for plane in 0..3 {
                    for row in 0..height {
                        let mixed = &self.mixed.plane(plane)[row * width..][..width];
                        ground.color.row_mut(plane, y + row)[x..x + width].copy_from_slice(mixed);
                    }
                }
            }
            Layout::I420 => self.change(&mut ground.color, &pane.alpha[0], mode, (x, y)),
        }
        let Some(below) = &mut ground.alpha else { return };
        let mix = if mode == BlendMode::Add { add } else { over };
        for plane in 0..below.count() {
            let shift = pane.color.layout().shift(plane);
            let (columns, rows) = pane.color.layout().plane_size(plane, width, height);
            for row in 0..rows {
                let part = &mut below.row_mut(plane, (y >> shift) + row)[x >> shift..(x >> shift) + columns];
                let added = &pane.alpha_of(plane)[row * columns..][..columns];
                let before = part.to_vec();
                mix(part, added, &before, added);
            }
        }
    }

    /// Brings what is below to red, green and blue with its opacity.
    fn load_below(&mut self, ground: &mut Ground<'_>, (x, y): (usize, usize), (width, height): (usize, usize)) {
        let below = ground.color.part(x, y, width, height);
        self.ground.clear();
        let Some(alpha) = &mut ground.alpha else {
            self.ground.resize(width * height, 255);
            to_rgb_into(&below, None, &mut self.below);
            return;
        };
        let alpha = alpha.part(x, y, width, height);
        (0..height).for_each(|row| self.ground.extend_from_slice(alpha.row(0, row)));
        let views = (below.layout() == Layout::I420).then(|| [alpha.plane(0), alpha.plane(1)]);
        to_rgb_into(&below, views, &mut self.below);
    }

    /// Adds to luma and chroma what the mixture has changed in red, green and blue.
    fn change(&self, out: &mut PlanesMut<'_>, added: &[u8], mode: BlendMode, (x, y): (usize, usize)) {
        let (width, height) = (self.below.width(), self.below.height());
        let (columns, rows) = Layout::I420.plane_size(1, width, height);
        let mut alpha = self.ground.clone();
        let mix = if mode == BlendMode::Add { add } else { over };
        mix(&mut alpha, added, &self.ground, added);
        let mut luma = vec![0i32; width];
        for row in 0..height {
            luma.fill(32768);
            let line = row * width..(row + 1) * width;
            for (plane, share) in OF_LUMA.into_iter().enumerate() {
                let (after, before) = (self.mixed.plane(plane), self.below.plane(plane));
                add_change(&mut luma, &after[line.clone()], &before[line.clone()], share);
            }
            add_change(&mut luma, &alpha[line.clone()], &self.ground[line], OPACITY_OF_LUMA);
            move_samples(&mut out.row_mut(0, y + row)[x..x + width], &luma, 16);
        }
        let (mut after, mut before) = (vec![0u16; columns], vec![0u16; columns]);
        let (mut cb, mut cr) = (vec![0i32; columns], vec![0i32; columns]);
        for row in 0..rows {
            cb.fill(131_072);
            cr.fill(131_072);
            let lines = |samples: &[u8], sums: &mut [u16]| {
                let line = |y: usize| y.min(height - 1) * width..(y.min(height - 1) + 1) * width;
                block_sums(sums, &samples[line(2 * row)], &samples[line(2 * row + 1)]);
            };
            for (plane, (of_cb, of_cr)) in OF_CB.into_iter().zip(OF_CR).enumerate() {
                lines(self.mixed.plane(plane), &mut after);
                lines(self.below.plane(plane), &mut before);
                add_sums(&mut cb, &after, &before, of_cb);
                add_sums(&mut cr, &after, &before, of_cr);
            }
            lines(&alpha, &mut after);
            lines(&self.ground, &mut before);
            add_sums(&mut cb, &after, &before, OPACITY_OF_CHROMA);
            add_sums(&mut cr, &after, &before, OPACITY_OF_CHROMA);
            move_samples(&mut out.row_mut(1, y / 2 + row)[x / 2..x / 2 + columns], &cb, 18);
            move_samples(&mut out.row_mut(2, y / 2 + row)[x / 2..x / 2 + columns], &cr, 18);
        }
    }
}

/// What premultiplied luma and chroma have of opacity, in 1/65536.
const OPACITY_OF_LUMA: i32 = 65536 * 16 / 255;
const OPACITY_OF_CHROMA: i32 = 65536 * 128 / 255;

/// Mixes a channel in place: target (what is below), what is above, opacity below and above.
type Mix = fn(&mut [u8], &[u8], &[u8], &[u8]);

fn kernel(mode: BlendMode) -> Mix {
    match mode {
        BlendMode::Normal => over,
        BlendMode::Multiply => multiply,
        BlendMode::Screen => screen,
        BlendMode::Overlay => overlay,
        BlendMode::Darken => darken,
        BlendMode::Lighten => lighten,
        BlendMode::Add => add,
    }
}

/// Writes a mixture: `$below`, `$above` and their opacities are 0 to 255, the result 0 to 65025.
macro_rules! mixture {
    ($(#[$doc:meta])* $name:ident, |$below:ident, $above:ident, $ground:ident, $opacity:ident| $mixed:expr) => {
        vectorised! {
            $(#[$doc])*
            fn $name(target: &mut [u8], above: &[u8], ground: &[u8], opacity: &[u8]) {
                for (((t, s), g), a) in target.iter_mut().zip(above).zip(ground).zip(opacity) {
                    let ($ground, $opacity) = (i32::from(*g), i32::from(*a));
                    // Interpolated chroma may leave more of a colour than its opacity allows.
                    let ($below, $above) = (i32::from(*t).min($ground), i32::from(*s).min($opacity));
                    let mixed: i32 = $mixed;
                    let mixed = mixed.clamp(0, 65025).wrapping_add(128);
                    *t = (mixed.wrapping_add(mixed >> 8) >> 8) as u8;
                }
            }
        }
    };
}

/// Both, each where the other one is not.
#[inline(always)]
fn apart(below: i32, above: i32, ground: i32, opacity: i32) -> i32 {
    let under = below.wrapping_mul(255i32.wrapping_sub(opacity));
    above.wrapping_mul(255i32.wrapping_sub(ground)).wrapping_add(under)
}

mixture!(
    /// Source over.
    over,
    |below, above, _ground, opacity| above.wrapping_mul(255).wrapping_add(below.wrapping_mul(255i32.wrapping_sub(opacity)))
);
mixture!(
    /// The product.
    multiply,
    |below, above, ground, opacity| apart(below, above, ground, opacity).wrapping_add(below.wrapping_mul(above))
);
mixture!(
    /// The inverse product of the inverses.
    screen,
    |below, above, _ground, _opacity| below.wrapping_add(above).wrapping_mul(255).wrapping_sub(below.wrapping_mul(above))
);
mixture!(
    /// Twice the product below the middle of what is below, twice the inverse product of the inverses above it.
    overlay,
    |below, above, ground, opacity| {
        let dark = below.wrapping_mul(above).wrapping_mul(2);
        let rest = ground.wrapping_sub(below).wrapping_mul(opacity.wrapping_sub(above)).wrapping_mul(2);
        let light = ground.wrapping_mul(opacity).wrapping_sub(rest);
        let mixed = if below.wrapping_mul(2) <= ground { dark } else { light };
        apart(below, above, ground, opacity).wrapping_add(mixed)
    }
);
mixture!(
    /// The darker one.
    darken,
    |below, above, ground, opacity| {
        let darker = below.wrapping_mul(opacity).min(above.wrapping_mul(ground));
        apart(below, above, ground, opacity).wrapping_add(darker)
    }
);
mixture!(
    /// The lighter one.
    lighten,
    |below, above, ground, opacity| {
        let lighter = below.wrapping_mul(opacity).max(above.wrapping_mul(ground));
        apart(below, above, ground, opacity).wrapping_add(lighter)
    }
);
mixture!(
    /// The sum.
    add,
    |below, above, _ground, _opacity| below.wrapping_add(above).wrapping_mul(255)
);

vectorised! {
    /// Adds a share of what has changed.
    fn add_change(sums: &mut [i32], after: &[u8], before: &[u8], share: i32) {
        for ((sum, a), b) in sums.iter_mut().zip(after).zip(before) {
            *sum = sum.wrapping_add(i32::from(*a).wrapping_sub(i32::from(*b)).wrapping_mul(share));
        }
    }
}

vectorised! {
    /// Adds a share of what has changed in blocks.
    fn add_sums(sums: &mut [i32], after: &[u16], before: &[u16], share: i32) {
        for ((sum, a), b) in sums.iter_mut().zip(after).zip(before) {
            *sum = sum.wrapping_add(i32::from(*a).wrapping_sub(i32::from(*b)).wrapping_mul(share));
        }
    }
}

vectorised! {
    /// Adds sums, of which `shift` bits stand after the point.
    fn move_samples(samples: &mut [u8], sums: &[i32], shift: u32) {
        for (s, sum) in samples.iter_mut().zip(sums) {
            *s = i32::from(*s).wrapping_add(sum >> shift).clamp(0, 255) as u8;
        }
    }
}
