//! Makes what is near a colour transparent.

use super::super::kernels::vectorised;
use super::super::pane::Pane;
use domain::composition::Color;

/// Applies a chroma key to a pane in red, green and blue.
///
/// The distance of two colours is weighed by how red they are in the mean, as eyes do; over channels from 0 to 255 it
/// goes up to 765. Up to `threshold` all is transparent, from `threshold + halo` on it is as it was.
pub(super) fn apply(pane: &mut Pane, color: Color, threshold: f64, halo: f64) {
    let [r, g, b] = pane.color.planes_of_bytes();
    let key = [color.r, color.g, color.b].map(f32::from);
    // A halo of nothing is an edge: a thousandth of a step is none.
    let steepness = 1.0 / halo.max(0.001);
    clear(r, g, b, &mut pane.alpha[0], &key, threshold as f32, steepness as f32);
    pane.opaque = false;
}

vectorised! {
    fn clear(r: &mut [u8], g: &mut [u8], b: &mut [u8], alpha: &mut [u8], key: &[f32; 3], threshold: f32, steepness: f32) {
        let [key_r, key_g, key_b] = *key;
        for (((r, g), b), a) in r.iter_mut().zip(g).zip(b).zip(alpha) {
            let [red, green, blue, opacity] = [*r, *g, *b, *a].map(f32::from);
            let whole = 255.0 / opacity.max(1.0);
            let (dr, dg, db) = (red * whole - key_r, green * whole - key_g, blue * whole - key_b);
            let mean = (red * whole + key_r) * 0.5;
            let square = (512.0 + mean) * dr * dr / 256.0 + 4.0 * dg * dg + (767.0 - mean) * db * db / 256.0;
            let share = ((square.sqrt() - threshold) * steepness).clamp(0.0, 1.0);
            // Beyond 2 to the power of 23 there are no fractions: the lowest byte is the rounded value.
            let kept = |value: f32| (value * share + 8_388_608.0).to_bits() as u8;
            (*r, *g, *b, *a) = (kept(red), kept(green), kept(blue), kept(opacity));
        }
    }
}
