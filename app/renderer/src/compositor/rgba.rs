//! Pictures as they come in: interleaved RGBA.

/// What a pixel's colour means where it is translucent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alpha {
    /// Colour and opacity are independent, as in PNG files.
    Straight,
    /// The colour is multiplied by the opacity, as rasterisers give it.
    Premultiplied,
}

/// The bytes do not make a picture of the size that was claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} bytes of pixels, got {got}")]
pub struct WrongLength {
    /// What the size asks for.
    pub expected: usize,
    /// What was there.
    pub got: usize,
}

/// A picture of sRGB pixels, four bytes each: red, green, blue, alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rgba {
    width: usize,
    height: usize,
    alpha: Alpha,
    pixels: Vec<u8>,
}

impl Rgba {
    /// Rows from top to bottom, without padding.
    pub fn new(width: usize, height: usize, alpha: Alpha, pixels: Vec<u8>) -> Result<Self, WrongLength> {
        let expected = width.saturating_mul(height).saturating_mul(4);
        if pixels.len() != expected || width == 0 || height == 0 {
            return Err(WrongLength { expected, got: pixels.len() });
        }
        Ok(Self { width, height, alpha, pixels })
    }

    /// One pixel of one colour with straight alpha: what a plain-coloured layer is filled with.
    pub(crate) fn dot(color: domain::composition::Color) -> Self {
        Self { width: 1, height: 1, alpha: Alpha::Straight, pixels: vec![color.r, color.g, color.b, color.a] }
    }

    /// Pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Whether colours are multiplied by the opacity.
    pub fn alpha(&self) -> Alpha {
        self.alpha
    }

    /// Red, green, blue, alpha, row after row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}
