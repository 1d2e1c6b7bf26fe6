//! The one palette of a GIF, and the way to it.

use crate::compositor::Frame;

/// Bits a channel in which colours are counted.
const BITS: u32 = 5;
const CELLS: usize = 1 << (3 * BITS);

/// Colours of the palette; one index more is left for "unchanged".
pub(super) const COLORS: usize = 255;

/// How often which colour occurs.
pub(super) struct Histogram {
    counts: Vec<u32>,
    sums: Vec<[u64; 3]>,
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
            self.counts[cell] += 1;
            for (sum, value) in self.sums[cell].iter_mut().zip(color) {
                *sum += u64::from(value);
            }
        }
    }

    /// The palette by median cut: boxes of colours are halved, the one with most spread times use first.
    pub(super) fn palette(&self) -> Palette {
        let used: Vec<usize> = (0..CELLS).filter(|&c| self.counts[c] > 0).collect();
        let mut boxes = vec![used];
        while boxes.len() < COLORS {
            let widest = (0..boxes.len()).max_by_key(|&i| self.weight(&boxes[i]));
            let Some(index) = widest.filter(|&i| self.weight(&boxes[i]) > 0) else { break };
            let full = boxes.swap_remove(index);
            let (low, high) = self.halve(full);
            boxes.extend([low, high]);
        }
        Palette::new(boxes.iter().filter(|b| !b.is_empty()).map(|cells| self.mean(cells)).collect())
    }

    fn weight(&self, cells: &[usize]) -> u64 {
        let (_, spread) = widest_channel(cells);
        spread as u64 * cells.iter().map(|&c| u64::from(self.counts[c])).sum::<u64>()
    }

    fn halve(&self, mut cells: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
        let (channel, _) = widest_channel(&cells);
        cells.sort_by_key(|&c| coordinates(c)[channel]);
        let total: u64 = cells.iter().map(|&c| u64::from(self.counts[c])).sum();
        let mut before = 0;
        let mut middle = cells.iter().take_while(|&&c| {
            before += u64::from(self.counts[c]);
            before * 2 <= total
        });
        let middle = middle.by_ref().count().clamp(1, cells.len() - 1);
        let high = cells.split_off(middle);
        (cells, high)
    }

    fn mean(&self, cells: &[usize]) -> [u8; 3] {
        let count: u64 = cells.iter().map(|&c| u64::from(self.counts[c])).sum();
        std::array::from_fn(|i| {
            let sum: u64 = cells.iter().map(|&c| self.sums[c][i]).sum();
            ((sum + count / 2) / count.max(1)) as u8
        })
    }
}

fn cell_of([r, g, b]: [u8; 3]) -> usize {
    let part = |v: u8| usize::from(v >> (8 - BITS));
    part(r) << (2 * BITS) | part(g) << BITS | part(b)
}

fn coordinates(cell: usize) -> [usize; 3] {
    let mask = (1 << BITS) - 1;
    [cell >> (2 * BITS) & mask, cell >> BITS & mask, cell & mask]
}

/// The channel over which the cells spread most, and by how much.
fn widest_channel(cells: &[usize]) -> (usize, usize) {
    let spread = |channel: usize| {
        let values = || cells.iter().map(|&c| coordinates(c)[channel]);
        values().max().unwrap_or(0) - values().min().unwrap_or(0)
    };
    // The eye sees green best, blue worst.
    let weighted = [(1, spread(1) * 4), (0, spread(0) * 3), (2, spread(2) * 2)];
    weighted.into_iter().max_by_key(|&(channel, w)| (w, std::cmp::Reverse(channel))).unwrap_or((1, 0))
}

/// Up to 255 colours, and the nearest of them for any colour.
pub(super) struct Palette {
    colors: Vec<[u8; 3]>,
    nearest: Vec<u8>,
}

impl Palette {
    fn new(mut colors: Vec<[u8; 3]>) -> Self {
        colors.sort_unstable();
        colors.dedup();
        if colors.is_empty() {
            colors.push([0; 3]);
        }
        let half = 1 << (7 - BITS);
        let nearest = (0..CELLS)
            .map(|cell| {
                let color = coordinates(cell).map(|v| (v << (8 - BITS)) as i32 + half);
                let distance = |c: &[u8; 3]| {
                    let d = |i: usize| color[i] - i32::from(c[i]);
                    3 * d(0) * d(0) + 4 * d(1) * d(1) + 2 * d(2) * d(2)
                };
                (0..colors.len()).min_by_key(|&i| distance(&colors[i])).unwrap_or(0) as u8
            })
            .collect();
        Self { colors, nearest }
    }

    /// Red, green, blue of every colour, one after the other, and black for "unchanged".
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.colors.iter().flatten().copied().chain([0; 3]).collect()
    }

    /// The index that means "unchanged".
    pub(super) fn unchanged(&self) -> u8 {
        self.colors.len() as u8
    }

    /// Every pixel's colour of the palette, with an ordered dither: a still region stays still from frame to frame.
    pub(super) fn index(&self, frame: &Frame) -> Vec<u8> {
        const BAYER: [[i32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
        // Half a cell up or down.
        let width = frame.width();
        let planes = [frame.plane(0), frame.plane(1), frame.plane(2)];
        (0..planes[0].len())
            .map(|i| {
                let shift = (BAYER[i / width % 4][i % width % 4] - 8) / 2;
                self.nearest[cell_of(planes.map(|p| (i32::from(p[i]) + shift).clamp(0, 255) as u8))]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compositor::Layout;

    fn flat(colors: &[[u8; 3]]) -> Frame {
        let mut frame = Frame::new(Layout::Rgb, colors.len(), 1);
        for (x, color) in colors.iter().enumerate() {
            (0..3).for_each(|p| frame.plane_mut(p)[x] = color[p]);
        }
        frame
    }

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let frame = flat(&[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], [0, 0, 255]]);
        let mut histogram = Histogram::new();
        histogram.count(&frame);
        let palette = histogram.palette();
        assert_eq!(palette.colors.len(), 4);
        let indices = palette.index(&frame);
        assert_eq!(palette.colors[indices[0] as usize], [255, 0, 0]);
        assert_eq!(palette.colors[indices[3] as usize], [255, 255, 255]);
        assert_eq!(indices[2], indices[4]);
        assert_eq!(palette.bytes().len(), 5 * 3);
    }

    #[test]
    fn many_colours_become_255_that_are_near() {
        let colors: Vec<[u8; 3]> = (0..4096).map(|i| [(i % 64 * 4) as u8, (i / 64 * 4) as u8, 128]).collect();
        let frame = flat(&colors);
        let mut histogram = Histogram::new();
        histogram.count(&frame);
        let palette = histogram.palette();
        assert!(palette.colors.len() > 200 && palette.colors.len() <= COLORS, "{}", palette.colors.len());
        for (color, index) in colors.iter().zip(palette.index(&frame)) {
            let near = palette.colors[index as usize];
            assert!((0..3).all(|i| color[i].abs_diff(near[i]) <= 28), "{color:?} {near:?}");
        }
    }
}
