//! From matrices to axes, boxes and regions: where pictures lie on the target.

use super::resolver::SNAP;
use super::taps::Axis;
use domain::composition::{Flip, Matrix3, Placement, Point, Rect};

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

/// Whether nothing comes nearer or goes farther: no perspective.
pub(crate) fn is_affine(matrix: Matrix3) -> bool {
    matrix.0[2] == [0.0, 0.0, 1.0]
}

const CORNERS: [Point; 4] =
    [Point { x: 0.0, y: 0.0 }, Point { x: 1.0, y: 0.0 }, Point { x: 0.0, y: 1.0 }, Point { x: 1.0, y: 1.0 }];

/// How far away the corners of the unit square's image are; nothing is seen of what is at 0 or below.
fn distances(matrix: Matrix3) -> [f64; 4] {
    let [a, b, c] = matrix.0[2];
    CORNERS.map(|corner| a * corner.x + b * corner.y + c)
}

/// The lengths of the box's sides on the target, the longer one of two; without bound when it comes too near.
pub(crate) fn sides(matrix: Matrix3) -> (f64, f64) {
    let m = matrix.0;
    if is_affine(matrix) {
        return (m[0][0].hypot(m[1][0]), m[0][1].hypot(m[1][1]));
    }
    if distances(matrix).iter().any(|w| *w <= 0.0) {
        return (f64::MAX, f64::MAX);
    }
    let [a, b, c, d] = CORNERS.map(|corner| matrix.apply(corner));
    let length = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
    (length(a, b).max(length(c, d)), length(a, c).max(length(b, d)))
}

/// The corners of the box around the image of the unit square, without bound where it comes too near. `None` when it has
/// no area or no finite place, or is not seen at all.
pub(crate) fn bounds(matrix: Matrix3) -> Option<(Point, Point)> {
    if !is_affine(matrix) {
        let distances = distances(matrix);
        if !distances.iter().any(|w| *w > 0.0) {
            return None;
        }
        if !distances.iter().all(|w| *w > 1e-9) {
            let all = f64::INFINITY;
            return Some((Point { x: -all, y: -all }, Point { x: all, y: all }));
        }
    }
    let corners = CORNERS.map(|corner| matrix.apply(corner));
    if !corners.iter().all(|c| c.x.is_finite() && c.y.is_finite()) {
        return None;
    }
    let low = corners.iter().fold(corners[0], |m, c| Point { x: m.x.min(c.x), y: m.y.min(c.y) });
    let high = corners.iter().fold(corners[0], |m, c| Point { x: m.x.max(c.x), y: m.y.max(c.y) });
    (high.x > low.x && high.y > low.y).then_some((low, high))
}

/// Whole pixels of the target. Left and top are even, and right and bottom too, unless they are the target's: so chroma
/// samples belong to the region entirely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub left: usize,
    pub top: usize,
    pub right: usize,
    pub bottom: usize,
}

impl Region {
    /// All of a target.
    pub fn all((right, bottom): PixelSize) -> Self {
        Self { left: 0, top: 0, right, bottom }
    }

    /// The pixels that the image of the unit square touches; `None` when there is none.
    pub fn of(matrix: Matrix3, target: PixelSize) -> Option<Self> {
        let (low, high) = bounds(matrix)?;
        let begin = |v: f64| ((v + SNAP).floor().max(0.0) as usize) & !1;
        let end = |v: f64, size: usize| (((v - SNAP).ceil().max(0.0) as usize).saturating_add(1) & !1).min(size);
        let region =
            Self { left: begin(low.x), top: begin(low.y), right: end(high.x, target.0), bottom: end(high.y, target.1) };
        region.is_some()
    }

    /// What is in both.
    pub fn within(self, other: Self) -> Option<Self> {
        let region = Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        };
        region.is_some()
    }

    fn is_some(self) -> Option<Self> {
        (self.left < self.right && self.top < self.bottom).then_some(self)
    }

    /// Pixels.
    pub fn size(self) -> PixelSize {
        (self.right - self.left, self.bottom - self.top)
    }

    /// Takes pixels of the target to pixels of the region.
    pub fn view(self) -> Matrix3 {
        Matrix3::translation(-(self.left as f64), -(self.top as f64))
    }

    /// Takes the unit square to the region.
    pub fn matrix(self) -> Matrix3 {
        let (width, height) = self.size();
        Matrix3::translation(self.left as f64, self.top as f64).after(Matrix3::scaling(width as f64, height as f64))
    }
}

/// The matrix of a box without its content's mirroring.
pub(crate) fn unflipped(matrix: Matrix3, flip: Flip) -> Matrix3 {
    let mirror = |flipped: bool| if flipped { (-1.0, 1.0) } else { (1.0, 0.0) };
    let ((x, dx), (y, dy)) = (mirror(flip.horizontal), mirror(flip.vertical));
    matrix.after(Matrix3([[x, 0.0, dx], [0.0, y, dy], [0.0, 0.0, 1.0]]))
}

/// Whether the box never moves and has no perspective.
pub(crate) fn is_still(placement: &Placement) -> bool {
    placement.positions.iter().chain(&placement.skews).all(|k| k.as_constant().is_some())
        && placement.scales.iter().chain(&placement.rotations).all(|k| k.as_constant().is_some())
        && placement.projection.is_none()
}
