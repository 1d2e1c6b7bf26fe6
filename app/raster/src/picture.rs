//! A finished drawing, and the file that carries it to the renderer.

use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// The first bytes of a drawing's file.
pub const MAGIC: &[u8; 8] = b"RUSHRGBA";

/// A drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Rows from the top, pixels from the left, each red, green, blue, alpha; the colours are premultiplied.
    pub pixels: Vec<u8>,
    /// The font files that its text was drawn with, sorted by their digest.
    pub fonts: Vec<FontUse>,
}

/// A font file that a drawing was made with: part of what a proof by drawing again needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FontUse {
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// The bytes are no drawing's file.
#[derive(Debug, thiserror::Error)]
pub enum NotADrawing {
    /// It does not start as one, or its length does not fit its size.
    #[error("this file is not a drawing of the rasteriser; make it again")]
    Malformed,
    /// It could not be read.
    #[error("the drawing could not be read: {0}")]
    Io(#[from] io::Error),
}

impl Raster {
    /// Writes the file: magic, width and height as 32 bits little-endian, then the pixels. The fonts are not written.
    pub fn write_to(&self, mut out: impl Write) -> io::Result<()> {
        out.write_all(MAGIC)?;
        out.write_all(&self.width.to_le_bytes())?;
        out.write_all(&self.height.to_le_bytes())?;
        out.write_all(&self.pixels)
    }

    /// Reads what [`Raster::write_to`] wrote; `fonts` is empty.
    pub fn read_from(mut input: impl Read) -> Result<Raster, NotADrawing> {
        let mut head = [0_u8; 16];
        input.read_exact(&mut head)?;
        let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (width, height) = (number(8), number(12));
        let sides = 1..=crate::limits::SIDE;
        if &head[..8] != MAGIC || !sides.contains(&width) || !sides.contains(&height) {
            return Err(NotADrawing::Malformed);
        }
        let size = width as usize * height as usize * 4;
        let mut pixels = Vec::with_capacity(size);
        input.take(size as u64 + 1).read_to_end(&mut pixels)?;
        if pixels.len() != size {
            return Err(NotADrawing::Malformed);
        }
        Ok(Raster { width, height, pixels, fonts: Vec::new() })
    }

    /// The premultiplied pixel at column `x`, row `y`; transparent outside.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        if x >= self.width || y >= self.height {
            return [0; 4];
        }
        let at = (y as usize * self.width as usize + x as usize) * 4;
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2], self.pixels[at + 3]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_as_it_was_and_a_cut_or_foreign_one_is_refused() {
        let raster = Raster { width: 2, height: 1, pixels: vec![1, 2, 3, 4, 5, 6, 7, 8], fonts: Vec::new() };
        let mut file = Vec::new();
        raster.write_to(&mut file).unwrap();
        assert_eq!(file, b"RUSHRGBA\x02\0\0\0\x01\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08");
        assert_eq!(Raster::read_from(&file[..]).unwrap(), raster);
        assert_eq!(raster.pixel(1, 0), [5, 6, 7, 8]);
        assert_eq!(raster.pixel(2, 0), [0; 4]);
        assert!(Raster::read_from(&file[..file.len() - 1]).is_err());
        assert!(Raster::read_from(&b"RUSHRGBB\x02\0\0\0\x01\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08"[..]).is_err());
        file.push(0);
        assert!(Raster::read_from(&file[..]).is_err());
    }
}
