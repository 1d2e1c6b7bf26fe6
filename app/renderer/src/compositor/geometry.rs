//! From matrices to axes: where a picture whose edges are parallel to the canvas's lies.

use super::taps::Axis;
use domain::composition::{Matrix3, Placement, Rect};

/// A width and a height in whole pixels.
pub(crate) type PixelSize = (usize, usize);

/// How `crop` of a source lies on the target under an axis-aligned matrix (unit square to target pixels).
pub(crate) fn axes(matrix: Matrix3, crop: Rect, source: PixelSize, target: PixelSize) -> (Axis, Axis) {
    let m = matrix.0;
    let axis = |stretch: f64, begin: f64, from: f64, length: f64, source_size: usize, target_size: usize| {
        let (target, source) = if stretch >= 0.0 {
            ((begin, begin + stretch), (from, from + length))
        } else {
            ((begin + stretch, begin), (from + length, from))
        };
        Axis { target, source, target_size, target_extent: target_size as f64, source_size }
    };
    (
        axis(m[0][0], m[0][2], crop.x, crop.width, source.0, target.0),
        axis(m[1][1], m[1][2], crop.y, crop.height, source.1, target.1),
    )
}

/// The lengths of the box's sides on the target.
pub(crate) fn sides(matrix: Matrix3) -> (f64, f64) {
    let m = matrix.0;
    (m[0][0].hypot(m[1][0]), m[0][1].hypot(m[1][1]))
}

/// Whether the box never moves.
pub(crate) fn is_still(placement: &Placement) -> bool {
    placement.positions.iter().chain(&placement.skews).all(|k| k.as_constant().is_some())
        && placement.scales.iter().chain(&placement.rotations).all(|k| k.as_constant().is_some())
}
