//! The canvas: its size, rate and background.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The picture that layers are painted on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Canvas {
    /// Pixels, at least 1.
    pub width: u32,
    /// Pixels, at least 1.
    pub height: u32,
    /// Frames per second, exact (23.976 is 24000/1001).
    pub fps: Rational,
    /// Painted before any layer. Always opaque.
    pub background: Color,
}

/// An exact ratio, used for frame rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rational {
    /// Above the line.
    pub numerator: u32,
    /// Below the line, never zero.
    pub denominator: u32,
}

impl Rational {
    /// `numerator / denominator`.
    pub const fn new(numerator: u32, denominator: u32) -> Self {
        Self { numerator, denominator }
    }

    /// The nearest floating-point number.
    pub fn as_f64(self) -> f64 {
        f64::from(self.numerator) / f64::from(self.denominator)
    }

    /// When frame `index` is shown, in seconds, without accumulated error.
    pub fn time_of_frame(self, index: u64) -> f64 {
        index as f64 * f64::from(self.denominator) / f64::from(self.numerator)
    }
}

/// An sRGB colour, 8 bits a channel, with straight (not premultiplied) alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// 0 is transparent, 255 opaque.
    pub a: u8,
}

impl Color {
    /// Opaque black.
    pub const BLACK: Color = Color { r: 0, g: 0, b: 0, a: 255 };
    /// Fully transparent.
    pub const TRANSPARENT: Color = Color { r: 0, g: 0, b: 0, a: 0 };
}

/// The text is no colour.
#[derive(Debug, thiserror::Error)]
#[error("expected a colour as #rrggbb or #aarrggbb")]
pub struct NotAColor;

impl FromStr for Color {
    type Err = NotAColor;

    /// `#rrggbb`, or `#aarrggbb` (alpha first, as Shotstack writes it).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').ok_or(NotAColor)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAColor);
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| NotAColor)?;
        let value = match digits.len() {
            6 => value | 0xff00_0000,
            8 => value,
            _ => return Err(NotAColor),
        };
        let [a, r, g, b] = value.to_be_bytes();
        Ok(Color { r, g, b, a })
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Color { r, g, b, a } = self;
        match a {
            255 => write!(f, "#{r:02x}{g:02x}{b:02x}"),
            _ => write!(f, "#{a:02x}{r:02x}{g:02x}{b:02x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_put_alpha_first() {
        assert_eq!("#102030".parse::<Color>().unwrap(), Color { r: 16, g: 32, b: 48, a: 255 });
        assert_eq!("#80102030".parse::<Color>().unwrap(), Color { r: 16, g: 32, b: 48, a: 128 });
        assert_eq!("#80102030".parse::<Color>().unwrap().to_string(), "#80102030");
        for bad in ["102030", "#12", "#12345g", "#+12345", "red"] {
            assert!(bad.parse::<Color>().is_err(), "{bad}");
        }
    }

    #[test]
    fn frame_times_do_not_drift() {
        let ntsc = Rational::new(30000, 1001);
        assert_eq!(ntsc.time_of_frame(30000 * 3600), 1001.0 * 3600.0);
    }
}
