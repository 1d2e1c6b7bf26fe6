//! Paints a turned, sheared or freely mirrored picture: bilinear, only inside its box.

use super::frame::{PlaneView, PlanesMut};
use super::geometry::{PixelSize, axes};
use super::kernels::{mix, over, vectorised};
use super::scale::{Scratch, Source, times};
use super::taps::Axis;
use super::unit::Unit;
use domain::composition::{Matrix3, Rect};
use std::ops::Range;

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
pub(crate) struct Places {
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
        let (across, down) = (self.x.readable(), self.y.readable());
        let inner = steps_within(places.x, places.step_x, across, target.len());
        let inner_down = steps_within(places.y, places.step_y, down, target.len());
        let inner = inner.start.max(inner_down.start)..inner.end.min(inner_down.end);
        let inner = if inner.is_empty() { 0..0 } else { inner };
        sample_near_edges(&mut target[..inner.start], places, source, across, down);
        sample_inside(&mut target[inner.clone()], places.after(inner.start), source.data, source.stride);
        sample_near_edges(&mut target[inner.end..], places.after(inner.end), source, across, down);
    }
}

impl Places {
    fn after(self, steps: usize) -> Self {
        let after = |at: i64, step: i64| at.wrapping_add(step.wrapping_mul(steps as i64));
        Self { x: after(self.x, self.step_x), y: after(self.y, self.step_y), ..self }
    }
}

/// The steps at which a place and the sample after it lie within `from..to`.
fn steps_within(at: i64, step: i64, (from, to): (usize, usize), steps: usize) -> Range<usize> {
    let fixed = |samples: usize| (samples as i64) << FRACTION;
    // Before this place the second sample is the last that may be read.
    let (low, high) = (i128::from(fixed(from)), i128::from(fixed(to.saturating_sub(1))));
    let (at, step) = (i128::from(at), i128::from(step));
    let ceil_div = |a: i128, b: i128| a.div_euclid(b) + i128::from(a.rem_euclid(b) != 0);
    let (begin, end) = match step {
        0 if low <= at && at < high => return 0..steps,
        0 => return 0..0,
        1.. => (ceil_div(low - at, step), ceil_div(high - at, step)),
        _ => ((at - high).div_euclid(-step) + 1, (at - low).div_euclid(-step) + 1),
    };
    let kept = |i: i128| i.clamp(0, steps as i128) as usize;
    kept(begin)..kept(end).max(kept(begin))
}

/// Samples one by one, kept within what may be read.
fn sample_near_edges(
    target: &mut [u8],
    places: Places,
    source: PlaneView<'_>,
    across: (usize, usize),
    down: (usize, usize),
) {
    let Places { mut x, mut y, step_x, step_y } = places;
    // (first sample, second sample, weight of the second in 1/256).
    let split = |at: i64, (from, to): (usize, usize)| {
        let whole = at >> FRACTION;
        let near = |i: i64| i.clamp(from as i64, to as i64 - 1) as usize;
        (near(whole), near(whole.wrapping_add(1)), ((at >> (FRACTION - 8)) & 255) as u32)
    };
    for t in target {
        let (x0, x1, wx) = split(x, across);
        let (y0, y1, wy) = split(y, down);
        let at = |x: usize, y: usize| source.data.get(y.wrapping_mul(source.stride).wrapping_add(x)).copied();
        let [a, b, c, d] = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| u32::from(at(x, y).unwrap_or(0)));
        *t = between(a, b, c, d, wx, wy);
        x = x.wrapping_add(step_x);
        y = y.wrapping_add(step_y);
    }
}

/// What lies between two samples of one row and the two below, at weights of the later ones in 1/256.
#[inline(always)]
fn between(a: u32, b: u32, c: u32, d: u32, wx: u32, wy: u32) -> u8 {
    let along = |a: u32, b: u32| a.wrapping_mul(256u32.wrapping_sub(wx)).wrapping_add(b.wrapping_mul(wx));
    let sum = along(a, b).wrapping_mul(256u32.wrapping_sub(wy)).wrapping_add(along(c, d).wrapping_mul(wy));
    (sum.wrapping_add(32768) >> 16) as u8
}

/// The two bytes from `start` on, the first one lowest.
#[inline(always)]
fn pair(data: &[u8], start: usize) -> u16 {
    let bytes = data.get(start..start.wrapping_add(2)).and_then(|bytes| bytes.first_chunk());
    bytes.map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

/// Target samples whose places are computed, collected and weighed together.
const BLOCK: usize = 32;

vectorised! {
    /// Samples all of whose neighbours may be read. Places, samples and sums have a loop each: all but collecting the
    /// samples is done on whole vectors.
    fn sample_inside(target: &mut [u8], places: Places, data: &[u8], stride: usize) {
        let Places { mut x, mut y, step_x, step_y } = places;
        for block in target.chunks_mut(BLOCK) {
            let (mut starts, mut wx, mut wy) = ([0u32; BLOCK], [0u32; BLOCK], [0u32; BLOCK]);
            for ((start, wx), wy) in starts.iter_mut().zip(&mut wx).zip(&mut wy) {
                *start = ((y as u64 >> FRACTION) as u32).wrapping_mul(stride as u32)
                    .wrapping_add((x as u64 >> FRACTION) as u32);
                *wx = (x as u64 >> (FRACTION - 8)) as u32 & 255;
                *wy = (y as u64 >> (FRACTION - 8)) as u32 & 255;
                x = x.wrapping_add(step_x);
                y = y.wrapping_add(step_y);
            }
            let (mut above, mut below) = ([0u16; BLOCK], [0u16; BLOCK]);
            for ((above, below), start) in above.iter_mut().zip(&mut below).zip(&starts) {
                *above = pair(data, *start as usize);
                *below = pair(data, (*start as usize).wrapping_add(stride));
            }
            let mut sums = [0u8; BLOCK];
            let weights = wx.iter().zip(&wy);
            for ((sum, (above, below)), (wx, wy)) in sums.iter_mut().zip(above.iter().zip(&below)).zip(weights) {
                let [a, b, c, d] = [above & 255, above >> 8, below & 255, below >> 8].map(u32::from);
                *sum = between(a, b, c, d, *wx, *wy);
            }
            let length = block.len();
            block.copy_from_slice(&sums[..length]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_steps_are_those_whose_neighbours_may_be_read() {
        let one = 1i64 << FRACTION;
        for step in [0, 1, one / 3, one, 2 * one + 5, -1, -one / 7, -one, -3 * one] {
            for at in [-2 * one, -1, 0, 1, one, 3 * one + 9, 7 * one - 1, 7 * one, 8 * one, 40 * one] {
                let within = steps_within(at, step, (1, 8), 20);
                for i in 0..20i64 {
                    let whole = (at + i * step) >> FRACTION;
                    let expected = whole >= 1 && whole + 1 < 8;
                    assert_eq!(within.contains(&(i as usize)), expected, "{at} {step} {i}");
                }
            }
        }
    }

    #[test]
    fn inside_and_near_the_edges_the_bytes_are_the_same() {
        let data: Vec<u8> = (0..50 * 40u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let source = PlaneView { data: &data, stride: 50, columns: 50 };
        let step = 1i64 << (FRACTION - 2);
        let places = Places { x: 3 * step + 77, y: 30 * step + 1234, step_x: step + 991, step_y: -step / 5 };
        let (mut inside, mut edges) = ([0; 75], [1; 75]);
        sample_inside(&mut inside, places, source.data, source.stride);
        sample_near_edges(&mut edges, places, source, (0, 50), (0, 40));
        assert_eq!(inside, edges);
    }
}
