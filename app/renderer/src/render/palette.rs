//! The one palette of a GIF.

use crate::compositor::Frame;

/// Bits a channel in which colours are counted.
pub(super) const BITS: u32 = 6;
pub(super) const CELLS: usize = 1 << (3 * BITS);

/// Colours of the palette; one index more is left for "unchanged".
pub(super) const COLORS: usize = 255;

/// How often the palette is moved to the middles of what it stands for.
const ROUNDS: usize = 4;

/// How much of a difference in red, green and blue is seen: green most, blue least.
pub(super) const SEEN: [f32; 3] = [3.0, 4.0, 2.0];

/// Red, green and blue, 0 to 255.
pub(super) type Rgb = [f32; 3];

/// How often which colour occurs.
pub(super) struct Histogram {
    counts: Vec<u32>,
    sums: Vec<[u64; 3]>,
}

/// Colours that are taken for one: their mean, and how many pixels have it.
#[derive(Clone, Copy)]
struct Cell {
    color: Rgb,
    count: f32,
}

impl Histogram {
    /// Nothing counted yet.
    pub(super) fn new() -> Self {
        Self { counts: vec![0; CELLS], sums: vec![[0; 3]; CELLS] }
    }

    /// Counts every pixel of an RGB frame.
    pub(super) fn count(&mut self, frame: &Frame) {
        let planes = [frame.plane(0), frame.plane(1), frame.plane(2)];
        for i in 0..planes[0].len() {
            let color = planes.map(|p| p[i]);
            let cell = cell_of(color);
            self.counts[cell] = self.counts[cell].saturating_add(1);
            for (sum, value) in self.sums[cell].iter_mut().zip(color) {
                *sum += u64::from(value);
            }
        }
    }

    /// The mean of the colours counted in a cell, or its middle when there are none: a colour that stands alone in its cell
    /// is met exactly.
    pub(super) fn color_of(&self, cell: usize) -> Rgb {
        match self.counts[cell] {
            0 => middle_of(cell),
            count => self.sums[cell].map(|sum| (sum as f64 / f64::from(count)) as f32),
        }
    }

    /// The palette: boxes of colours are halved, the one with the largest error first, until there are enough; then
    /// their middles and what lies nearest to each settle between them.
    pub(super) fn palette(&self) -> Vec<[u8; 3]> {
        let cells: Vec<Cell> = (0..CELLS)
            .filter(|&cell| self.counts[cell] > 0)
            .map(|cell| Cell { color: self.color_of(cell), count: self.counts[cell] as f32 })
            .collect();
        let mut boxes = vec![Box::new(cells.clone())];
        while boxes.len() < COLORS {
            let worst = (0..boxes.len()).max_by(|&a, &b| boxes[a].error.total_cmp(&boxes[b].error));
            let Some(index) = worst.filter(|&i| boxes[i].cells.len() > 1 && boxes[i].error > 0.0) else { break };
            let (low, high) = boxes.swap_remove(index).halves();
            boxes.extend([Box::new(low), Box::new(high)]);
        }
        let mut colors: Vec<Rgb> = boxes.iter().filter(|b| !b.cells.is_empty()).map(|b| b.mean).collect();
        for _ in 0..ROUNDS {
            settle(&mut colors, &cells);
        }
        let mut colors: Vec<[u8; 3]> = colors.iter().map(|color| color.map(|v| (v + 0.5) as u8)).collect();
        colors.sort_unstable();
        colors.dedup();
        if colors.is_empty() {
            colors.push([0; 3]);
        }
        colors
    }
}

/// The cell that a colour is counted in.
pub(super) fn cell_of([r, g, b]: [u8; 3]) -> usize {
    let part = |v: u8| usize::from(v >> (8 - BITS));
    part(r) << (2 * BITS) | part(g) << BITS | part(b)
}

fn middle_of(cell: usize) -> Rgb {
    let mask = (1 << BITS) - 1;
    let half = f32::from(1u8 << (7 - BITS)) - 0.5;
    [cell >> (2 * BITS) & mask, cell >> BITS & mask, cell & mask].map(|v| (v << (8 - BITS)) as f32 + half)
}

/// A box of colours that becomes one colour, or is halved.
struct Box {
    cells: Vec<Cell>,
    mean: Rgb,
    /// Along which channel its colours are halved.
    channel: usize,
    /// The sum of squared differences from the mean along that channel.
    error: f64,
}

