//! The sandbox's mark, drawn without any font.

use super::frame::Layout;
use super::geometry::PixelSize;
use super::picture::Picture;
use super::surface::Surface;

const TEXT: &str = "RUSHES SANDBOX";
const COLUMNS: usize = 6;
const ROWS: usize = 7;

/// Five columns by seven rows, a bit a dot, the leftmost in the highest of five bits.
fn letter(letter: char) -> [u8; ROWS] {
    match letter {
        'A' => [0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
        'B' => [0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e],
        'D' => [0x1e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1e],
        'E' => [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f],
        'H' => [0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
        'N' => [0x11, 0x19, 0x15, 0x15, 0x13, 0x11, 0x11],
        'O' => [0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e],
        'R' => [0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11],
        'S' => [0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e],
        'U' => [0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e],
        'X' => [0x11, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x11],
        _ => [0; ROWS],
    }
}

/// Whether dot (x, y) of the text is set.
fn is_set(x: usize, y: usize) -> bool {
    let Some(c) = TEXT.chars().nth(x / COLUMNS) else { return false };
    let column = x % COLUMNS;
    column < 5 && letter(c)[y] >> (4 - column) & 1 == 1
}

/// The mark for a target of this size, and its place: bottom right, white, half transparent, with a dark shadow, about a
/// third of the width.
pub(crate) fn watermark(layout: Layout, target: PixelSize) -> (Picture, usize, usize) {
    let columns = TEXT.len() * COLUMNS;
    let dot = (target.0 / 3 / columns).max(1);
    let shadow = dot.div_ceil(3);
    let size = ((columns * dot + shadow).min(target.0), (ROWS * dot + shadow).min(target.1));
    let mut surface = Surface::new(size.0, size.1);
    for (offset, pixel) in [(shadow, [0.0, 0.0, 0.0, 96.0]), (0, [144.0, 144.0, 144.0, 144.0])] {
        for y in 0..(ROWS * dot).min(size.1 - offset.min(size.1)) {
            for x in 0..(columns * dot).min(size.0 - offset.min(size.0)) {
                if is_set(x / dot, y / dot) {
                    surface.pixels[(y + offset) * size.0 + x + offset] = pixel;
                }
            }
        }
    }
    let margin = target.0.min(target.1) / 30;
    let place = |all: usize, own: usize| all.saturating_sub(own + margin) & !1;
    (Picture::new(&surface, layout), place(target.0, size.0), place(target.1, size.1))
}
