//! Reads a picture in perspective: bilinear, correct in depth.

use super::frame::PlaneView;
use super::sampled::Sampler;
use super::taps::Axis;
use super::unit::Unit;

/// Divides by the depth at every sample.
pub(super) struct Projected {
    unit: Unit,
    x: Reading,
    y: Reading,
}

impl Sampler for Projected {
    /// Across, down and near, all three to be divided by the last.
    type Line = [f64; 3];

    fn new(unit: Unit, x: Axis, y: Axis) -> Self {
        Self { unit, x: Reading::new(x), y: Reading::new(y) }
    }

    fn line(&self, column: usize, row: usize) -> [f64; 3] {
        self.unit.homogeneous(column, row)
    }

    fn sample(&self, target: &mut [u8], [mut u, mut v, mut near]: [f64; 3], source: PlaneView<'_>) {
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
