//! Between sRGB values and limited range BT.709.

use super::frame::{Frame, Layout, Planes};

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

/// The values of the three planes for an opaque colour.
pub(crate) fn plane_values(layout: Layout, r: u8, g: u8, b: u8) -> [u8; 3] {
    match layout {
        Layout::I420 => to_yuv([f32::from(r), f32::from(g), f32::from(b), 255.0]).map(|v| v.round() as u8),
        Layout::Rgb => [r, g, b],
    }
}

/// Red, green and blue of Y, Cb, Cr in 16.16 fixed point.
fn to_rgb(y: u8, cb: i32, cr: i32) -> [u8; 3] {
    const ONE: f64 = 65536.0;
    const Y: i32 = (255.0 / 219.0 * ONE) as i32;
    const R: i32 = (CR * 255.0 / 224.0 * ONE) as i32;
    const B: i32 = (CB * 255.0 / 224.0 * ONE) as i32;
    const G_CB: i32 = (CB * BLUE / GREEN * 255.0 / 224.0 * ONE) as i32;
    const G_CR: i32 = (CR * RED / GREEN * 255.0 / 224.0 * ONE) as i32;
    let luma = (i32::from(y) - 16) * Y + 32768;
    [luma + R * cr / 16, luma - (G_CB * cb + G_CR * cr) / 16, luma + B * cb / 16].map(|v| (v >> 16).clamp(0, 255) as u8)
}

/// Converts a picture to [`Layout::Rgb`], with chroma interpolated between its samples.
pub fn to_rgb_frame(source: &Planes<'_>) -> Frame {
    if source.layout() == Layout::Rgb {
        return source.to_frame();
    }
    let (width, height) = (source.width(), source.height());
    let mut frame = Frame::new(Layout::Rgb, width, height);
    let rows = Layout::I420.plane_size(1, width, height).1;
    let (mut cb, mut cr) = (vec![0; width], vec![0; width]);
    for y in 0..height {
        // Chroma samples lie in the middle of their block: three quarters of the near one, a quarter of the next.
        let near = y / 2;
        let next = if y % 2 == 0 { near.saturating_sub(1) } else { (near + 1).min(rows - 1) };
        widen(&mut cb, source.row(1, near), source.row(1, next));
        widen(&mut cr, source.row(2, near), source.row(2, next));
        let luma = source.row(0, y);
        for x in 0..width {
            let rgb = to_rgb(luma[x], cb[x], cr[x]);
            for (plane, value) in rgb.into_iter().enumerate() {
                frame.plane_mut(plane)[y * width + x] = value;
            }
        }
    }
    frame
}

/// One row of chroma at full width, sixteen times its distance from grey.
fn widen(target: &mut [i32], near: &[u8], next: &[u8]) {
    let column = |x: usize| 3 * i32::from(near[x]) + i32::from(next[x]) - 512;
    for (x, t) in target.iter_mut().enumerate() {
        let here = x / 2;
        let beside = if x % 2 == 0 { here.saturating_sub(1) } else { (here + 1).min(near.len() - 1) };
        *t = 3 * column(here) + column(beside);
    }
}

/// Interleaved red, green, blue of a picture in either layout.
pub fn to_rgb_bytes(source: &Planes<'_>) -> Vec<u8> {
    let frame = to_rgb_frame(source);
    let planes = [frame.plane(0), frame.plane(1), frame.plane(2)];
    (0..frame.width() * frame.height()).flat_map(|i| planes.map(|p| p[i])).collect()
}
