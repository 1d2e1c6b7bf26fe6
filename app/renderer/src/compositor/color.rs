//! Between sRGB values and limited range BT.709.

use super::frame::{Frame, Layout, PlaneView, Planes};
use super::kernels::vectorised;

const RED: f64 = 0.2126;
const BLUE: f64 = 0.0722;
const GREEN: f64 = 1.0 - RED - BLUE;
const CB: f64 = 2.0 * (1.0 - BLUE);
const CR: f64 = 2.0 * (1.0 - RED);

/// Y, Cb and Cr (0 to 255) of a premultiplied colour with its alpha (all 0 to 255). Linear, so that the mean of converted
/// colours is the conversion of their mean, translucent or not.
pub(crate) fn to_yuv([r, g, b, a]: [f32; 4]) -> [f32; 3] {
    let luma = RED as f32 * r + GREEN as f32 * g + BLUE as f32 * b;
    let scale = 224.0 / 255.0;
    [
        a * (16.0 / 255.0) + luma * (219.0 / 255.0),
        a * (128.0 / 255.0) + (b - luma) * (scale / CB as f32),
        a * (128.0 / 255.0) + (r - luma) * (scale / CR as f32),
    ]
}

/// Y, Cb and Cr of an opaque colour.
pub(crate) fn to_yuv_bytes(rgb: [u8; 3]) -> [u8; 3] {
    let [r, g, b] = rgb.map(f32::from);
    to_yuv([r, g, b, 255.0]).map(|v| (v + 0.5) as u8)
}

/// The values of the three planes for an opaque colour.
pub(crate) fn plane_values(layout: Layout, r: u8, g: u8, b: u8) -> [u8; 3] {
    match layout {
        Layout::I420 => to_yuv_bytes([r, g, b]),
        Layout::Rgb => [r, g, b],
    }
}

/// A factor in 16.16 fixed point.
const fn fixed(factor: f64) -> i32 {
    (factor * 65536.0 + 0.5) as i32
}

/// Converts a picture to [`Layout::Rgb`], with chroma interpolated between its samples. Colours that are multiplied by
/// alpha stay so.
pub fn to_rgb_frame(source: &Planes<'_>) -> Frame {
    let mut frame = Frame::new(Layout::Rgb, 0, 0);
    to_rgb_into(source, source.alpha(0).zip(source.alpha(1)).map(|(luma, chroma)| [luma, chroma]), &mut frame);
    frame
}

/// Converts a picture, premultiplied by `alpha` (at luma and at chroma size) if there is one, into `frame`.
pub(crate) fn to_rgb_into(source: &Planes<'_>, alpha: Option<[PlaneView<'_>; 2]>, frame: &mut Frame) {
    if source.layout() == Layout::Rgb {
        source.copy_to(frame);
        return;
    }
    let (width, height) = (source.width(), source.height());
    frame.reset(Layout::Rgb, width, height);
    let (columns, rows) = Layout::I420.plane_size(1, width, height);
    let mut out = frame.planes_mut();
    let (mut between, mut cb, mut cr) = (vec![0; columns], vec![0; 2 * columns], vec![0; 2 * columns]);
    let (mut near_row, mut next_row, mut luma_row) = (vec![0; columns], vec![0; columns], vec![0; width]);
    for y in 0..height {
        // Chroma samples lie in the middle of their block: three quarters of the near one, a quarter of the next.
        let near = y / 2;
        let next = if y % 2 == 0 { near.saturating_sub(1) } else { (near + 1).min(rows - 1) };
        for (plane, wide) in [(1, &mut cb), (2, &mut cr)] {
            let (mut near_samples, mut next_samples) = (source.row(plane, near), source.row(plane, next));
            if let Some([_, alpha]) = alpha {
                over_neutral(&mut near_row, near_samples, alpha.row(near), 128);
                over_neutral(&mut next_row, next_samples, alpha.row(next), 128);
                (near_samples, next_samples) = (&near_row, &next_row);
            }
            for ((b, near), next) in between.iter_mut().zip(near_samples).zip(next_samples) {
                *b = (3 * i16::from(*near) + i16::from(*next) - 512) as i32;
            }
            widen(wide, &between);
        }
        let mut luma = source.row(0, y);
        if let Some([alpha, _]) = alpha {
            over_neutral(&mut luma_row, luma, alpha.row(y), 16);
            luma = &luma_row;
        }
        for (plane, of_cb, of_cr) in [
            (0, 0.0, CR * 255.0 / 224.0),
            (1, -CB * BLUE / GREEN * 255.0 / 224.0, -CR * RED / GREEN * 255.0 / 224.0),
            (2, CB * 255.0 / 224.0, 0.0),
        ] {
            // Chroma comes sixteenfold.
            let (of_cb, of_cr) = ((of_cb * 4096.0).round() as i32, (of_cr * 4096.0).round() as i32);
            to_rgb(out.row_mut(plane, y), luma, &cb, &cr, of_cb, of_cr);
        }
    }
}

