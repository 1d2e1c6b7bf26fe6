//! Paints a turned, sheared or freely mirrored picture: bilinear, only inside its box.

use super::frame::{PlaneView, PlanesMut};
use super::geometry::{PixelSize, axes};
use super::kernels::{mix, over};
use super::scale::{Scratch, Source, times};
use super::taps::Axis;
use super::unit::Unit;
use domain::composition::{Matrix3, Rect};

/// Fractions of a sample are counted in 2^-24.
const FRACTION: u32 = 24;

/// Paints `crop` of `source` (of `size` pixels) under `matrix` (unit square to target pixels) at an opacity of 0 to 256.
pub(crate) fn paint_turned(
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
        let Some(turn) = Unit::new(Matrix3::scaling(shrink, shrink).after(matrix)) else { return };
        let sampler = Sampler { x: x.shrunk(shift), y: y.shrunk(shift), turn };
        let (columns, rows) = layout.plane_size(plane, width, height);
        for row in 0..rows {
            let touched = turn.touched(row, columns);
            if touched.is_empty() {
                continue;
            }
            let line = &mut target.row_mut(plane, row)[touched.clone()];
            let places = sampler.row(touched.start, row);
            scratch.color.resize(touched.len(), 0);
            sampler.sample(&mut scratch.color, places, source.color(plane));
            if let Some(alpha) = source.alpha(plane) {
                scratch.alpha.resize(touched.len(), 0);
                sampler.sample(&mut scratch.alpha, places, alpha);
            }
            let inside = turn.inside(row, columns);
            let inside = inside.start.max(touched.start)..inside.end.min(touched.end);
            let inside = if inside.is_empty() { touched.end..touched.end } else { inside };
            let mut put = |from: usize, to: usize, opacity: u16| {
                let part = from - touched.start..to - touched.start;
                let (line, color) = (&mut line[part.clone()], &scratch.color[part.clone()]);
                if source.alpha(plane).is_none() {
                    mix(line, color, opacity)
                } else {
                    over(line, color, &scratch.alpha[part], opacity)
                }
            };
            put(inside.start, inside.end, opacity);
            for x in (touched.start..inside.start).chain(inside.end..touched.end) {
                let coverage = (turn.coverage(x, row) * 256.0).round() as u16;
                put(x, x + 1, times(opacity, coverage));
            }
        }
    }
}

/// Reads one plane of a source along slanted lines.
struct Sampler {
    x: Axis,
    y: Axis,
    turn: Unit,
}

/// A place in a source plane and the way to the next, in fixed point.
#[derive(Clone, Copy)]
struct Places {
    x: i64,
    y: i64,
    step_x: i64,
    step_y: i64,
}

impl Sampler {
    /// The places that row `row` reads, from column `column` on, half a sample up and left: where interpolation begins.
    fn row(&self, column: usize, row: usize) -> Places {
        let fixed = |v: f64| (v * f64::from(1u32 << FRACTION)) as i64;
        let ([u, v, _], [du, dv, _]) = (self.turn.homogeneous(column, row), self.turn.step());
        let (width, height) = (self.x.source.1 - self.x.source.0, self.y.source.1 - self.y.source.0);
        Places {
            x: fixed(self.x.source.0 + u * width - 0.5),
            y: fixed(self.y.source.0 + v * height - 0.5),
            step_x: fixed(du * width),
            step_y: fixed(dv * height),
        }
    }

    fn sample(&self, target: &mut [u8], places: Places, source: PlaneView<'_>) {
        let (left, right) = self.x.readable();
        let (top, bottom) = self.y.readable();
        let Places { mut x, mut y, step_x, step_y } = places;
        // (first sample, second sample, weight of the second in 1/256), kept within what may be read.
        let split = |at: i64, from: usize, to: usize| {
            let whole = at >> FRACTION;
            let near = |i: i64| i.clamp(from as i64, to as i64 - 1) as usize;
            (near(whole), near(whole.wrapping_add(1)), ((at >> (FRACTION - 8)) & 255) as u32)
        };
        for t in target {
            let (x0, x1, wx) = split(x, left, right);
            let (y0, y1, wy) = split(y, top, bottom);
            let along = |y: usize| {
                let row = y.wrapping_mul(source.stride);
                let [a, b] = [x0, x1].map(|x| source.data.get(row.wrapping_add(x)).map_or(0, |s| u32::from(*s)));
                a.wrapping_mul(256u32.wrapping_sub(wx)).wrapping_add(b.wrapping_mul(wx))
            };
            let sum = along(y0).wrapping_mul(256u32.wrapping_sub(wy)).wrapping_add(along(y1).wrapping_mul(wy));
            *t = (sum.wrapping_add(32768) >> 16) as u8;
            x = x.wrapping_add(step_x);
            y = y.wrapping_add(step_y);
        }
    }
}
