//! Where each output sample along one axis takes its value from: computed once, used for every row of every frame.

use super::resolver::SNAP;

/// How a stretch of one axis of a source lies on one axis of the target, in samples of one plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    /// Where the stretch begins and ends on the target, begin before end.
    pub target: (f64, f64),
    /// What of the source lies at those two places; reversed when mirrored.
    pub source: (f64, f64),
    /// Samples of the target plane.
    pub target_size: usize,
    /// Size of the target in units of its samples: less than `target_size` where the last sample is half outside.
    pub target_extent: f64,
    /// Samples of the source plane.
    pub source_size: usize,
}

impl Axis {
    /// The same axis with its target edges put on whole pixels when they nearly are.
    pub fn snapped(mut self) -> Self {
        let snap = |x: f64| if (x - x.round()).abs() <= SNAP { x.round() } else { x };
        self.target = (snap(self.target.0), snap(self.target.1));
        self
    }

    /// The same axis in a plane whose coordinates are shrunk by `shift` bits.
    pub fn shrunk(self, shift: u32) -> Self {
        let factor = 1.0 / f64::from(1u32 << shift);
        let odd = (1 << shift) - 1;
        Self {
            target: (self.target.0 * factor, self.target.1 * factor),
            source: (self.source.0 * factor, self.source.1 * factor),
            target_size: (self.target_size + odd) >> shift,
            target_extent: self.target_extent * factor,
            source_size: (self.source_size + odd) >> shift,
        }
    }

    /// Source samples a target sample; negative when mirrored.
    pub fn scale(&self) -> f64 {
        (self.source.1 - self.source.0) / (self.target.1 - self.target.0)
    }

    /// The target samples that are touched.
    fn touched(&self) -> std::ops::Range<usize> {
        let begin = self.target.0.floor().clamp(0.0, self.target_size as f64) as usize;
        let end = self.target.1.ceil().clamp(0.0, self.target_size as f64) as usize;
        begin..end.max(begin)
    }

    /// How much of target sample `at` is covered, 0 to 1. Only what lies on the canvas counts.
    fn coverage(&self, at: usize) -> f64 {
        let (low, high) = (at as f64, (at as f64 + 1.0).min(self.target_extent));
        let covered = self.target.1.min(high) - self.target.0.max(low);
        (covered / (high - low)).clamp(0.0, 1.0)
    }

    /// The source samples that may be read: those that the stretch touches.
    pub fn readable(&self) -> (usize, usize) {
        let (low, high) = (self.source.0.min(self.source.1), self.source.0.max(self.source.1));
        let last = self.source_size.saturating_sub(1);
        let first = ((low + SNAP).floor().max(0.0) as usize).min(last);
        let end = ((high - SNAP).ceil().max(0.0) as usize).clamp(first + 1, last + 1);
        (first, end)
    }
}

/// What weighs the source samples around the place that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kernel {
    /// Bilinear; an area-like mean when shrinking.
    Triangle,
    /// Sharper, for pictures that are scaled once.
    CatmullRom,
}

impl Kernel {
    fn radius(self) -> f64 {
        match self {
            Kernel::Triangle => 1.0,
            Kernel::CatmullRom => 2.0,
        }
    }

    fn at(self, x: f64) -> f64 {
        let x = x.abs();
        match self {
            Kernel::Triangle => (1.0 - x).max(0.0),
            Kernel::CatmullRom if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
            Kernel::CatmullRom if x < 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
            Kernel::CatmullRom => 0.0,
        }
    }
}

/// The weights of one axis, with the same number of taps for every target sample.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Taps<W> {
    /// First target sample.
    pub begin: usize,
    /// Taps a sample.
    pub count: usize,
    /// First source sample of each target sample.
    pub starts: Vec<u32>,
    /// `count` weights a target sample.
    pub weights: Vec<W>,
    /// How much of each target sample is covered, 0 to 256.
    pub coverage: Vec<u16>,
    /// The source samples that are read: from, to (not included).
    pub reads: (usize, usize),
    /// Whether each target sample is one source sample and they follow each other: rows can be copied.
    pub copies: bool,
}

impl<W> Taps<W> {
    /// Target samples.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// The weights of target sample number `i` (from `begin`).
    pub fn weights_of(&self, i: usize) -> &[W] {
        &self.weights[i * self.count..(i + 1) * self.count]
    }
}

/// Exact weights; each target sample's sum is 1.
pub(crate) fn exact(axis: &Axis, kernel: Kernel) -> Taps<f32> {
    weigh(axis, kernel, 1)
}

