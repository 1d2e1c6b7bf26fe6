//! Gaussian blur: along rows, then along columns, with what lies at the edges repeated.

use super::super::geometry::{Region, axes};
use super::super::kernels::vectorised;
use super::super::pane::{AlphaOf, Pane};
use super::super::scale::{Scratch, Tables, paint};
use domain::composition::{Matrix3, Rect};

/// A picture that is blurred by more samples than this is made smaller first: nothing is lost that the blur would leave.
const FINEST: f64 = 3.0;

/// Blurs less than this, in samples, are not seen.
const NOTHING: f64 = 0.05;

/// A picture that is blurred by so many times its own size is one colour along that side. What is shown far smaller than a pixel
/// would be blurred by a million million.
const EVERYTHING: f64 = 8.0;

/// Blurs a pane with standard deviations in its pixels, and makes it smaller where that changes nothing.
pub(super) fn blur(pane: &mut Pane, sigma: (f64, f64), spare: &mut Pane, scratch: &mut Scratch) {
    let (width, height) = pane.size();
    let bounded = |sigma: f64, size: usize| {
        if sigma.is_finite() { sigma.clamp(0.0, EVERYTHING * size as f64) } else { 0.0 }
    };
    let sigma = [bounded(sigma.0, width), bounded(sigma.1, height)];
    let shrunk = |size: usize, sigma: f64| ((size as f64 / (sigma / FINEST).max(1.0)).ceil() as usize).max(1);
    let size = (shrunk(width, sigma[0]), shrunk(height, sigma[1]));
    if size != (width, height) {
        shrink(pane, size, spare, scratch);
        std::mem::swap(pane, spare);
    }
    // Making it smaller and larger again blurs too, each by a sixth of the square of the ratio.
    let left = |sigma: f64, before: usize, now: usize| {
        let ratio = before as f64 / now as f64;
        let own = if ratio > 1.0 { 1.0 / 3.0 } else { 0.0 };
        ((sigma / ratio).powi(2) - own).max(0.0).sqrt()
    };
    let (x, y) = (left(sigma[0], width, size.0), left(sigma[1], height, size.1));
    let layout = pane.color.layout();
    for plane in 0..3 {
        let columns = layout.plane_size(plane, size.0, size.1).0;
        let factor = 1.0 / f64::from(1u32 << layout.shift(plane));
        blur_plane(pane.color.plane_mut(plane), columns, (x * factor, y * factor));
    }
    if !pane.opaque {
        for (plane, alpha) in pane.alpha.iter_mut().enumerate() {
            let columns = layout.plane_size(plane, size.0, size.1).0;
            let factor = 1.0 / f64::from(1u32 << layout.shift(plane));
            blur_plane(alpha, columns, (x * factor, y * factor));
        }
    }
}

fn shrink(pane: &Pane, size: (usize, usize), into: &mut Pane, scratch: &mut Scratch) {
    let layout = pane.color.layout();
    let (width, height) = pane.size();
    let crop = Rect { x: 0.0, y: 0.0, width: width as f64, height: height as f64 };
    let (x, y) = axes(Matrix3::scaling(size.0 as f64, size.1 as f64), crop, (width, height), size);
    let tables = Tables::new(x, y, layout);
    into.reset(layout, size);
    let mut ground = into.ground(Region::all(size));
    paint(&mut ground.color, pane, &tables, 256, scratch);
    if let Some(alpha) = ground.alpha.as_mut().filter(|_| !pane.opaque) {
        paint(alpha, &AlphaOf(pane), &tables, 256, scratch);
    }
    if pane.opaque {
        into.fill_alpha();
    }
}

/// One half of the weights, from the middle on; all of them have the sum 1.
fn weights(sigma: f64) -> Vec<f32> {
    let radius = if sigma < NOTHING { 0 } else { (3.0 * sigma).ceil() as usize };
    let half: Vec<f64> =
        (0..=radius).map(|i| if i == 0 { 1.0 } else { (-0.5 * (i as f64 / sigma).powi(2)).exp() }).collect();
    let sum: f64 = half[0] + 2.0 * half[1..].iter().sum::<f64>();
    half.iter().map(|w| (w / sum) as f32).collect()
}

fn blur_plane(samples: &mut [u8], columns: usize, sigma: (f64, f64)) {
    let (across, down) = (weights(sigma.0), weights(sigma.1));
    if samples.is_empty() || (across.len() == 1 && down.len() == 1) {
        return;
    }
    let rows = samples.len() / columns;
    let (margin, reach) = (across.len() - 1, down.len() - 1);
    // Rows that are blurred along themselves, as many as one row of the result needs; row y is at y modulo their number.
    let count = 2 * reach + 1;
    let mut blurred = vec![vec![0.0f32; columns]; count];
    let mut padded = vec![0.0f32; columns + 2 * margin];
    let mut done = 0;
    let mut sum = vec![0.0f32; columns];
    for y in 0..rows {
        while done < rows && done <= y + reach {
            let row = &samples[done * columns..][..columns];
            padded[..margin].fill(f32::from(row[0]));
            padded[margin + columns..].fill(f32::from(row[columns - 1]));
            to_float(&mut padded[margin..margin + columns], row);
            let target = &mut blurred[done % count];
            target.fill(0.0);
            for (i, weight) in across.iter().enumerate() {
                let (left, right) = (&padded[margin - i..][..columns], &padded[margin + i..][..columns]);
                add_both(target, left, right, if i == 0 { weight / 2.0 } else { *weight });
            }
            done += 1;
        }
        sum.fill(0.0);
        for (i, weight) in down.iter().enumerate() {
            let (upper, lower) = (y.saturating_sub(i), (y + i).min(rows - 1));
            let weight = if i == 0 { weight / 2.0 } else { *weight };
            add_both(&mut sum, &blurred[upper % count], &blurred[lower % count], weight);
        }
        to_bytes(&mut samples[y * columns..][..columns], &sum);
    }
}

vectorised! {
    fn add_both(target: &mut [f32], a: &[f32], b: &[f32], weight: f32) {
        for ((t, a), b) in target.iter_mut().zip(a).zip(b) {
            *t += weight * (a + b);
        }
    }
}

vectorised! {
    fn to_float(target: &mut [f32], source: &[u8]) {
        target.iter_mut().zip(source).for_each(|(t, s)| *t = f32::from(*s));
    }
}

vectorised! {
    fn to_bytes(target: &mut [u8], source: &[f32]) {
        // Beyond 2 to the power of 23 there are no fractions: the lowest byte is the rounded value.
        target.iter_mut().zip(source).for_each(|(t, s)| *t = (*s + 8_388_608.0).to_bits() as u8);
    }
}
