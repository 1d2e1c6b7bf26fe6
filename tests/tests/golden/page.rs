//! The page that shows what is not as it was.

use super::Unlike;
use image::{Rgb, RgbImage};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Writes the page into `out`, where the pictures that were made lie, and returns its place.
pub fn write(out: &Path, golden: &Path, unlike: &[Unlike]) -> PathBuf {
    let mut page = String::from(
        "<!DOCTYPE html><meta charset=\"utf-8\"><title>Golden pictures</title>\
         <style>body{font-family:sans-serif} img{border:1px solid #ccc} td{padding:8px}</style>\
         <h1>Not as it was</h1><table><tr><th>edit<th>expected<th>got<th>difference",
    );
    for Unlike { name, why } in unlike {
        let why = why.replace('&', "&amp;").replace('<', "&lt;");
        let expected = golden.join(format!("{name}.png"));
        // Writing to a string cannot fail.
        let _ = write!(
            page,
            "<tr><td>{name}<br>{why}<td><img src=\"{}\"><td><img src=\"{name}.png\"><td><img src=\"{name}-difference.png\">",
            expected.display()
        );
    }
    page.push_str("</table>");
    let place = out.join("index.html");
    std::fs::write(&place, page).unwrap();
    place
}

/// Where two pictures differ, four times as strong; white where one is larger than the other.
pub fn difference(a: &RgbImage, b: &RgbImage) -> RgbImage {
    let (width, height) = (a.width().max(b.width()), a.height().max(b.height()));
    RgbImage::from_fn(width, height, |x, y| {
        let (Some(a), Some(b)) = (a.get_pixel_checked(x, y), b.get_pixel_checked(x, y)) else { return Rgb([255; 3]) };
        Rgb([0, 1, 2].map(|channel| a.0[channel].abs_diff(b.0[channel]).saturating_mul(4)))
    })
}