/// Exact weights, the number of taps a multiple of `multiple` if there are so many samples and more than one is needed.
///
/// Pictures that zoom need new tables in every frame: nothing is allocated for single samples here.
fn weigh(axis: &Axis, kernel: Kernel, multiple: usize) -> Taps<f32> {
    let touched = axis.touched();
    let (first, end) = axis.readable();
    let scale = axis.scale();
    let stretch = scale.abs().max(1.0);
    let radius = kernel.radius() * stretch;
    // A box far smaller than a pixel would ask for a million million samples that are not there.
    let beyond = (end - first) as i64;
    let (lowest, highest) = (first as i64 - beyond, end as i64 - 1 + beyond);
    let clamped = |i: i64| i.clamp(first as i64, end as i64 - 1) as usize;
    let mut samples: Vec<Sample> = Vec::with_capacity(touched.len());
    let mut weights: Vec<f64> = Vec::new();
    for at in touched.clone() {
        let center = axis.source.0 + (at as f64 + 0.5 - axis.target.0) * scale;
        let from = ceil(center - radius - 0.5).max(lowest);
        let to = floor(center + radius - 0.5).min(highest);
        let (low, high) = (clamped(from), clamped(to.max(from)));
        let begin = weights.len();
        weights.resize(begin + high - low + 1, 0.0);
        let own = &mut weights[begin..];
        for i in from..=to {
            own[clamped(i) - low] += kernel.at((i as f64 + 0.5 - center) / stretch);
        }
        let sum: f64 = own.iter().sum();
        if sum.abs() < 1e-9 {
            own.fill(0.0);
            own[0] = 1.0;
        } else {
            own.iter_mut().for_each(|w| *w /= sum);
        }
        samples.push(trimmed(low, begin, own));
    }
    let coverage = touched.clone().map(|at| (axis.coverage(at) * 256.0 + 0.5) as u16).collect();
    pack(touched.start, &samples, &weights, coverage, axis.source_size, multiple)
}

/// `v` rounded up. The standard library's is a call on processors that are not known to have an instruction for it.
fn ceil(v: f64) -> i64 {
    let whole = v as i64;
    whole.saturating_add(i64::from((whole as f64) < v))
}

/// `v` rounded down.
fn floor(v: f64) -> i64 {
    let whole = v as i64;
    whole.saturating_sub(i64::from(whole as f64 > v))
}

/// What one target sample reads: from which source sample on, and where its weights stand.
struct Sample {
    start: usize,
    weights: std::ops::Range<usize>,
}

/// Drops weights that are nearly nothing at both ends. The weights stand from place `begin` on.
fn trimmed(start: usize, begin: usize, weights: &[f64]) -> Sample {
    const NOTHING: f64 = 1.0 / 1024.0;
    let kept = |w: &f64| w.abs() >= NOTHING;
    let from = weights.iter().position(kept).unwrap_or(0);
    let to = weights.iter().rposition(kept).unwrap_or(0) + 1;
    Sample { start: start + from, weights: begin + from..begin + to }
}

/// Gives every sample the same number of taps, inside the plane.
fn pack(begin: usize, samples: &[Sample], all: &[f64], coverage: Vec<u16>, size: usize, multiple: usize) -> Taps<f32> {
    let count = samples.iter().map(|s| s.weights.len()).max().unwrap_or(1);
    let rounded = count.next_multiple_of(multiple);
    let count = if count > 1 && rounded <= size { rounded } else { count };
    let reads = samples.iter().fold((usize::MAX, 0), |r, s| (r.0.min(s.start), r.1.max(s.start + s.weights.len())));
    let (mut starts, mut weights) = (Vec::with_capacity(samples.len()), vec![0.0; samples.len() * count]);
    for (sample, packed) in samples.iter().zip(weights.chunks_exact_mut(count)) {
        let kept = &all[sample.weights.clone()];
        // Samples at the far edge begin earlier, with zeros in front, so that no tap lies outside the plane.
        let shift = (sample.start + count).saturating_sub(size).min(sample.start);
        starts.push((sample.start - shift) as u32);
        let factor = 1.0 / kept.iter().sum::<f64>();
        for (packed, w) in packed[shift..].iter_mut().zip(kept) {
            *packed = (w * factor) as f32;
        }
    }
    let low = starts.iter().min().map_or(0, |s| *s as usize).min(reads.0);
    let high = starts.iter().max().map_or(0, |s| *s as usize + count).max(reads.1);
    let copies = count == 1 && starts.windows(2).all(|pair| pair[1] == pair[0] + 1);
    Taps { begin, count, starts, weights, coverage, reads: (low, high), copies }
}

/// Weights in 1/256, each target sample's sum exactly 256, none negative. The number of taps is 1 or, where there are
/// enough samples, a multiple of `multiple`.
pub(crate) fn quantised(axis: &Axis, multiple: usize) -> Taps<u16> {
    let Taps { begin, count, starts, weights: exact, coverage, reads, copies } =
        weigh(axis, Kernel::Triangle, multiple);
    let mut weights: Vec<u16> = exact.iter().map(|w| (w * 256.0 + 0.5) as u16).collect();
    for own in weights.chunks_exact_mut(count) {
        let sum: u16 = own.iter().sum();
        // The largest weight takes the rounding: there it matters least.
        if sum != 256
            && let Some(largest) = own.iter_mut().max()
        {
            *largest = (*largest + 256).saturating_sub(sum);
        }
    }
    Taps { begin, count, starts, weights, coverage, reads, copies }
}

impl Taps<u16> {
    /// The target samples (counted from `begin`) that are covered entirely: all but the edges.
    pub fn inside(&self) -> std::ops::Range<usize> {
        let begin = self.coverage.iter().position(|c| *c == 256).unwrap_or(self.len());
        let end = self.coverage.iter().rposition(|c| *c == 256).map_or(begin, |last| last + 1);
        begin..end
    }
}
