//! Where a layer lies on the canvas: points, boxes and matrices.

use super::keyframes::{Keyframes, Lerp};
use serde::{Deserialize, Serialize};

/// A point or a displacement, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    fn plus(self, other: Self) -> Self {
        Point { x: self.x + other.x, y: self.y + other.y }
    }
}

impl Lerp for Point {
    fn lerp(self, other: Self, at: f64) -> Self {
        Point { x: self.x.lerp(other.x, at), y: self.y.lerp(other.y, at) }
    }
}

/// A width and a height, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Size {
    /// Pixels.
    pub width: f64,
    /// Pixels.
    pub height: f64,
}

/// A rectangle in pixels; may lie between pixels.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Pixels.
    pub width: f64,
    /// Pixels.
    pub height: f64,
}

/// Mirroring, applied to the content before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flip {
    /// Left and right change sides.
    pub horizontal: bool,
    /// Top and bottom change sides.
    pub vertical: bool,
}

/// How a layer's box lies on the canvas, over time.
///
/// The layer's content (its crop rectangle) fills a box of `size`, which is multiplied by all of `scales`, put so that
/// the box's `anchor` lies at the sum of `positions`, then sheared by `skews` and turned by `rotation` about the box's
/// centre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// The box before scaling, in canvas pixels.
    pub size: Size,
    /// Which point of the box is positioned: (0, 0) its top left corner, (0.5, 0.5) its centre, (1, 1) bottom right.
    pub anchor: Point,
    /// Where the anchor lies, in canvas pixels; the keyframes are added up.
    pub positions: Vec<Keyframes<Point>>,
    /// Factors of the size; multiplied, one below 0 taken as 0. None is 1.
    pub scales: Vec<Keyframes<f64>>,
    /// Degrees, clockwise, about the centre of the box; added up. None is 0.
    pub rotations: Vec<Keyframes<f64>>,
    /// Shear factors about the centre, added up: x' = x + skew.x·y, y' = y + skew.y·x (with y downwards). None is 0.
    pub skews: Vec<Keyframes<Point>>,
    /// Mirroring of the content inside the box.
    pub flip: Flip,
    /// A projective matrix applied last, in canvas pixels.
    pub projection: Option<Matrix3>,
}

impl Placement {
    /// A still box.
    pub fn still(rect: Rect) -> Self {
        Self {
            size: Size { width: rect.width, height: rect.height },
            anchor: Point::default(),
            positions: vec![Keyframes::constant(Point { x: rect.x, y: rect.y })],
            scales: Vec::new(),
            rotations: Vec::new(),
            skews: Vec::new(),
            flip: Flip::default(),
            projection: None,
        }
    }

    /// The box at `time` (seconds from the layer's start), before skew, rotation and projection.
    pub fn rect_at(&self, time: f64) -> Rect {
        // A curve that overshoots makes a box as small as nothing, but does not turn it inside out.
        let scale: f64 = self.scales.iter().map(|k| k.at(time).max(0.0)).product();
        let (width, height) = (self.size.width * scale, self.size.height * scale);
        let at = self.positions.iter().map(|k| k.at(time)).fold(Point::default(), Point::plus);
        Rect { x: at.x - self.anchor.x * width, y: at.y - self.anchor.y * height, width, height }
    }

    /// The matrix at `time` that takes the unit square of the content ((0, 0) its top left, (1, 1) its bottom right) to
    /// canvas pixels.
    pub fn matrix_at(&self, time: f64) -> Matrix3 {
        let rect = self.rect_at(time);
        let (sx, sy) = (if self.flip.horizontal { -1.0 } else { 1.0 }, if self.flip.vertical { -1.0 } else { 1.0 });
        let mut matrix = Matrix3::translation(-0.5, -0.5);
        matrix = Matrix3::scaling(rect.width * sx, rect.height * sy).after(matrix);
        if !self.skews.is_empty() {
            let k = self.skews.iter().map(|k| k.at(time)).fold(Point::default(), Point::plus);
            matrix = Matrix3([[1.0, k.x, 0.0], [k.y, 1.0, 0.0], [0.0, 0.0, 1.0]]).after(matrix);
        }
        let degrees: f64 = self.rotations.iter().map(|k| k.at(time)).sum();
        if degrees != 0.0 {
            matrix = Matrix3::rotation(degrees).after(matrix);
        }
        matrix = Matrix3::translation(rect.x + rect.width / 2.0, rect.y + rect.height / 2.0).after(matrix);
        self.projection.map_or(matrix, |p| p.after(matrix))
    }
}

