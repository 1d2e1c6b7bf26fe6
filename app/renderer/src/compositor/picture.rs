//! Pictures as the painter wants them: premultiplied planes with alpha of luma and of chroma size.

use super::color::to_yuv;
use super::frame::{Frame, Layout, PlaneView};
use super::kernels::{mix, over, vectorised};
use super::pane::Ground;
use super::scale::Source;
use super::surface::{Pixel, Surface};
use std::ops::Range;

/// A prepared picture.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    color: Frame,
    layout: Layout,
    /// At the size of the first plane and of the others. `None`: opaque all over.
    alpha: Option<[Vec<u8>; 2]>,
    /// Where each row of the first plane and of the others is not transparent.
    visible: [Vec<Range<usize>>; 2],
}

impl Picture {
    /// Rounds a drawing to planes. Chroma is the mean of what lies on the drawing of each two by two block.
    pub fn new(surface: &Surface, layout: Layout) -> Self {
        let (width, height) = (surface.width, surface.height);
        let mut color = Frame::new(layout, width, height);
        let (columns, rows) = layout.plane_size(1, width, height);
        let mut alpha = [vec![0; width * height], vec![0; columns * rows]];
        let step = 1 << layout.shift(1);
        let mut means = vec![[0.0; 4]; columns];
        for y in 0..rows {
            let above = &surface.pixels[y * step * width..][..width];
            let below = surface.pixels.get((y * step + step - 1) * width..).and_then(|rest| rest.get(..width));
            for (row, at) in [above].into_iter().chain(below.filter(|_| step == 2)).zip(y * step..) {
                round_plane(&mut color.plane_mut(0)[at * width..][..width], row, layout, 0);
                round_alpha(&mut alpha[0][at * width..][..width], row);
            }
            mean_of_blocks(&mut means, above, below.unwrap_or(above), step);
            let line = y * columns..(y + 1) * columns;
            round_plane(&mut color.plane_mut(1)[line.clone()], &means, layout, 1);
            round_plane(&mut color.plane_mut(2)[line.clone()], &means, layout, 2);
            round_alpha(&mut alpha[1][line], &means);
        }
        let visible = [visible_rows(&alpha[0], width), visible_rows(&alpha[1], columns)];
        let opaque = alpha.iter().all(|plane| plane.iter().all(|a| *a == 255));
        Self { color, layout, alpha: (!opaque).then_some(alpha), visible }
    }

    /// Pixels.
    pub fn width(&self) -> usize {
        self.color.width()
    }

    /// Pixels.
    pub fn height(&self) -> usize {
        self.color.height()
    }

    /// Puts the picture with its top left corner on (x, y) of the target, both even, as far as it lies on `ground`. Only
    /// rows and columns with something visible are touched. Opacity is 0 to 256.
    pub fn put(&self, ground: &mut Ground<'_>, x: usize, y: usize, opacity: u16) {
        let (from_left, from_top) = (x as isize - ground.region.left as isize, y as isize - ground.region.top as isize);
        let (width, height) = ground.region.size();
        for plane in 0..3 {
            let shift = self.layout.shift(plane);
            let (left, top) = (from_left >> shift, from_top >> shift);
            let (columns, rows) = self.layout.plane_size(plane, width, height);
            let (color, alpha) = (self.color(plane), self.alpha(plane));
            let mut below = ground.alpha.as_mut().filter(|alpha| plane < alpha.count());
            for (row, visible) in self.visible[plane.min(1)].iter().enumerate() {
                let Ok(line) = usize::try_from(row as isize + top) else { continue };
                let begin = visible.start.max(usize::try_from(-left).unwrap_or(0));
                let end = visible.end.min(usize::try_from(columns as isize - left).unwrap_or(0));
                if line >= rows || begin >= end {
                    continue;
                }
                let part = (begin as isize + left) as usize..(end as isize + left) as usize;
                let (color, alpha) = (&color.row(row)[begin..end], alpha.map(|alpha| &alpha.row(row)[begin..end]));
                put_row(&mut ground.color.row_mut(plane, line)[part.clone()], color, alpha, opacity);
                if let Some(below) = &mut below {
                    let opaque = if alpha.is_none() { vec![255; end - begin] } else { Vec::new() };
                    let added = alpha.unwrap_or(&opaque);
                    put_row(&mut below.row_mut(plane, line)[part], added, alpha, opacity);
                }
            }
        }
    }
}

fn put_row(line: &mut [u8], color: &[u8], alpha: Option<&[u8]>, opacity: u16) {
    match alpha {
        None if opacity == 256 => line.copy_from_slice(color),
        None => mix(line, color, opacity),
        Some(alpha) => over(line, color, alpha, opacity),
    }
}

impl Source for Picture {
    fn color(&self, plane: usize) -> PlaneView<'_> {
        let columns = self.layout.plane_size(plane, self.width(), self.height()).0;
        PlaneView { data: self.color.plane(plane), stride: columns, columns }
    }

    fn alpha(&self, plane: usize) -> Option<PlaneView<'_>> {
        let columns = self.layout.plane_size(plane, self.width(), self.height()).0;
        let alpha = self.alpha.as_ref()?;
        Some(PlaneView { data: &alpha[plane.min(1)], stride: columns, columns })
    }
}

vectorised! {
    /// One plane's values of a row of pixels, rounded.
    fn round_plane(target: &mut [u8], pixels: &[Pixel], layout: Layout, plane: usize) {
        match layout {
            Layout::I420 => target.iter_mut().zip(pixels).for_each(|(t, pixel)| *t = byte(to_yuv(*pixel)[plane])),
            Layout::Rgb => target.iter_mut().zip(pixels).for_each(|(t, pixel)| *t = byte(pixel[plane])),
        }
    }
}

vectorised! {
    /// The alpha of a row of pixels, rounded.
    fn round_alpha(target: &mut [u8], pixels: &[Pixel]) {
        target.iter_mut().zip(pixels).for_each(|(t, pixel)| *t = byte(pixel[3]));
    }
}

/// Rounded, of 0 to 255.
#[inline(always)]
fn byte(value: f32) -> u8 {
    (value + 0.5) as u8
}

vectorised! {
    /// The mean of each block of `step` by `step` pixels of two rows. The last block of an odd row is half as wide.
    fn mean_of_blocks(target: &mut [Pixel], above: &[Pixel], below: &[Pixel], step: usize) {
        for ((t, above), below) in target.iter_mut().zip(above.chunks(step)).zip(below.chunks(step)) {
            let ([first, ..], [.., last]) = (above, above) else { return };
            let ([under_first, ..], [.., under_last]) = (below, below) else { return };
            *t = std::array::from_fn(|c| (first[c] + last[c] + under_first[c] + under_last[c]) * 0.25);
        }
    }
}

/// From the first to the last sample of each row that is not transparent.
fn visible_rows(alpha: &[u8], columns: usize) -> Vec<Range<usize>> {
    let seen = |row: &[u8]| {
        let begin = row.iter().position(|a| *a != 0)?;
        Some(begin..row.iter().rposition(|a| *a != 0).map_or(begin, |last| last + 1))
    };
    alpha.chunks_exact(columns.max(1)).map(|row| seen(row).unwrap_or(0..0)).collect()
}