vectorised! {
    /// What premultiplied samples are over black, whose sample is `neutral`: the same colour with an opaque one's offset.
    fn over_neutral(target: &mut [u8], samples: &[u8], alpha: &[u8], neutral: u16) {
        for ((t, s), a) in target.iter_mut().zip(samples).zip(alpha) {
            let missing = 255u16.wrapping_sub(u16::from(*a)).wrapping_mul(neutral).wrapping_add(128);
            let missing = missing.wrapping_add(missing >> 8) >> 8;
            *t = u16::from(*s).wrapping_add(missing).min(255) as u8;
        }
    }
}

vectorised! {
    /// One row of one of red, green and blue: luma plus these shares of sixteenfold chroma, in 1/65536.
    fn to_rgb(target: &mut [u8], luma: &[u8], cb: &[i32], cr: &[i32], of_cb: i32, of_cr: i32) {
        const LUMA: i32 = fixed(255.0 / 219.0);
        for (((t, y), cb), cr) in target.iter_mut().zip(luma).zip(cb).zip(cr) {
            let chroma = cb.wrapping_mul(of_cb).wrapping_add(cr.wrapping_mul(of_cr));
            let sum = i32::from(*y).wrapping_sub(16).wrapping_mul(LUMA).wrapping_add(chroma).wrapping_add(32768);
            *t = (sum >> 16).clamp(0, 255) as u8;
        }
    }
}

vectorised! {
    /// A row at twice its width, times four: three parts of the near sample and one of the next.
    fn widen(target: &mut [i32], source: &[i32]) {
        let (Some(first), Some(last)) = (source.first(), source.last()) else { return };
        let (pairs, _) = target.as_chunks_mut::<2>();
        let count = pairs.len().min(source.len());
        pairs[0][0] = first.wrapping_mul(4);
        pairs[count - 1][1] = last.wrapping_mul(4);
        for (pair, around) in pairs[1..].iter_mut().zip(source.windows(2)) {
            pair[0] = around[1].wrapping_mul(3).wrapping_add(around[0]);
        }
        for (pair, around) in pairs.iter_mut().zip(source.windows(2)) {
            pair[1] = around[0].wrapping_mul(3).wrapping_add(around[1]);
        }
    }
}

/// What luma, and what each chroma takes of red, green and blue, in 1/65536; greys have no chroma to the last bit.
pub(crate) const OF_LUMA: [i32; 3] = shares([RED * 219.0 / 255.0, BLUE * 219.0 / 255.0], fixed(219.0 / 255.0));
pub(crate) const OF_CB: [i32; 3] = shares([-RED * 224.0 / 255.0 / CB, (1.0 - BLUE) * 224.0 / 255.0 / CB], 0);
pub(crate) const OF_CR: [i32; 3] = shares([(1.0 - RED) * 224.0 / 255.0 / CR, -BLUE * 224.0 / 255.0 / CR], 0);

/// Shares of red, green and blue with this sum.
const fn shares([red, blue]: [f64; 2], sum: i32) -> [i32; 3] {
    let (red, blue) = ((red * 65536.0) as i32, (blue * 65536.0) as i32);
    [red, sum - red - blue, blue]
}

