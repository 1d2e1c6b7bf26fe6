//! From colours to indices of a palette: mixed by a fixed pattern, and left alone where nobody would see the change.

use super::palette::{CELLS, Histogram, Nearest, Rgb, SEEN, cell_of};
use crate::compositor::Frame;

/// Thresholds in sixteenths: which pixels of each four by four take the second of two colours.
const PATTERN: [[u8; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
const LEVELS: f32 = 16.0;

/// So many of the nearest colours are tried in pairs.
const CANDIDATES: usize = 6;

/// What a pattern costs against a wrong colour, 0 to 1: the more, the flatter the picture and the smaller the file. At a
/// half, two colours are mixed when each has more than a third.
const GRAIN: f32 = 0.5;

/// By how much, squared, the colour shown before may be worse than the new one and is kept: four levels in all channels.
const KEPT: f32 = 16.0 * (SEEN[0] + SEEN[1] + SEEN[2]);

/// How one cell of colours is shown: one colour, or two in a pattern.
#[derive(Clone, Copy)]
struct Mix {
    first: u8,
    second: u8,
    /// How many of sixteen pixels show the second.
    share: u8,
}

/// A palette, and how every colour is shown with it.
pub(super) struct Dither {
    colors: Vec<[u8; 3]>,
    nearest: Nearest,
    histogram: Histogram,
    mixes: Vec<Option<Mix>>,
}

impl Dither {
    /// With the palette of what was counted.
    pub(super) fn new(histogram: Histogram) -> Self {
        let colors = histogram.palette();
        let exact: Vec<Rgb> = colors.iter().map(|c| c.map(f32::from)).collect();
        Self { nearest: Nearest::new(&exact), colors, histogram, mixes: vec![None; CELLS] }
    }

    /// Red, green, blue of every colour, one after the other, and black for "unchanged".
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.colors.iter().flatten().copied().chain([0; 3]).collect()
    }

    /// The index that means "unchanged".
    pub(super) fn unchanged(&self) -> u8 {
        self.colors.len() as u8
    }

    /// Every pixel's colour of the palette. What depends on a pixel's colour and place alone does not crawl: a still
    /// region stays still from frame to frame. `before` is what the frame before shows; its colours are kept where they
    /// are as good.
    pub(super) fn index(&mut self, frame: &Frame, before: Option<&[u8]>) -> Vec<u8> {
        let width = frame.width();
        let planes = [frame.plane(0), frame.plane(1), frame.plane(2)];
        let mut indices = Vec::with_capacity(planes[0].len());
        for (y, start) in (0..planes[0].len()).step_by(width.max(1)).enumerate() {
            let pattern = &PATTERN[y % 4];
            for x in 0..width {
                let color = planes.map(|p| p[start + x]);
                let mix = self.mix(cell_of(color));
                let new = if pattern[x % 4] < mix.share { mix.second } else { mix.first };
                let kept = before
                    .map(|before| before[start + x])
                    .filter(|&old| old != new && self.distance(color, old) <= self.distance(color, new) + KEPT);
                indices.push(kept.unwrap_or(new));
            }
        }
        indices
    }

    fn distance(&self, color: [u8; 3], index: u8) -> f32 {
        let shown = self.colors[usize::from(index)];
        (0..3).map(|c| SEEN[c] * f32::from(color[c].abs_diff(shown[c])).powi(2)).sum()
    }

    fn mix(&mut self, cell: usize) -> Mix {
        if let Some(mix) = self.mixes[cell] {
            return mix;
        }
        let mix = self.best_mix(self.histogram.color_of(cell));
        self.mixes[cell] = Some(mix);
        mix
    }

    /// The best of all pairs of near colours, a single one counted as a pair with itself.
    fn best_mix(&self, color: Rgb) -> Mix {
        let mut distances = self.nearest.distances(color);
        let mut near = [0usize; CANDIDATES];
        let count = near.len().min(self.colors.len());
        for near in &mut near[..count] {
            let least = distances.iter().fold(f32::INFINITY, |least, d| least.min(*d));
            *near = distances.iter().position(|d| *d == least).unwrap_or(0);
            distances[*near] = f32::INFINITY;
        }
        let near = &near[..count];
        let mut best = (f32::INFINITY, Mix { first: 0, second: 0, share: 0 });
        for (i, &first) in near.iter().enumerate() {
            for &second in &near[i..] {
                // In order of the palette, so that neighbouring cells use a pair the same way round.
                let (first, second) = (first.min(second), first.max(second));
                let (share, cost) = cost(color, self.colors[first], self.colors[second]);
                if cost < best.0 {
                    best = (cost, Mix { first: first as u8, second: second as u8, share });
                }
            }
        }
        best.1
    }
}

/// How many of sixteen pixels should show the second colour, and how bad the mixture is.
fn cost(color: Rgb, first: [u8; 3], second: [u8; 3]) -> (u8, f32) {
    let (first, second) = (first.map(f32::from), second.map(f32::from));
    let sum = |of: &dyn Fn(usize) -> f32| -> f32 { (0..3).map(|c| SEEN[c] * of(c)).sum() };
    let apart = sum(&|c| (second[c] - first[c]).powi(2));
    let along = sum(&|c| (second[c] - first[c]) * (color[c] - first[c]));
    let share = if apart > 0.0 { (along / apart * LEVELS + 0.5).clamp(0.0, LEVELS).floor() } else { 0.0 };
    let part = share / LEVELS;
    let wrong = sum(&|c| (first[c] + (second[c] - first[c]) * part - color[c]).powi(2));
    (share as u8, wrong + GRAIN * part * (1.0 - part) * apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compositor::Layout;

    fn filled(width: usize, height: usize, color: impl Fn(usize, usize) -> [u8; 3]) -> Frame {
        let mut frame = Frame::new(Layout::Rgb, width, height);
        for i in 0..width * height {
            let color = color(i % width, i / width);
            (0..3).for_each(|p| frame.plane_mut(p)[i] = color[p]);
        }
        frame
    }

    fn dither(frames: &[&Frame]) -> Dither {
        let mut histogram = Histogram::new();
        frames.iter().for_each(|frame| histogram.count(frame));
        Dither::new(histogram)
    }

    #[test]
    fn colours_of_the_palette_are_shown_without_a_pattern() {
        let frame = filled(64, 8, |x, _| if x < 32 { [40, 90, 200] } else { [41, 91, 120] });
        let mut dither = dither(&[&frame]);
        let indices = dither.index(&frame, None);
        for (i, index) in indices.iter().enumerate() {
            let expected = if i % 64 < 32 { [40, 90, 200] } else { [41, 91, 120] };
            assert_eq!(dither.colors[usize::from(*index)], expected);
        }
        assert_eq!(dither.bytes().len(), 3 * 3);
    }

    #[test]
    fn a_colour_between_two_is_a_pattern_whose_mean_it_is() {
        // Many times black and white; the grey between them gets no colour of its own.
        let ends = filled(64, 64, |x, _| [if x < 32 { 100 } else { 140 }; 3]);
        let mut dither = dither(&[&ends]);
        let grey = filled(16, 16, |_, _| [120; 3]);
        let indices = dither.index(&grey, None);
        let sum: u32 = indices.iter().map(|i| u32::from(dither.colors[usize::from(*i)][0])).sum();
        assert!((f64::from(sum) / 256.0 - 120.0).abs() < 3.0, "{sum}");
        assert_eq!(indices[0..4], indices[4..8]);
    }

    #[test]
    fn small_changes_keep_what_is_shown_and_large_ones_do_not() {
        let before = filled(64, 64, |x, y| [(x * 4) as u8, (y * 4) as u8, 128]);
        let mut dither = dither(&[&before]);
        let shown = dither.index(&before, None);
        let flicker = filled(64, 64, |x, y| [(x * 4) as u8 ^ 1, (y * 4) as u8 ^ 1, 129]);
        assert_eq!(dither.index(&flicker, Some(&shown)), shown);
        let moved = filled(64, 64, |x, y| [(x * 4) as u8 ^ 64, (y * 4) as u8, 128]);
        let kept = dither.index(&moved, Some(&shown)).iter().zip(&shown).filter(|(new, old)| new == old).count();
        assert_eq!(kept, 0);
    }
}
