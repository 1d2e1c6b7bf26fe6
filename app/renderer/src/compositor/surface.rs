//! Premultiplied RGBA in full precision: what pictures are drawn on once, before they become planes.

use super::kernels::vectorised;
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
    ///
    /// Every row of the picture is converted and scaled sideways once, and kept only while target rows are weighed from
    /// it: of a large photo there never is more than a few rows in full precision.
    pub fn stretch(&mut self, picture: &Rgba, x: &Axis, y: &Axis) {
        let (columns, rows) = (exact(x, Kernel::CatmullRom), exact(y, Kernel::CatmullRom));
        let length = columns.len();
        if length == 0 {
            return;
        }
        let (from, to) = columns.reads;
        let mut converted: Vec<Pixel> = vec![[0.0; 4]; to - from];
        let mut scaled: Vec<Pixel> = vec![[0.0; 4]; rows.count * length];
        let mut held: Vec<Option<usize>> = vec![None; rows.count];
        for i in 0..rows.len() {
            let at = (rows.begin + i) * self.width + columns.begin;
            let line = &mut self.pixels[at..at + length];
            line.fill([0.0; 4]);
            for (k, weight) in rows.weights_of(i).iter().enumerate().filter(|(_, w)| **w != 0.0) {
                let row = rows.starts[i] as usize + k;
                let slot = row % rows.count;
                let scaled = &mut scaled[slot * length..(slot + 1) * length];
                if held[slot] != Some(row) {
                    held[slot] = Some(row);
                    let begin = row * picture.width();
                    let bytes = &picture.pixels()[(begin + from) * 4..(begin + to) * 4];
                    premultiply(&mut converted, bytes, picture.alpha());
                    weigh_pixels(scaled, &converted, &columns);
                }
                add_row(line, scaled, *weight);
            }
            bound(line, &columns.coverage, rows.coverage[i]);
        }
    }

    /// The part that is not transparent with one pixel around it, and how far from the left and the top it begins.
    pub fn trimmed(self) -> (Surface, usize, usize) {
        let (mut columns, mut rows) = ((self.width, 0), (self.height, 0));
        for (y, row) in self.pixels.chunks_exact(self.width.max(1)).enumerate() {
            let visible = |pixel: &Pixel| pixel[3] > 0.0;
            let Some(first) = row.iter().position(visible) else { continue };
            let last = row.iter().rposition(visible).unwrap_or(first);
            columns = (columns.0.min(first), columns.1.max(last + 1));
            rows = (rows.0.min(y), y + 1);
        }
        let widened = |(from, to): (usize, usize), size: usize| {
            if from < to { (from.saturating_sub(1), (to + 1).min(size)) } else { (0, 1) }
        };
        let ((left, right), (top, bottom)) = (widened(columns, self.width), widened(rows, self.height));
        if (right - left, bottom - top) == (self.width, self.height) {
            return (self, 0, 0);
        }
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

vectorised! {
    /// Bytes in full precision, colours multiplied by alpha.
    fn premultiply(target: &mut [Pixel], bytes: &[u8], alpha: Alpha) {
        let (pixels, _) = bytes.as_chunks::<4>();
        let opaque = pixels.iter().fold(255, |all, pixel| all & pixel[3]) == 255;
        if opaque || alpha == Alpha::Premultiplied {
            for (t, pixel) in target.iter_mut().zip(pixels) {
                *t = pixel.map(f32::from);
            }
            return;
        }
        for (t, pixel) in target.iter_mut().zip(pixels) {
            let [r, g, b, a] = pixel.map(f32::from);
            let share = a / 255.0;
            *t = [r * share, g * share, b * share, a];
        }
    }
}

vectorised! {
    /// Weighs neighbours; `source` begins with the first sample that is read.
    fn weigh_pixels(target: &mut [Pixel], source: &[Pixel], columns: &Taps<f32>) {
        let starts = columns.starts.iter().map(|start| (*start as usize).wrapping_sub(columns.reads.0));
        for ((t, start), weights) in target.iter_mut().zip(starts).zip(columns.weights.chunks_exact(columns.count)) {
            let mut sum: Pixel = [0.0; 4];
            for (pixel, weight) in source[start..].iter().zip(weights) {
                for (sum, value) in sum.iter_mut().zip(pixel) {
                    *sum += weight * value;
                }
            }
            *t = sum;
        }
    }
}

vectorised! {
    /// Adds a row, weighed.
    fn add_row(sums: &mut [Pixel], row: &[Pixel], weight: f32) {
        for (sum, value) in sums.as_flattened_mut().iter_mut().zip(row.as_flattened()) {
            *sum += weight * value;
        }
    }
}

vectorised! {
    /// Keeps what was weighed within its bounds (the kernel overshoots), and applies the edges' coverage.
    fn bound(line: &mut [Pixel], coverage: &[u16], row_coverage: u16) {
        for (t, column_coverage) in line.iter_mut().zip(coverage) {
            let share = f32::from(row_coverage) * f32::from(*column_coverage) / 65536.0;
            let alpha = t[3].clamp(0.0, 255.0);
            *t = t.map(|v| v.max(0.0).min(alpha) * share);
        }
    }
}
