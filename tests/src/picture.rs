//! Pictures, measured.

use crate::probe::run;
use image::RgbImage;
use std::path::Path;
use std::process::Command;

/// The picture that a film shows at this time, in RGB.
///
/// # Panics
/// When it cannot be decoded.
pub fn at(film: &Path, seconds: f64, (width, height): (u32, u32)) -> RgbImage {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-loglevel", "error", "-ss", &seconds.to_string(), "-i"]).arg(film);
    command.args(["-frames:v", "1", "-sws_flags", "accurate_rnd+full_chroma_int+full_chroma_inp", "-pix_fmt", "rgb24"]);
    let pixels = run(command.args(["-f", "rawvideo", "-"]));
    RgbImage::from_raw(width, height, pixels).unwrap_or_else(|| panic!("{} has no such picture", film.display()))
}

/// A still, in RGB.
///
/// # Panics
/// When it cannot be decoded.
pub fn still(file: &Path) -> RgbImage {
    image::open(file).unwrap_or_else(|error| panic!("{}: {error}", file.display())).to_rgb8()
}

/// The farthest that any channel of any pixel inside `x`, `y` (half open) lies from `color`.
pub fn farthest(picture: &RgbImage, x: std::ops::Range<u32>, y: std::ops::Range<u32>, color: [u8; 3]) -> u8 {
    let pixels = y.flat_map(|y| x.clone().map(move |x| (x, y)));
    let off = pixels.map(|(x, y)| distance(picture.get_pixel(x, y).0, color));
    off.max().unwrap_or(0)
}

/// Left, top, right, bottom (half open) of everything that lies within `tolerance` of `color`.
///
/// # Panics
/// When there is nothing of that colour.
pub fn bounds(picture: &RgbImage, color: [u8; 3], tolerance: u8) -> (u32, u32, u32, u32) {
    let like = picture.enumerate_pixels().filter(|(_, _, pixel)| distance(pixel.0, color) <= tolerance);
    let found = like.fold(None, |bounds, (x, y, _)| {
        let (left, top, right, bottom) = bounds.unwrap_or((x, y, x + 1, y + 1));
        Some((left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1)))
    });
    found.unwrap_or_else(|| panic!("no pixel is like {color:?}"))
}

/// How many pixels of two pictures of the same size differ by more than `tolerance` in a channel.
///
/// # Panics
/// When their sizes differ.
pub fn differing(a: &RgbImage, b: &RgbImage, tolerance: u8) -> usize {
    assert_eq!(a.dimensions(), b.dimensions());
    a.pixels().zip(b.pixels()).filter(|(a, b)| distance(a.0, b.0) > tolerance).count()
}

/// The farthest that two colours lie from each other in a channel.
pub fn distance(a: [u8; 3], b: [u8; 3]) -> u8 {
    a.into_iter().zip(b).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0)
}
