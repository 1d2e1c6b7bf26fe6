//! Where the box of a turned or sheared picture lies among the samples of a plane.

use domain::composition::Matrix3;
use std::ops::Range;

/// A turned unit square on a plane, and the way back from the plane to the square.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// u = row 0, v = row 1 of this times (x, y, 1).
    back: [[f64; 3]; 2],
    /// By how much u and v change over one sample, straight across their edges.
    steps: [f64; 2],
}

impl Turn {
    /// `matrix` takes the unit square to samples of the plane. `None` when it is flat.
    pub fn new(matrix: Matrix3) -> Option<Self> {
        let [u, v, _] = matrix.inverse()?.0;
        let steps = [u, v].map(|row| row[0].hypot(row[1]));
        steps.iter().all(|s| s.is_finite() && *s > 0.0).then_some(Self { back: [u, v], steps })
    }

    /// The place in the unit square of the middle of sample (x, y).
    pub fn unit(&self, x: usize, y: usize) -> [f64; 2] {
        let (x, y) = (x as f64 + 0.5, y as f64 + 0.5);
        self.back.map(|row| row[0] * x + row[1] * y + row[2])
    }

    /// How (u, v) changes from one sample to the next in a row.
    pub fn step(&self) -> [f64; 2] {
        self.back.map(|row| row[0])
    }

    /// How much of sample (x, y) lies in the square, 0 to 1: exact for straight edges, near to it for slanted ones.
    pub fn coverage(&self, x: usize, y: usize) -> f64 {
        let across = |at: f64, step: f64| {
            let share = |edge: f64| (edge / step + 0.5).clamp(0.0, 1.0);
            share(at) - share(at - 1.0)
        };
        let [u, v] = self.unit(x, y);
        across(u, self.steps[0]) * across(v, self.steps[1])
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
        let (mut from, mut to) = (0.0f64, columns as f64);
        for (row, step) in self.back.iter().zip(self.steps) {
            let at_left = row[1] * (y as f64 + 0.5) + row[2];
            let (low, high) = (depth * step - ROUNDING * step, 1.0 - depth * step + ROUNDING * step);
            if row[0].abs() < 1e-12 {
                if at_left < low || at_left > high {
                    return 0..0;
                }
                continue;
            }
            let ends = [(low - at_left) / row[0], (high - at_left) / row[0]];
            if low > high {
                return 0..0;
            }
            from = from.max(ends[0].min(ends[1]));
            to = to.min(ends[0].max(ends[1]));
        }
        let begin = (from - 0.5).ceil().max(0.0) as usize;
        let end = ((to - 0.5).floor() + 1.0).clamp(0.0, columns as f64) as usize;
        if begin < end { begin..end } else { 0..0 }
    }
}
