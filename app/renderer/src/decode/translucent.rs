//! Frames with alpha: colours multiplied by it, as the compositor wants them.

use crate::compositor::{Frame, Layout, PlaneTooSmall, Planes};
use crate::watch::Fault;
use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

/// A frame that may be translucent, as planes of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Translucent {
    color: Frame,
    /// At the size of luma and of chroma.
    alpha: [Vec<u8>; 2],
}

impl Translucent {
    /// To read from.
    pub(crate) fn planes(&self) -> Result<Planes<'_>, PlaneTooSmall> {
        let stride = |plane| Layout::I420.plane_size(plane, self.color.width(), self.color.height()).0;
        self.color.planes().with_alpha([(&self.alpha[0], stride(0)), (&self.alpha[1], stride(1))])
    }

    /// Of sRGB pixels with straight alpha, row after row without padding.
    pub(super) fn of_rgba(width: usize, height: usize, pixels: &[u8]) -> Self {
        let (pixels, _) = pixels.as_chunks::<4>();
        Self::of_pixels(width, height, |x, y| {
            let [r, g, b, a] = pixels[y * width + x];
            let [luma, cb, cr] = crate::compositor::to_yuv_bytes([r, g, b]);
            [luma, cb, cr, a]
        })
    }

    /// Of a decoded frame in AYUV, in full range too, or in RGBA.
    pub(super) fn of_frame(frame: &gst_video::VideoFrameRef<&gst::BufferRef>) -> Result<Self, Fault> {
        let (width, height) = (frame.width() as usize, frame.height() as usize);
        let full = frame.info().colorimetry().range() == gst_video::VideoColorRange::Range0_255;
        let tables = super::range::tables(full);
        let (data, stride) =
            (frame.plane_data(0).map_err(|_| Fault::Damaged)?, usize::try_from(frame.plane_stride()[0]));
        let stride = stride.map_err(|_| Fault::Damaged)?;
        let rows: Vec<&[[u8; 4]]> = data.chunks(stride.max(1)).map(|row| row.as_chunks::<4>().0).take(height).collect();
        if rows.len() < height || rows.iter().any(|row| row.len() < width) {
            return Err(Fault::Damaged);
        }
        if frame.format() == gst_video::VideoFormat::Rgba {
            return Ok(Self::of_pixels(width, height, |x, y| {
                let [r, g, b, a] = rows[y][x];
                let [luma, cb, cr] = crate::compositor::to_yuv_bytes([r, g, b]);
                [luma, cb, cr, a]
            }));
        }
        Ok(Self::of_pixels(width, height, |x, y| {
            let [a, luma, cb, cr] = rows[y][x];
            [tables[0][usize::from(luma)], tables[1][usize::from(cb)], tables[1][usize::from(cr)], a]
        }))
    }

    /// Of pixels of Y, Cb, Cr and straight alpha. A chroma sample is the mean of its block, weighed by alpha.
    fn of_pixels(width: usize, height: usize, pixel: impl Fn(usize, usize) -> [u8; 4]) -> Self {
        let mut made = Self::empty(width, height);
        let (columns, rows) = Layout::I420.plane_size(1, width, height);
        for block_y in 0..rows {
            for block_x in 0..columns {
                let (mut sums, mut count) = ([0u32; 3], 0);
                for y in 2 * block_y..(2 * block_y + 2).min(height) {
                    for x in 2 * block_x..(2 * block_x + 2).min(width) {
                        let [luma, cb, cr, a] = pixel(x, y);
                        made.color.plane_mut(0)[y * width + x] = multiplied(luma, a);
                        made.alpha[0][y * width + x] = a;
                        let a = u32::from(a);
                        for (sum, part) in sums.iter_mut().zip([u32::from(cb) * a, u32::from(cr) * a, a]) {
                            *sum += part;
                        }
                        count += 1;
                    }
                }
                let [cb, cr, alpha] = sums;
                let at = block_y * columns + block_x;
                let mean = |sum: u32, of: u32| ((sum + of / 2) / of) as u8;
                made.color.plane_mut(1)[at] = mean(cb, 255 * count);
                made.color.plane_mut(2)[at] = mean(cr, 255 * count);
                made.alpha[1][at] = mean(alpha, count);
            }
        }
        made
    }

    fn empty(width: usize, height: usize) -> Self {
        let (columns, rows) = Layout::I420.plane_size(1, width, height);
        Self {
            color: Frame::new(Layout::I420, width, height),
            alpha: [vec![0; width * height], vec![0; columns * rows]],
        }
    }
}

/// A value multiplied by alpha, rounded.
fn multiplied(value: u8, alpha: u8) -> u8 {
    ((u16::from(value) * u16::from(alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_transparent_gives_no_colour_to_the_chroma_of_its_block() {
        // Pure red next to transparent green.
        let pixels = [[255, 0, 0, 255], [0, 255, 0, 0]].concat();
        let made = Translucent::of_rgba(2, 1, &pixels);
        // Red is Y 63, Cb 102, Cr 240; half of the block is opaque.
        assert_eq!(made.color.plane(0), [63, 0]);
        assert_eq!((made.color.plane(1), made.color.plane(2)), (&[51][..], &[120][..]));
        assert_eq!(made.alpha, [vec![255, 0], vec![128]]);
    }
}
