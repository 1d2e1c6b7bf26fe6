//! Between sRGB values and limited range BT.709.

use super::frame::{Frame, Layout, Planes};
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

/// `value · part / 255`, rounded.
const fn share_of(value: i32, part: i32) -> i32 {
    (value * part + 127) / 255
}

/// A factor in 16.16 fixed point.
const fn fixed(factor: f64) -> i32 {
    (factor * 65536.0 + 0.5) as i32
}

/// Converts a picture to [`Layout::Rgb`], with chroma interpolated between its samples. Colours that are multiplied by
/// alpha stay so.
pub fn to_rgb_frame(source: &Planes<'_>) -> Frame {
    if source.layout() == Layout::Rgb {
        return source.to_frame();
    }
    let (width, height) = (source.width(), source.height());
    let mut frame = Frame::new(Layout::Rgb, width, height);
    let (columns, rows) = Layout::I420.plane_size(1, width, height);
    let mut out = frame.planes_mut();
    let (mut between, mut cb, mut cr) = (vec![0; columns], vec![0; 2 * columns], vec![0; 2 * columns]);
    let mut raised = Vec::new();
    for y in 0..height {
        // Chroma samples lie in the middle of their block: three quarters of the near one, a quarter of the next.
        let near = y / 2;
        let next = if y % 2 == 0 { near.saturating_sub(1) } else { (near + 1).min(rows - 1) };
        for (plane, wide) in [(1, &mut cb), (2, &mut cr)] {
            for ((b, near), next) in between.iter_mut().zip(source.row(plane, near)).zip(source.row(plane, next)) {
                *b = (3 * i16::from(*near) + i16::from(*next) - 512) as i32;
            }
            if let Some(alpha) = source.alpha(plane) {
                // The middle of chroma is multiplied by alpha as well: what was subtracted too much is given back.
                for ((b, near), next) in between.iter_mut().zip(alpha.row(near)).zip(alpha.row(next)) {
                    *b += share_of(512, 4 * 255 - 3 * i32::from(*near) - i32::from(*next)) / 4;
                }
            }
            widen(wide, &between);
        }
        let luma = match source.alpha(0) {
            None => source.row(0, y),
            Some(alpha) => {
                let black = alpha.row(y).iter().map(|a| share_of(16, 255 - i32::from(*a)) as u8);
                raised.clear();
                raised.extend(source.row(0, y).iter().zip(black).map(|(luma, black)| luma.saturating_add(black)));
                &raised[..]
            }
        };
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
    frame
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

/// Interleaved red, green, blue of a picture in either layout.
pub fn to_rgb_bytes(source: &Planes<'_>) -> Vec<u8> {
    let frame = to_rgb_frame(source);
    let planes = [frame.plane(0), frame.plane(1), frame.plane(2)];
    (0..frame.width() * frame.height()).flat_map(|i| planes.map(|p| p[i])).collect()
}