/// A projective transform of the plane, rows first: (x', y', w') = M · (x, y, 1).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Matrix3(pub [[f64; 3]; 3]);

impl Matrix3 {
    /// Nothing moves.
    pub const IDENTITY: Matrix3 = Matrix3([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);

    /// Moves by (x, y).
    pub const fn translation(x: f64, y: f64) -> Self {
        Matrix3([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])
    }

    /// Stretches by (x, y) about the origin.
    pub const fn scaling(x: f64, y: f64) -> Self {
        Matrix3([[x, 0.0, 0.0], [0.0, y, 0.0], [0.0, 0.0, 1.0]])
    }

    /// Turns clockwise (y points down) about the origin.
    pub fn rotation(degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Matrix3([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    }

    /// First `first`, then `self`.
    pub fn after(self, first: Matrix3) -> Self {
        let (a, b) = (self.0, first.0);
        Matrix3(std::array::from_fn(|i| std::array::from_fn(|j| (0..3).map(|k| a[i][k] * b[k][j]).sum())))
    }

    /// Where a point goes.
    pub fn apply(self, point: Point) -> Point {
        let row = |r: [f64; 3]| r[0] * point.x + r[1] * point.y + r[2];
        let w = row(self.0[2]);
        Point { x: row(self.0[0]) / w, y: row(self.0[1]) / w }
    }

    /// The transform back, when there is one.
    pub fn inverse(self) -> Option<Self> {
        let m = self.0;
        let minor = |r: usize, c: usize| {
            let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
            m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
        };
        let determinant: f64 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
        (determinant.abs() > 1e-12)
            .then(|| Matrix3(std::array::from_fn(|i| std::array::from_fn(|j| minor(j, i) / determinant))))
    }

    /// Whether it only stretches and moves: no turn, shear or perspective.
    pub fn is_axis_aligned(self) -> bool {
        let m = self.0;
        m[0][1] == 0.0 && m[1][0] == 0.0 && m[2] == [0.0, 0.0, 1.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Point, b: Point) -> bool {
        (a.x - b.x).abs() < 1e-9 && (a.y - b.y).abs() < 1e-9
    }

    #[test]
    fn the_anchor_stays_where_it_is_at_any_scale() {
        let mut placement = Placement::still(Rect { x: 1280.0, y: 720.0, width: 100.0, height: 50.0 });
        placement.anchor = Point { x: 1.0, y: 1.0 };
        placement.scales = vec![Keyframes::constant(2.0), Keyframes::constant(1.5)];
        assert_eq!(placement.rect_at(0.0), Rect { x: 980.0, y: 570.0, width: 300.0, height: 150.0 });
    }

    #[test]
    fn rotation_is_clockwise_about_the_centre() {
        let mut placement = Placement::still(Rect { x: 0.0, y: 0.0, width: 100.0, height: 100.0 });
        placement.rotations = vec![Keyframes::constant(90.0)];
        let m = placement.matrix_at(0.0);
        assert!(close(m.apply(Point { x: 0.0, y: 0.0 }), Point { x: 100.0, y: 0.0 }));
        assert!(close(m.apply(Point { x: 0.5, y: 0.5 }), Point { x: 50.0, y: 50.0 }));
    }

    #[test]
    fn flips_mirror_inside_the_box_and_inverse_undoes() {
        let mut placement = Placement::still(Rect { x: 10.0, y: 20.0, width: 40.0, height: 30.0 });
        placement.flip.horizontal = true;
        let m = placement.matrix_at(0.0);
        assert!(close(m.apply(Point { x: 0.0, y: 0.0 }), Point { x: 50.0, y: 20.0 }));
        let back = m.inverse().unwrap().apply(Point { x: 50.0, y: 20.0 });
        assert!(close(back, Point { x: 0.0, y: 0.0 }));
        assert!(m.is_axis_aligned());
    }
}