impl Box {
    fn new(cells: Vec<Cell>) -> Self {
        let total: f64 = cells.iter().map(|c| f64::from(c.count)).sum();
        let mut moments = [[0.0f64; 2]; 3];
        for cell in &cells {
            for (moment, value) in moments.iter_mut().zip(cell.color) {
                let weighed = f64::from(value) * f64::from(cell.count);
                moment[0] += weighed;
                moment[1] += weighed * f64::from(value);
            }
        }
        let mean = moments.map(|[sum, _]| if total > 0.0 { sum / total } else { 0.0 });
        let error = |c: usize| f64::from(SEEN[c]) * (moments[c][1] - mean[c] * moments[c][0]).max(0.0);
        let channel = [1, 0, 2].into_iter().fold(1, |best, c| if error(c) > error(best) { c } else { best });
        Self { error: error(channel), channel, mean: mean.map(|v| v as f32), cells }
    }

    /// Split at the mean.
    fn halves(self) -> (Vec<Cell>, Vec<Cell>) {
        let (channel, middle) = (self.channel, self.mean[self.channel]);
        self.cells.into_iter().partition(|cell| cell.color[channel] < middle)
    }
}

/// Moves every colour to the mean of what lies nearest to it.
fn settle(colors: &mut [Rgb], cells: &[Cell]) {
    let nearest = Nearest::new(colors);
    let mut sums = vec![([0.0f64; 3], 0.0f64); colors.len()];
    for cell in cells {
        let (sum, count) = &mut sums[nearest.of(cell.color)];
        for (sum, value) in sum.iter_mut().zip(cell.color) {
            *sum += f64::from(value) * f64::from(cell.count);
        }
        *count += f64::from(cell.count);
    }
    for (color, (sum, count)) in colors.iter_mut().zip(sums).filter(|(_, (_, count))| *count > 0.0) {
        *color = sum.map(|v| (v / count) as f32);
    }
}

/// Finds the nearest of some colours: channel by channel, so that many distances are computed at once.
pub(super) struct Nearest {
    channels: [[f32; COLORS]; 3],
    count: usize,
}

impl Nearest {
    /// Of up to [`COLORS`] colours.
    pub(super) fn new(colors: &[Rgb]) -> Self {
        let mut channels = [[0.0; COLORS]; 3];
        for (i, color) in colors.iter().take(COLORS).enumerate() {
            (0..3).for_each(|c| channels[c][i] = color[c]);
        }
        Self { channels, count: colors.len().min(COLORS) }
    }

    /// The squared distances of a colour to all of them.
    pub(super) fn distances(&self, color: Rgb) -> [f32; COLORS] {
        let mut distances = [0.0; COLORS];
        for ((channel, value), seen) in self.channels.iter().zip(color).zip(SEEN) {
            for (distance, other) in distances.iter_mut().zip(channel) {
                let difference = value - other;
                *distance += seen * difference * difference;
            }
        }
        distances[self.count..].fill(f32::INFINITY);
        distances
    }

    fn of(&self, color: Rgb) -> usize {
        let distances = self.distances(color);
        let least = distances.iter().fold(f32::INFINITY, |least, d| least.min(*d));
        distances.iter().position(|d| *d == least).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compositor::Layout;

    fn palette_of(colors: &[[u8; 3]]) -> Vec<[u8; 3]> {
        let mut frame = Frame::new(Layout::Rgb, colors.len(), 1);
        for (x, color) in colors.iter().enumerate() {
            (0..3).for_each(|p| frame.plane_mut(p)[x] = color[p]);
        }
        let mut histogram = Histogram::new();
        histogram.count(&frame);
        histogram.palette()
    }

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let colors = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], [0, 0, 255]];
        assert_eq!(palette_of(&colors), [[0, 0, 255], [0, 255, 0], [255, 0, 0], [255, 255, 255]]);
    }

    #[test]
    fn many_colours_become_255_that_are_near() {
        let colors: Vec<[u8; 3]> = (0..4096).map(|i| [(i % 64 * 4) as u8, (i / 64 * 4) as u8, 128]).collect();
        let palette = palette_of(&colors);
        assert!(palette.len() > 240 && palette.len() <= COLORS, "{}", palette.len());
        for color in &colors {
            let near = |other: &&[u8; 3]| (0..3).all(|i| color[i].abs_diff(other[i]) <= 16);
            assert!(palette.iter().any(|other| near(&other)), "{color:?}");
        }
    }

    #[test]
    fn what_is_rare_but_far_from_all_else_has_a_colour() {
        let mut colors: Vec<[u8; 3]> =
            (0..20_000u32).map(|i| [(i % 97) as u8, (i % 89) as u8, (i % 83) as u8]).collect();
        colors.extend([[250, 20, 20]; 4]);
        assert!(palette_of(&colors).contains(&[250, 20, 20]));
    }
}
