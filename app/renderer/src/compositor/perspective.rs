//! Paints a picture in perspective: bilinear, correct in depth, only inside its box, with smooth edges.

use super::frame::{PlaneView, PlanesMut};
use super::geometry::{PixelSize, axes};
use super::kernels::{mix, over};
use super::scale::{Scratch, Source, times};
use super::taps::Axis;
use super::unit::Unit;
use domain::composition::{Matrix3, Rect};

/// Paints `crop` of `source` (of `size` pixels) under `matrix` (unit square to target pixels) at an opacity of 0 to 256.
pub(crate) fn paint_projected(
    target: &mut PlanesMut<'_>,
    source: &dyn Source,
    matrix: Matrix3,
    crop: Rect,
    size: PixelSize,
    opacity: u16,
    scratch: &mut Scratch,
) {
    let layout = target.layout();
    let (width, height) = (target.width(), target.height());
    let (x, y) = axes(Matrix3::IDENTITY, crop, size, size);
    for plane in 0..target.count() {
        let shift = layout.shift(plane);
        let shrink = 1.0 / f64::from(1u32 << shift);
        let Some(unit) = Unit::new(Matrix3::scaling(shrink, shrink).after(matrix)) else { return };
        let (across, down) = (Reading::new(x.shrunk(shift)), Reading::new(y.shrunk(shift)));
        let (color, alpha) = (source.color(plane), source.alpha(plane));
        let (columns, rows) = layout.plane_size(plane, width, height);
        for row in 0..rows {
            let touched = unit.touched(row, columns);
            let line = &mut target.row_mut(plane, row)[touched.clone()];
            scratch.color.resize(touched.len(), 0);
            scratch.alpha.resize(touched.len(), 0);
            // Samples that are covered entirely follow each other and are mixed at once.
            let mut run = 0..0;
            for (i, column) in touched.enumerate() {
                let spot = unit.at(column, row);
                let coverage = spot.map_or(0, |spot| (spot.coverage() * 256.0).round() as u16);
                if let Some(spot) = spot.filter(|_| coverage > 0) {
                    let (x, y) = (across.at(spot.u), down.at(spot.v));
                    scratch.color[i] = sample(color, x, y);
                    if let Some(alpha) = alpha {
                        scratch.alpha[i] = sample(alpha, x, y);
                    }
                }
                if coverage == 256 {
                    run = if run.is_empty() { i..i + 1 } else { run.start..i + 1 };
                    continue;
                }
                put(line, scratch, std::mem::take(&mut run), alpha.is_some(), opacity);
                put(line, scratch, i..i + 1, alpha.is_some(), times(opacity, coverage));
            }
            put(line, scratch, run, alpha.is_some(), opacity);
        }
    }
}

fn put(line: &mut [u8], scratch: &Scratch, part: std::ops::Range<usize>, translucent: bool, opacity: u16) {
    let (line, color) = (&mut line[part.clone()], &scratch.color[part.clone()]);
    if translucent { over(line, color, &scratch.alpha[part], opacity) } else { mix(line, color, opacity) }
}

/// How one axis of a source is read.
struct Reading {
    begin: f64,
    length: f64,
    /// First and last sample that may be read.
    first: usize,
    last: usize,
}

impl Reading {
    fn new(axis: Axis) -> Self {
        let (first, end) = axis.readable();
        Self { begin: axis.source.0, length: axis.source.1 - axis.source.0, first, last: end - 1 }
    }

    /// The two samples around a place in the unit square, and the weight of the second in 1/256.
    fn at(&self, place: f64) -> (usize, usize, u32) {
        let at = (self.begin + place * self.length - 0.5).clamp(self.first as f64, self.last as f64);
        let near = at as usize;
        (near, (near + 1).min(self.last), ((at - near as f64) * 256.0) as u32)
    }
}

fn sample(source: PlaneView<'_>, (x0, x1, wx): (usize, usize, u32), (y0, y1, wy): (usize, usize, u32)) -> u8 {
    let along = |y: usize| {
        let row = source.row(y);
        u32::from(row[x0]) * (256 - wx) + u32::from(row[x1]) * wx
    };
    ((along(y0) * (256 - wy) + along(y1) * wy + 32768) >> 16) as u8
}
