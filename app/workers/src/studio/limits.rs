//! How much memory a render may take: by the pixels it has to hold.

use domain::composition::Composition;
use domain::edit::SourceFacts;

/// What a render takes whatever its size: libraries, queues, sound.
const BASE: u64 = 600 << 20;
/// Bytes for each pixel of the canvas: the encoder's lookahead and references, and frames in flight.
const CANVAS_PIXEL: u64 = 280;
/// Bytes for each pixel of the largest film: its decoder's references and queue, twice for a crossfade.
const FILM_PIXEL: u64 = 120;
/// Bytes for each pixel of the largest picture while it is decoded and prepared.
const PICTURE_PIXEL: u64 = 16;

/// Bytes.
pub(super) fn memory(composition: &Composition, facts: &[SourceFacts]) -> u64 {
    let pixels = |facts: &SourceFacts| u64::from(facts.width) * u64::from(facts.height);
    let largest = |images: bool| facts.iter().filter(|f| f.is_image == images).map(pixels).max().unwrap_or(0);
    let canvas = u64::from(composition.canvas.width) * u64::from(composition.canvas.height);
    BASE + canvas * CANVAS_PIXEL + largest(false) * FILM_PIXEL + largest(true) * PICTURE_PIXEL
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::composition::{Canvas, Color, Rational};

    fn canvas(width: u32, height: u32) -> Composition {
        let canvas = Canvas { width, height, fps: Rational::new(25, 1), background: Color::BLACK };
        Composition { canvas, duration: 1.0, nodes: vec![], audio: vec![], rasters: vec![] }
    }

    #[test]
    fn leaves_room_above_what_was_measured() {
        // Peaks of whole renders: 295 MiB at 720p, about 850 at 1080p and 2,300 at 4K with the encoder's medium preset.
        for (width, height, peak) in [(1280, 720, 295), (1920, 1080, 850), (3840, 2160, 2300)] {
            let film = SourceFacts { has_video: true, width, height, ..SourceFacts::default() };
            let limit = memory(&canvas(width, height), &[film]) >> 20;
            assert!(limit > peak * 13 / 10 && limit < peak * 4, "{width}x{height}: {limit}");
        }
    }
}
