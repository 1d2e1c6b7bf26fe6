//! Changes of colours in red, green and blue.

use super::super::kernels::vectorised;
use super::super::pane::Pane;
use super::planar::fixed;
use domain::composition::Effect;

/// Applies `effect` to a pane in red, green and blue. Blur and chroma key are other people's matters.
pub(super) fn apply(pane: &mut Pane, effect: &Effect) {
    let alpha = &pane.alpha[0];
    let [r, g, b] = pane.color.planes_of_bytes();
    match *effect {
        Effect::Linear { slope, offset } => {
            let (slope, offset) = (fixed(slope), fixed(offset));
            [r, g, b].into_iter().for_each(|channel| linear(channel, alpha, slope, offset));
        }
        Effect::Saturation { amount } => saturate(r, g, b, alpha, amount.clamp(-100.0, 100.0) as f32),
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
    /// Away from grey of the same luma, or towards it.
    fn saturate(r: &mut [u8], g: &mut [u8], b: &mut [u8], alpha: &[u8], amount: f32) {
        for (((r, g), b), a) in r.iter_mut().zip(g).zip(b).zip(alpha) {
            let [red, green, blue] = [*r, *g, *b].map(f32::from);
            let grey = (1.0 - amount) * (0.2126 * red + 0.7152 * green + 0.0722 * blue) + 0.5;
            let kept = |value: f32| ((grey + amount * value) as i32).clamp(0, i32::from(*a)) as u8;
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
