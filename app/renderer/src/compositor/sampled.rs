//! Paints a picture that does not lie along the target's lines: only inside its box, with smooth edges. How its planes are
//! read is the sampler's matter.

use super::frame::{PlaneView, PlanesMut};
use super::geometry::{PixelSize, axes};
use super::kernels::{mix, over};
use super::scale::{Scratch, Source, times};
use super::taps::Axis;
use super::unit::Unit;
use domain::composition::{Matrix3, Rect};

/// Reads one plane of a source as it is seen.
pub(super) trait Sampler {
    /// Where one line of the target is read, from one of its columns on.
    type Line: Copy;

    /// For a source that is read along `x` and `y` and lies on the target as `unit` says.
    fn new(unit: Unit, x: Axis, y: Axis) -> Self;

    /// Where row `row` is read from column `column` on.
    fn line(&self, column: usize, row: usize) -> Self::Line;

    /// Fills `target` with what is read there.
    fn sample(&self, target: &mut [u8], line: Self::Line, source: PlaneView<'_>);
}

/// Paints `crop` of `source` (of `size` pixels) under `matrix` (unit square to target pixels) at an opacity of 0 to 256.
pub(super) fn paint_sampled<S: Sampler>(
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
        let sampler = S::new(unit, x.shrunk(shift), y.shrunk(shift));
        let (color, alpha) = (source.color(plane), source.alpha(plane));
        let (columns, rows) = layout.plane_size(plane, width, height);
        for row in 0..rows {
            let touched = unit.touched(row, columns);
            if touched.is_empty() {
                continue;
            }
            let target_line = &mut target.row_mut(plane, row)[touched.clone()];
            let line = sampler.line(touched.start, row);
            scratch.color.resize(touched.len(), 0);
            sampler.sample(&mut scratch.color, line, color);
            if let Some(alpha) = alpha {
                scratch.alpha.resize(touched.len(), 0);
                sampler.sample(&mut scratch.alpha, line, alpha);
            }
            let mut put = |from: usize, to: usize, opacity: u16| {
                let part = from - touched.start..to - touched.start;
                let (line, color) = (&mut target_line[part.clone()], &scratch.color[part.clone()]);
                match alpha {
                    None => mix(line, color, opacity),
                    Some(_) => over(line, color, &scratch.alpha[part], opacity),
                }
            };
            let inside = unit.inside(row, columns);
            let inside = inside.start.max(touched.start)..inside.end.min(touched.end);
            let inside = if inside.is_empty() { touched.end..touched.end } else { inside };
            put(inside.start, inside.end, opacity);
            for x in (touched.start..inside.start).chain(inside.end..touched.end) {
                let coverage = (unit.coverage(x, row) * 256.0).round() as u16;
                put(x, x + 1, times(opacity, coverage));
            }
        }
    }
}
