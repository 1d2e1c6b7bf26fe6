//! What is exact on luma and chroma of an opaque picture.

use super::super::frame::Frame;
use super::super::kernels::vectorised;
use domain::composition::Effect;

/// Factors with 16 bits after the point: beyond a hundredfold, everything is at an end of the range anyway.
pub(super) fn fixed(factor: f64) -> i32 {
    (factor.clamp(-100.0, 100.0) * 65536.0).round() as i32
}

/// Applies `effect`, if no channel of any colour can pass an end of its range by it; else answers `false`.
pub(super) fn apply(frame: &mut Frame, effect: &Effect) -> bool {
    // Every channel becomes `slope` times itself and `offset`, where chroma is also weakened by `rest`.
    let (slope, offset, rest) = match *effect {
        Effect::Linear { slope, offset } => (slope, offset, 1.0),
        Effect::Saturation { amount } if (0.0..=1.0).contains(&amount) => (1.0, 0.0, amount),
        Effect::Invert => (-1.0, 1.0, 1.0),
        Effect::Saturation { .. } | Effect::Blur { .. } | Effect::ChromaKey { .. } => return false,
    };
    let ends = [offset, slope + offset];
    if !ends.iter().all(|end| (0.0..=1.0).contains(end)) {
        return false;
    }
    let [luma, cb, cr] = frame.planes_of_bytes();
    if (slope, offset) != (1.0, 0.0) {
        // Luma goes from 16 to 235.
        stretch(luma, fixed(slope), ((16.0 * (1.0 - slope) + 219.0 * offset) * 65536.0) as i32);
    }
    for chroma in [cb, cr] {
        match slope * rest {
            1.0 => {}
            0.0 => chroma.fill(128),
            factor => stretch(chroma, fixed(factor), ((128.0 * (1.0 - factor)) * 65536.0) as i32),
        }
    }
    true
}

vectorised! {
    /// A factor and an addend, both in 1/65536.
    fn stretch(samples: &mut [u8], factor: i32, addend: i32) {
        let addend = addend.wrapping_add(32768);
        for s in samples {
            *s = (i32::from(*s).wrapping_mul(factor).wrapping_add(addend) >> 16).clamp(0, 255) as u8;
        }
    }
}