/// Converts red, green and blue, premultiplied by `alpha`, to [`Layout::I420`].
pub(crate) fn to_i420_into(source: &Frame, alpha: &[u8], frame: &mut Frame) {
    let (width, height) = (source.width(), source.height());
    frame.reset(Layout::I420, width, height);
    let (columns, rows) = Layout::I420.plane_size(1, width, height);
    let mut sums = [0; 4].map(|_| vec![0u16; columns]);
    let mut out = frame.planes_mut();
    for y in 0..height {
        let row = |plane: usize| &source.plane(plane)[y * width..][..width];
        luma_of(out.row_mut(0, y), row(0), row(1), row(2), &alpha[y * width..][..width]);
    }
    for y in 0..rows {
        for (sums, samples) in sums.iter_mut().zip([source.plane(0), source.plane(1), source.plane(2), alpha]) {
            let row = |y: usize| &samples[y.min(height - 1) * width..][..width];
            block_sums(sums, row(2 * y), row(2 * y + 1));
        }
        let [r, g, b, a] = &sums;
        chroma_of(out.row_mut(1, y), r, g, b, a, &OF_CB);
        chroma_of(out.row_mut(2, y), r, g, b, a, &OF_CR);
    }
}

vectorised! {
    /// A row of luma of premultiplied colours.
    fn luma_of(target: &mut [u8], r: &[u8], g: &[u8], b: &[u8], a: &[u8]) {
        const BLACK: i32 = fixed(16.0 / 255.0);
        for ((((t, r), g), b), a) in target.iter_mut().zip(r).zip(g).zip(b).zip(a) {
            let color = i32::from(*r).wrapping_mul(OF_LUMA[0]).wrapping_add(i32::from(*g).wrapping_mul(OF_LUMA[1]));
            let sum = color.wrapping_add(i32::from(*b).wrapping_mul(OF_LUMA[2]));
            *t = (sum.wrapping_add(i32::from(*a).wrapping_mul(BLACK)).wrapping_add(32768) >> 16) as u8;
        }
    }
}

vectorised! {
    /// A row of one of the chromas, from sums over blocks of four.
    fn chroma_of(target: &mut [u8], r: &[u16], g: &[u16], b: &[u16], a: &[u16], of: &[i32; 3]) {
        const NEUTRAL: i32 = fixed(128.0 / 255.0);
        let [of_r, of_g, of_b] = *of;
        for ((((t, r), g), b), a) in target.iter_mut().zip(r).zip(g).zip(b).zip(a) {
            let color = i32::from(*r).wrapping_mul(of_r).wrapping_add(i32::from(*g).wrapping_mul(of_g));
            let sum = color.wrapping_add(i32::from(*b).wrapping_mul(of_b));
            let sum = sum.wrapping_add(i32::from(*a).wrapping_mul(NEUTRAL)).wrapping_add(131_072) >> 18;
            *t = sum.clamp(0, 255) as u8;
        }
    }
}

vectorised! {
    /// Sums over blocks of two by two samples of two rows; a half block at the end counts twice.
    fn block_sums(target: &mut [u16], upper: &[u8], lower: &[u8]) {
        let ((above, odd_above), (below, odd_below)) = (upper.as_chunks::<2>(), lower.as_chunks::<2>());
        for ((t, a), b) in target.iter_mut().zip(above).zip(below) {
            let sum = u16::from(a[0]).wrapping_add(u16::from(a[1])).wrapping_add(u16::from(b[0]));
            *t = sum.wrapping_add(u16::from(b[1]));
        }
        if let (Some(last), [a], [b]) = (target.last_mut(), odd_above, odd_below) {
            *last = u16::from(*a).wrapping_add(u16::from(*b)).wrapping_mul(2);
        }
    }
}

/// Interleaved red, green, blue of a picture in either layout.
pub fn to_rgb_bytes(source: &Planes<'_>) -> Vec<u8> {
    let frame = to_rgb_frame(source);
    let planes = [frame.plane(0), frame.plane(1), frame.plane(2)];
    (0..frame.width() * frame.height()).flat_map(|i| planes.map(|p| p[i])).collect()
}
