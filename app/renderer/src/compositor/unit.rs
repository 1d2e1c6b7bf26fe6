//! The way back from samples of a plane to the unit square that lies on it, turned, sheared or in perspective.

use super::geometry::is_affine;
use domain::composition::Matrix3;
use std::ops::Range;

/// The unit square as it lies on a plane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// (u, v, 1) times the nearness: each row times (x, y, 1).
    back: [[f64; 3]; 3],
    affine: bool,
    /// How far within each of the four edges a place is, in samples: each row times (x, y, 1).
    edges: [[f64; 3]; 4],
}

impl Unit {
    /// `matrix` takes the unit square to samples of the plane. `None` when it is flat.
    pub fn new(matrix: Matrix3) -> Option<Self> {
        let back = matrix.inverse()?.0;
        if !back.iter().flatten().all(|v| v.is_finite()) {
            return None;
        }
        let [along, down, away] = back;
        let beyond = |row: [f64; 3]| std::array::from_fn(|i| away[i] - row[i]);
        let edges = [along, beyond(along), down, beyond(down)].map(|line: [f64; 3]| {
            let steepness = line[0].hypot(line[1]);
            // An edge that lies infinitely far away hides all or nothing.
            if steepness > 0.0 { line.map(|v| v / steepness) } else { [0.0, 0.0, line[2] * f64::MAX] }
        });
        Some(Self { back, affine: is_affine(matrix), edges })
    }

    /// u and v of the middle of sample (x, y), each times the nearness, and the nearness, which is above 0 for what is
    /// seen, and 1 where there is no perspective.
    pub fn homogeneous(&self, x: usize, y: usize) -> [f64; 3] {
        let (x, y) = (x as f64 + 0.5, y as f64 + 0.5);
        let [along, down, away] = self.back.map(|row| row[0] * x + row[1] * y + row[2]);
        [along, down, if self.affine { 1.0 } else { away }]
    }

    /// How that changes from one sample to the next in a row.
    pub fn step(&self) -> [f64; 3] {
        let [along, down, away] = self.back.map(|row| row[0]);
        [along, down, if self.affine { 0.0 } else { away }]
    }

    /// The place in the unit square of the middle of sample (x, y), or far beyond it what is not seen.
    pub fn at(&self, x: usize, y: usize) -> [f64; 2] {
        let [u, v, near] = self.homogeneous(x, y);
        if near > 0.0 { [u / near, v / near] } else { [f64::MAX, f64::MAX] }
    }

    /// By how much u and v change over one sample at (x, y), straight across their edges.
    pub fn steps(&self, x: usize, y: usize) -> [f64; 2] {
        let [along, down, away] = self.back;
        if self.affine {
            return [along, down].map(|row| row[0].hypot(row[1]));
        }
        let ([u, v], near) = (self.at(x, y), self.homogeneous(x, y)[2]);
        let step = |row: [f64; 3], at: f64| ((row[0] - at * away[0]) / near).hypot((row[1] - at * away[1]) / near);
        [step(along, u), step(down, v)]
    }

    /// How much of sample (x, y) lies in the square, 0 to 1: exact for straight edges, near to it for slanted ones.
    pub fn coverage(&self, x: usize, y: usize) -> f64 {
        let (x, y) = (x as f64 + 0.5, y as f64 + 0.5);
        let [left, right, top, bottom] =
            self.edges.map(|line| (line[0] * x + line[1] * y + line[2] + 0.5).clamp(0.0, 1.0));
        (left + right - 1.0).max(0.0) * (top + bottom - 1.0).max(0.0)
    }

    /// The samples of row `y` that are covered at all, within `columns`.
    pub fn touched(&self, y: usize, columns: usize) -> Range<usize> {
        self.between(y, columns, -0.5)
    }

    /// The samples of row `y` that are covered entirely, within `columns`.
    pub fn inside(&self, y: usize, columns: usize) -> Range<usize> {
        self.between(y, columns, 0.5)
    }

    /// The samples whose middles are at least `depth` samples within the square.
    fn between(&self, y: usize, columns: usize, depth: f64) -> Range<usize> {
        const ROUNDING: f64 = 1e-7;
        let wanted = depth - ROUNDING;
        let (mut from, mut to) = (0.0f64, columns as f64);
        for line in self.edges {
            let at_left = line[1] * (y as f64 + 0.5) + line[2];
            if line[0].abs() < 1e-12 {
                if at_left < wanted {
                    return 0..0;
                }
            } else if line[0] > 0.0 {
                from = from.max((wanted - at_left) / line[0]);
            } else {
                to = to.min((wanted - at_left) / line[0]);
            }
        }
        let begin = (from - 0.5).ceil().max(0.0) as usize;
        let end = ((to - 0.5).floor() + 1.0).clamp(0.0, columns as f64) as usize;
        if begin < end { begin..end } else { 0..0 }
    }
}
