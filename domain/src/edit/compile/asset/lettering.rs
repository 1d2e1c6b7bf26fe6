//! What texts of every kind have in common: colours with opacities, bounds of numbers, plain letters.

use crate::composition::{Color, Lettering, Stroke};
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::place::Place;
use crate::edit::model::HexColor;
use std::ops::RangeInclusive;

pub(super) const WHITE: Color = Color { r: 255, g: 255, b: 255, a: 255 };

/// The family of texts that name none.
pub(super) const FAMILY: &str = "Open Sans";
/// The height of a line, as a multiple of the letters' size.
pub(super) const LINE_HEIGHT: f64 = 1.2;

/// Heights of letters, in pixels.
pub(super) const SIZES: RangeInclusive<f64> = 1.0..=1000.0;
/// Multiples of the letters' size.
pub(super) const LINE_HEIGHTS: RangeInclusive<f64> = 0.0..=10.0;
/// Room around texts, radii of corners and widths of frames, in pixels: as far as a drawing reaches.
pub(super) const LENGTHS: RangeInclusive<f64> = 0.0..=8192.0;
/// Widths of outlines, in pixels.
pub(super) const STROKES: RangeInclusive<f64> = 0.0..=200.0;

/// Letters without anything special.
pub(super) fn plain(family: Option<&str>, size: f64, color: Color) -> Lettering {
    Lettering {
        family: family.map(str::trim).filter(|family| !family.is_empty()).unwrap_or(FAMILY).to_owned(),
        file: None,
        size,
        weight: 400.0,
        italic: false,
        color,
        gradient: None,
        behind: None,
        stroke: None,
        shadow: None,
        letter_spacing: 0.0,
        word_spacing: 0.0,
        line_height: LINE_HEIGHT,
        decoration: None,
    }
}

/// Letters that are set in a custom font of their family's name, if there is one: by the name of its file first.
pub(super) fn by_file(compiler: &Compiler<'_>, lettering: Lettering) -> Lettering {
    Lettering { file: compiler.fonts.named(&lettering.family), ..lettering }
}

/// A number within bounds that the schema leaves open; beyond them it is a fault, and taken as the bound.
pub(super) fn bounded(compiler: &mut Compiler<'_>, place: &Place, value: f64, allowed: RangeInclusive<f64>) -> f64 {
    let (low, high) = (*allowed.start(), *allowed.end());
    if !allowed.contains(&value) {
        compiler.fault(place, format!("Invalid input: expected a number from {low} to {high}, received {value}"));
    }
    value.clamp(low, high)
}

/// The colour of six digits, or else `absent`, at an opacity from 0 to 1.
pub(super) fn hex(color: Option<&HexColor>, absent: Color, opacity: f64) -> Color {
    let color = color.map_or(absent, |color| {
        let [r, g, b] = color.rgb();
        Color { r, g, b, a: 255 }
    });
    faded(color, opacity)
}

/// A colour, less opaque by a factor from 0 to 1.
pub(super) fn faded(color: Color, opacity: f64) -> Color {
    Color { a: (f64::from(color.a) * opacity).round() as u8, ..color }
}

/// An outline, unless it has no width.
pub(super) fn stroke(width: f64, color: Color) -> Option<Stroke> {
    (width > 0.0).then_some(Stroke { width, color })
}
