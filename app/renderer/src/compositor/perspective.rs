//! Paints a picture in perspective: bilinear, correct in depth, only inside its box, with smooth edges.

use super::frame::{PlaneView, PlanesMut};
use super::geometry::{PixelSize, axes};
use super::kernels::{mix, over};
use super::scale::{Scratch, Source, times};
use super::taps::Axis;
use super::unit::Unit;
use domain::composition::{Matrix3, Rect};
use std::ops::Range;

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
        let sampler = Sampler { unit, x: Reading::new(x.shrunk(shift)), y: Reading::new(y.shrunk(shift)) };
        let (color, alpha) = (source.color(plane), source.alpha(plane));
        let (columns, rows) = layout.plane_size(plane, width, height);
        for row in 0..rows {
            let touched = unit.touched(row, columns);
            if touched.is_empty() {
                continue;
            }
            let line = &mut target.row_mut(plane, row)[touched.clone()];
            scratch.color.resize(touched.len(), 0);
            sampler.sample(&mut scratch.color, touched.start, row, color);
            if let Some(alpha) = alpha {
                scratch.alpha.resize(touched.len(), 0);
                sampler.sample(&mut scratch.alpha, touched.start, row, alpha);
            }
            let mut put = |part: Range<usize>, opacity: u16| {
                let (line, color) = (&mut line[part.clone()], &scratch.color[part.clone()]);
                match alpha {
                    None => mix(line, color, opacity),
                    Some(_) => over(line, color, &scratch.alpha[part], opacity),
                }
            };
            let inside = unit.inside(row, columns);
            let inside = if inside.is_empty() { touched.end..touched.end } else { inside };
            put(inside.start - touched.start..inside.end - touched.start, opacity);
            for x in (touched.start..inside.start).chain(inside.end..touched.end) {
                let coverage = (unit.coverage(x, row) * 256.0).round() as u16;
                put(x - touched.start..x - touched.start + 1, times(opacity, coverage));
            }
        }
    }
}

/// Reads one plane of a source as it is seen.
struct Sampler {
    unit: Unit,
    x: Reading,
    y: Reading,
}

impl Sampler {
    fn sample(&self, target: &mut [u8], column: usize, row: usize, source: PlaneView<'_>) {
        let [mut u, mut v, mut near] = self.unit.homogeneous(column, row);
        let step = self.unit.step();
        for t in target {
            let (x0, x1, wx) = self.x.at(u / near);
            let (y0, y1, wy) = self.y.at(v / near);
            let along = |y: usize| {
                let row = y.wrapping_mul(source.stride);
                let [a, b] = [x0, x1].map(|x| source.data.get(row.wrapping_add(x)).map_or(0, |s| u32::from(*s)));
                a.wrapping_mul(256u32.wrapping_sub(wx)).wrapping_add(b.wrapping_mul(wx))
            };
            let sum = along(y0).wrapping_mul(256u32.wrapping_sub(wy)).wrapping_add(along(y1).wrapping_mul(wy));
            *t = (sum.wrapping_add(32768) >> 16) as u8;
            (u, v, near) = (u + step[0], v + step[1], near + step[2]);
        }
    }
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
        let fixed = (at * 256.0) as u32;
        let near = (fixed >> 8) as usize;
        (near, near.wrapping_add(1).min(self.last), fixed & 255)
    }
}
