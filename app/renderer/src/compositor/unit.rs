//! The way back from samples of a plane to the unit square that lies on it, in perspective or not.

use super::geometry::is_affine;
use domain::composition::Matrix3;
use std::ops::Range;

/// Where a sample lies in the unit square.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub u: f64,
    pub v: f64,
    /// By how much u and v change over one sample there, straight across their edges.
    pub steps: [f64; 2],
}

impl Spot {
    /// How much of the sample lies in the square, 0 to 1: exact for straight edges, near to it for slanted ones.
    pub fn coverage(&self) -> f64 {
        let across = |at: f64, step: f64| {
            let share = |edge: f64| (edge / step + 0.5).clamp(0.0, 1.0);
            share(at) - share(at - 1.0)
        };
        across(self.u, self.steps[0]) * across(self.v, self.steps[1])
    }
}

/// The unit square as it lies on a plane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    back: [[f64; 3]; 3],
    affine: bool,
}

impl Unit {
    /// `matrix` takes the unit square to samples of the plane. `None` when it is flat.
    pub fn new(matrix: Matrix3) -> Option<Self> {
        let back = matrix.inverse()?.0;
        back.iter().flatten().all(|v| v.is_finite()).then_some(Self { back, affine: is_affine(matrix) })
    }

    /// The place of the middle of sample (x, y); `None` when it lies behind the viewer.
    pub fn at(&self, x: usize, y: usize) -> Option<Spot> {
        let (x, y) = (x as f64 + 0.5, y as f64 + 0.5);
        let [along, down, away] = self.back;
        let of = |row: [f64; 3]| row[0] * x + row[1] * y + row[2];
        if self.affine {
            let steps = [along[0].hypot(along[1]), down[0].hypot(down[1])];
            return Some(Spot { u: of(along), v: of(down), steps });
        }
        let w = of(away);
        if w <= 0.0 {
            return None;
        }
        let (u, v) = (of(along) / w, of(down) / w);
        let step = |row: [f64; 3], at: f64| ((row[0] - at * away[0]) / w).hypot((row[1] - at * away[1]) / w);
        Some(Spot { u, v, steps: [step(along, u), step(down, v)] })
    }

    /// Columns outside which nothing of row `y` is in the square, within `columns`; with some room to spare.
    pub fn touched(&self, y: usize, columns: usize) -> Range<usize> {
        // Each edge is a line a + b·x >= 0 in homogeneous coordinates, whatever the perspective.
        let y = y as f64 + 0.5;
        let [along, down, away] = self.back;
        let line = |row: [f64; 3], sign: f64, whole: f64| {
            let of = |i: usize| sign * row[i] + whole * away[i];
            (of(1) * y + of(2), of(0))
        };
        let (mut from, mut to) = (0.0f64, columns as f64);
        for row in [along, down] {
            for (constant, slope) in [line(row, 1.0, 0.0), line(row, -1.0, 1.0)] {
                if slope > 0.0 {
                    from = from.max(-constant / slope);
                } else if slope < 0.0 {
                    to = to.min(-constant / slope);
                }
            }
        }
        let begin = (from - ROOM).floor().clamp(0.0, columns as f64) as usize;
        let end = (to + ROOM).ceil().clamp(0.0, columns as f64) as usize;
        if begin < end { begin..end } else { 0..0 }
    }
}

/// Samples next to an edge whose middles lie beyond it.
const ROOM: f64 = 2.0;
