//! The looks of title assets.
//!
//! Nothing public says which font, weight or size Shotstack's title styles have; these are ours, after their names. Every
//! font has fallbacks, so that a title is drawn wherever it is. Sizes are fractions of the frame's height, so that a
//! title looks alike at every resolution.

use crate::edit::model::{TitleSize, TitleStyle};

/// How a title style sets its letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    /// CSS `font-family`.
    pub family: &'static str,
    /// CSS `font-weight`.
    pub weight: u16,
    /// Set in capitals.
    pub capitals: bool,
    /// CSS `letter-spacing` in ems.
    pub spacing: f64,
    /// CSS `line-height`.
    pub leading: f64,
    /// Stands on a dark strip unless the title asks for another ground.
    pub strip: bool,
}

const PLAIN: Look =
    Look { family: "'Open Sans', sans-serif", weight: 400, capitals: false, spacing: 0.0, leading: 1.2, strip: false };

/// Light and clear; the default.
const MINIMAL: Look = Look { family: "'Didact Gothic', 'Open Sans', sans-serif", ..PLAIN };
/// Heavy capitals.
const BLOCKBUSTER: Look =
    Look { family: "Roboto, 'Open Sans', sans-serif", weight: 900, capitals: true, leading: 1.1, ..PLAIN };
/// A serif.
const VOGUE: Look = Look { family: "Arapey, 'Noto Serif', serif", spacing: 0.02, ..PLAIN };
/// Thin handwriting.
const SKETCHY: Look = Look { family: "'Sue Ellen Francisco', 'Permanent Marker', cursive", ..PLAIN };
/// Thin and wide apart.
const SKINNY: Look =
    Look { family: "'Work Sans Light', 'Work Sans', Roboto, sans-serif", weight: 300, spacing: 0.05, ..PLAIN };
/// Very bold.
const CHUNK: Look =
    Look { family: "'Montserrat ExtraBold', Montserrat, 'Open Sans', sans-serif", weight: 800, leading: 1.1, ..PLAIN };
/// Bold.
const CHUNK_LIGHT: Look =
    Look { family: "'Montserrat SemiBold', Montserrat, 'Open Sans', sans-serif", weight: 600, leading: 1.1, ..PLAIN };
/// A felt pen.
const MARKER: Look = Look { family: "'Permanent Marker', 'Sue Ellen Francisco', cursive", ..PLAIN };
/// Capitals wide apart.
const FUTURE: Look =
    Look { family: "MovLette, 'Work Sans', Roboto, sans-serif", weight: 500, capitals: true, spacing: 0.12, ..PLAIN };
/// White on a dark strip.
const SUBTITLE: Look = Look { family: "'Clear Sans', 'Open Sans', sans-serif", strip: true, ..PLAIN };

/// How a style sets its letters.
pub(super) const fn look(style: TitleStyle) -> Look {
    match style {
        TitleStyle::Minimal => MINIMAL,
        TitleStyle::Blockbuster => BLOCKBUSTER,
        TitleStyle::Vogue => VOGUE,
        TitleStyle::Sketchy => SKETCHY,
        TitleStyle::Skinny => SKINNY,
        TitleStyle::Chunk => CHUNK,
        TitleStyle::ChunkLight => CHUNK_LIGHT,
        TitleStyle::Marker => MARKER,
        TitleStyle::Future => FUTURE,
        TitleStyle::Subtitle => SUBTITLE,
    }
}

/// Font sizes as fractions of the frame's height.
pub(super) const fn size(size: TitleSize) -> f64 {
    match size {
        TitleSize::XxSmall => 0.03,
        TitleSize::XSmall => 0.04,
        TitleSize::Small => 0.055,
        TitleSize::Medium => 0.075,
        TitleSize::Large => 0.1,
        TitleSize::XLarge => 0.13,
        TitleSize::XxLarge => 0.17,
    }
}

/// The ground of a style that stands on a strip.
pub(super) const STRIP: &str = "rgba(0,0,0,0.6)";
