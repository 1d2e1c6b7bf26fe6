//! Premultiplied RGBA in full precision: what pictures are drawn on once, before they become planes.

use super::rgba::{Alpha, Rgba};
use super::taps::{Axis, Kernel, Taps, exact};

/// Red, green, blue, alpha, each 0 to 255, colours multiplied by alpha.
pub(crate) type Pixel = [f32; 4];

/// A drawing ground.
#[derive(Clone, Debug)]
pub(crate) struct Surface {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<Pixel>,
}

impl Surface {
    /// Fully transparent.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![[0.0; 4]; width * height] }
    }

    /// Stretches a part of `picture` over a part of this surface. The axes' target is this surface.
    pub fn stretch(&mut self, picture: &Rgba, x: &Axis, y: &Axis) {
        let (columns, rows) = (exact(x, Kernel::CatmullRom), exact(y, Kernel::CatmullRom));
        if columns.len() == 0 {
            return;
        }
        let (from, to) = columns.reads;
        let mut weighed: Vec<Pixel> = vec![[0.0; 4]; to - from];
        for i in 0..rows.len() {
            weighed.fill([0.0; 4]);
            for (k, weight) in rows.weights_of(i).iter().enumerate().filter(|(_, w)| **w != 0.0) {
                let row = rows.starts[i] as usize + k;
                add_row(
                    &mut weighed,
                    &picture.pixels()[(row * picture.width() + from) * 4..],
                    picture.alpha(),
                    *weight,
                );
            }
            let at = (rows.begin + i) * self.width + columns.begin;
            let line = &mut self.pixels[at..at + columns.len()];
            weigh_pixels(line, &weighed, &columns, rows.coverage[i]);
        }
    }
}

/// Adds a row of bytes, weighed and premultiplied.
fn add_row(sums: &mut [Pixel], bytes: &[u8], alpha: Alpha, weight: f32) {
    let (pixels, _) = bytes.as_chunks::<4>();
    for (sum, pixel) in sums.iter_mut().zip(pixels) {
        let a = f32::from(pixel[3]);
        let factor = match alpha {
            Alpha::Straight => weight * a / 255.0,
            Alpha::Premultiplied => weight,
        };
        for c in 0..3 {
            sum[c] += factor * f32::from(pixel[c]);
        }
        sum[3] += weight * a;
    }
}

/// Weighs neighbours, keeps the result within its bounds (the kernel overshoots), and applies the edges' coverage.
fn weigh_pixels(target: &mut [Pixel], source: &[Pixel], columns: &Taps<f32>, row_coverage: u16) {
    for (i, t) in target.iter_mut().enumerate() {
        let start = columns.starts[i] as usize - columns.reads.0;
        let mut sum: Pixel = [0.0; 4];
        for (pixel, weight) in source[start..].iter().zip(columns.weights_of(i)) {
            for c in 0..4 {
                sum[c] += weight * pixel[c];
            }
        }
        let coverage = f32::from(row_coverage) * f32::from(columns.coverage[i]) / 65536.0;
        let alpha = sum[3].clamp(0.0, 255.0);
        *t = [sum[0], sum[1], sum[2], alpha].map(|v| v.clamp(0.0, alpha) * coverage);
    }
}
