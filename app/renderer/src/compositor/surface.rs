//! Premultiplied RGBA in full precision: what pictures are drawn on once, before they become planes.

use super::rgba::{Alpha, Rgba};
use super::taps::{Axis, Kernel, Taps, exact};
use super::unit::Unit;
use domain::composition::Matrix3;

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

    /// The part that is not transparent with one pixel around it, and how far from the left and the top it begins.
    pub fn trimmed(&self) -> (Surface, usize, usize) {
        let (mut columns, mut rows) = ((self.width, 0), (self.height, 0));
        for (i, _) in self.pixels.iter().enumerate().filter(|(_, pixel)| pixel[3] > 0.0) {
            let (x, y) = (i % self.width, i / self.width);
            columns = (columns.0.min(x), columns.1.max(x + 1));
            rows = (rows.0.min(y), rows.1.max(y + 1));
        }
        let widened = |(from, to): (usize, usize), size: usize| {
            if from < to { (from.saturating_sub(1), (to + 1).min(size)) } else { (0, 1) }
        };
        let ((left, right), (top, bottom)) = (widened(columns, self.width), widened(rows, self.height));
        let line = |y: usize| &self.pixels[y * self.width + left..y * self.width + right];
        let pixels = (top..bottom).flat_map(|y| line(y).iter().copied()).collect();
        (Surface { width: right - left, height: bottom - top, pixels }, left, top)
    }

    /// Draws all of `picture` over this surface, turned: `matrix` takes the unit square to this surface. Bilinear.
    pub fn turn(&mut self, picture: &Surface, matrix: Matrix3) {
        let Some(turn) = Unit::new(matrix) else { return };
        for y in 0..self.height {
            for x in turn.touched(y, self.width) {
                let [u, v] = turn.at(x, y);
                let coverage = turn.coverage(x, y) as f32;
                let pixel = picture.at(u * picture.width as f64, v * picture.height as f64);
                self.pixels[y * self.width + x] = pixel.map(|c| c * coverage);
            }
        }
    }

    /// The colour at a place, interpolated between the four pixels around it.
    fn at(&self, x: f64, y: f64) -> Pixel {
        let split = |at: f64, size: usize| {
            let at = (at - 0.5).clamp(0.0, size as f64 - 1.0);
            let near = at as usize;
            (near, (near + 1).min(size - 1), at.fract() as f32)
        };
        let ((x0, x1, wx), (y0, y1, wy)) = (split(x, self.width), split(y, self.height));
        let mix = |a: Pixel, b: Pixel, w: f32| -> Pixel { std::array::from_fn(|c| a[c] + (b[c] - a[c]) * w) };
        let row = |y: usize| mix(self.pixels[y * self.width + x0], self.pixels[y * self.width + x1], wx);
        mix(row(y0), row(y1), wy)
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
