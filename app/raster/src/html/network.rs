//! What the markup may load: what it carries itself, and nothing else.

use crate::limits;
use blitz_traits::net::{Bytes, NetHandler, NetProvider, Request};
use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Answers `data:` addresses from themselves and every other address with nothing. Every request is answered: a style
/// sheet that stays open would keep the document from being painted.
#[derive(Default)]
pub(crate) struct Embedded {
    refused: AtomicUsize,
}

impl Embedded {
    /// How many requests asked for something outside the markup.
    pub fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    fn answer(&self, address: &str) -> Bytes {
        let Ok(data) = data_url::DataUrl::process(address) else {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Bytes::new();
        };
        match data.decode_to_vec() {
            Ok((bytes, _)) if is_bearable(&bytes) => Bytes::from(bytes),
            _ => Bytes::new(),
        }
    }
}

impl NetProvider for Embedded {
    fn fetch(&self, _document: usize, request: Request, handler: Box<dyn NetHandler>) {
        let bytes = self.answer(request.url.as_str());
        handler.bytes(request.url.to_string(), bytes);
    }
}

/// Whether decoding stays within bounds: a picture of a few kilobytes can unfold to gigabytes. What is no picture
/// (a font, a style sheet) passes.
fn is_bearable(bytes: &[u8]) -> bool {
    let Ok(reader) = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format() else {
        return false;
    };
    if reader.format().is_none() {
        return true;
    }
    reader
        .into_dimensions()
        .is_ok_and(|(width, height)| u64::from(width) * u64::from(height) <= limits::EMBEDDED_PIXELS)
}
