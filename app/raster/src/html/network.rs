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

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;

    /// The beginning of a PNG of this size: enough to know it by.
    fn png(side: u32) -> Vec<u8> {
        let mut head = Vec::from(*b"IHDR");
        head.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
        head.extend([8, 0, 0, 0, 0]);
        let check = head.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
        });
        let mut file = Vec::from(*b"\x89PNG\r\n\x1a\n");
        file.extend(13_u32.to_be_bytes());
        file.extend(head);
        file.extend((!check).to_be_bytes());
        file.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        file
    }

    #[test]
    fn a_picture_that_unfolds_to_gigabytes_is_left_out() {
        assert!(is_bearable(&png(4000)));
        assert!(!is_bearable(&png(16_000)));
        assert!(is_bearable(b"p{color:red}"));
    }

    #[test]
    fn only_data_addresses_are_answered_with_something() {
        let embedded = Embedded::default();
        let data = format!("data:text/css;base64,{}", base64::engine::general_purpose::STANDARD.encode("p{}"));
        assert_eq!(&embedded.answer(&data)[..], b"p{}");
        assert_eq!(embedded.refused(), 0);
        for address in ["http://127.0.0.1/", "file:///etc/passwd", "https://clip.invalid/a.png", "ftp://x/"] {
            assert!(embedded.answer(address).is_empty());
        }
        assert_eq!(embedded.refused(), 4);
    }
}
