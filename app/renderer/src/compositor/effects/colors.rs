//! Changes of colours in red, green and blue.

use super::super::kernels::vectorised;
use super::super::pane::Pane;
use super::planar::fixed;
use domain::composition::Effect;

/// Rec. 709 luma of full range, in 1/65536; the sum is 1.
const LUMA: [i32; 3] = [13_933, 46_871, 4732];

/// Applies `effect` to a pane in red, green and blue. Blur and chroma key have files of their own.
pub(super) fn apply(pane: &mut Pane, effect: &Effect) {
    let alpha = &pane.alpha[0];
    let [r, g, b] = pane.color.planes_of_bytes();
    match *effect {
        Effect::Linear { slope, offset } => {
            let (slope, offset) = (fixed(slope), fixed(offset));
            [r, g, b].into_iter().for_each(|channel| linear(channel, alpha, slope, offset));
        }
        Effect::Saturation { amount } => saturate(r, g, b, alpha, fixed(amount) >> 4),
        Effect::Invert => [r, g, b].into_iter().for_each(|channel| invert(channel, alpha)),
        Effect::Blur { .. } | Effect::ChromaKey { .. } => {}
    }
}

vectorised! {
    /// `slope · value + offset` of one channel, both in 1/65536.
    fn linear(channel: &mut [u8], alpha: &[u8], slope: i32, offset: i32) {
        for (c, a) in channel.iter_mut().zip(alpha) {
            let a = i32::from(*a);
            let sum = i32::from(*c).wrapping_mul(slope).wrapping_add(a.wrapping_mul(offset)).wrapping_add(32768);
            *c = (sum >> 16).clamp(0, a) as u8;
        }
    }
}

vectorised! {
    /// Away from grey of the same luma, or towards it, by a factor in 1/4096.
    fn saturate(r: &mut [u8], g: &mut [u8], b: &mut [u8], alpha: &[u8], amount: i32) {
        let rest = 4096i32.wrapping_sub(amount);
        for (((r, g), b), a) in r.iter_mut().zip(g).zip(b).zip(alpha) {
            let [red, green, blue, opacity] = [*r, *g, *b, *a].map(i32::from);
            let luma = red.wrapping_mul(LUMA[0]).wrapping_add(green.wrapping_mul(LUMA[1]));
            // Sixteenfold, as what is kept.
            let luma = luma.wrapping_add(blue.wrapping_mul(LUMA[2])) >> 12;
            let grey = luma.wrapping_mul(rest).wrapping_add(32768);
            let kept = |value: i32| {
                let sum = value.wrapping_mul(16).wrapping_mul(amount).wrapping_add(grey);
                (sum >> 16).clamp(0, opacity) as u8
            };
            (*r, *g, *b) = (kept(red), kept(green), kept(blue));
        }
    }
}

vectorised! {
    fn invert(channel: &mut [u8], alpha: &[u8]) {
        for (c, a) in channel.iter_mut().zip(alpha) {
            *c = a.saturating_sub(*c);
        }
    }
}
