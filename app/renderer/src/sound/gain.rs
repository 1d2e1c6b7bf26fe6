//! How loud a track is, over its own time.

use crate::decode::{CHANNELS, RATE};
use domain::composition::Keyframes;

/// Gains are computed once in so many samples (1 ms) and run in a straight line between: a jump does not crackle.
const STEP: u64 = 48;

/// The product of all factors at `time` seconds, each within 0 to 1: a curve that overshoots makes nothing louder.
fn gain_at(gains: &[Keyframes<f64>], time: f64) -> f32 {
    gains.iter().map(|k| k.at(time).clamp(0.0, 1.0)).product::<f64>() as f32
}

/// Multiplies interleaved samples, the first of which is number `first` of its track.
pub(super) fn apply(gains: &[Keyframes<f64>], block: &mut [f32], first: u64) {
    if gains.is_empty() {
        return;
    }
    if let Some(constant) = gains.iter().map(Keyframes::as_constant).product::<Option<f64>>() {
        block.iter_mut().for_each(|s| *s *= constant as f32);
        return;
    }
    let at = |sample: u64| gain_at(gains, sample as f64 / f64::from(RATE));
    let mut known = None;
    for (i, frame) in block.chunks_exact_mut(CHANNELS).enumerate() {
        let sample = first + i as u64;
        let step = sample / STEP;
        let (from, to) = match known {
            Some((s, from, to)) if s == step => (from, to),
            _ => {
                let ends = (at(step * STEP), at((step + 1) * STEP));
                known = Some((step, ends.0, ends.1));
                ends
            }
        };
        let part = (sample % STEP) as f32 / STEP as f32;
        let gain = from + (to - from) * part;
        frame.iter_mut().for_each(|s| *s *= gain);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::composition::Easing;

    #[test]
    fn a_fade_is_exact_wherever_a_block_begins() {
        let fade = [Keyframes::ramp((0.0, 0.0), (1.0, 1.0), Easing::Linear), Keyframes::constant(0.5)];
        for first in [0, 1000, 24_007] {
            let mut block = vec![1.0; 200];
            apply(&fade, &mut block, first);
            for (i, frame) in block.chunks_exact(2).enumerate() {
                let expected = (first as f32 + i as f32) / 48_000.0 * 0.5;
                assert!((frame[0] - expected).abs() < 1e-5 && frame[0] == frame[1], "{first} {i} {frame:?}");
            }
        }
    }

    #[test]
    fn a_curve_that_overshoots_neither_amplifies_nor_inverts() {
        let back = Easing::CubicBezier(0.68, -0.55, 0.265, 1.55);
        let gain = [Keyframes::ramp((0.0, 0.0), (1.0, 1.0), back)];
        let mut block = vec![1.0; 2 * 48_000];
        apply(&gain, &mut block, 0);
        assert!(block.iter().all(|sample| (0.0..=1.0).contains(sample)));
    }

    #[test]
    fn constants_multiply_and_none_changes_nothing() {
        let mut block = vec![0.5; 4];
        apply(&[], &mut block, 0);
        assert_eq!(block, [0.5; 4]);
        apply(&[Keyframes::constant(0.5), Keyframes::constant(0.5)], &mut block, 0);
        assert_eq!(block, [0.125; 4]);
    }
}
