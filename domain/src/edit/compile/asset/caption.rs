//! Caption assets: subtitles of a file in SRT or WebVTT, each in its time.

use super::lettering::{
    LENGTHS, LINE_HEIGHT, LINE_HEIGHTS, SIZES, STROKES, WHITE, bounded, by_file, faded, plain, stroke,
};
use super::{Compiled, drawn};
use crate::composition::{Captions, Color, Ground, Insets, Lettering, Point, RasterRequest, RasterSource, Span};
use crate::edit::compile::colors;
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::facts::SourceKind;
use crate::edit::compile::place::Place;
use crate::edit::compile::sound;
use crate::edit::model::{CaptionAsset, CaptionBackground, CaptionFont, CaptionMargin, Number, Whole};

/// Height of letters in pixels.
const SIZE: f64 = 32.0;
/// Room to the left and to the right, as shares of the frame's width: lines break at nine tenths.
const SIDES: f64 = 0.05;
/// Where the middle of the text stands, as a share of the frame's height.
const HEIGHT: f64 = 0.9;
/// Pixels around the text that the ground covers.
const PADDING: f64 = 10.0;
/// Radius of the ground's corners in pixels.
const RADIUS: f64 = 4.0;
/// Opacity of the ground.
const OPACITY: f64 = 0.8;
/// Width in pixels of an outline that has a colour and no width.
const OUTLINE: f64 = 1.0;

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, asset: &CaptionAsset, span: Span) -> Compiled {
    let CaptionAsset { src, font, background, margin, trim, speed } = asset;
    let time = sound::playing(compiler, place, *trim, *speed);
    let lettering = lettering(compiler, &place.key("font"), font.as_ref());
    let lettering = by_file(compiler, lettering);
    let ground = ground(compiler, &place.key("background"), background.as_ref());
    let (within, anchor, at) = standing(compiler, &place.key("margin"), margin.as_ref());
    if src.trim().starts_with("alias://") {
        let message = "this server cannot transcribe the speech of a clip; give the address of a file in SRT or WebVTT";
        compiler.fault(&place.key("src"), message);
        return Compiled::default();
    }
    let Some((source, _)) = compiler.source(&place.key("src"), src, SourceKind::Captions) else {
        return Compiled::default();
    };
    let captions = Captions {
        source,
        time,
        clip: span.length(),
        lettering,
        ground: Some(ground).filter(|ground| ground.color.a > 0),
        within,
        anchor,
        at,
    };
    let request = RasterRequest {
        pointer: place.to_string(),
        width: compiler.frame.width as u32,
        height: compiler.frame.height as u32,
        source: RasterSource::Captions(Box::new(captions)),
        fonts: compiler.fonts.files().to_vec(),
    };
    Compiled { picture: Some(drawn(compiler, place, request, Point::default())), ..Compiled::default() }
}

fn lettering(compiler: &mut Compiler<'_>, place: &Place, font: Option<&CaptionFont>) -> Lettering {
    let Some(CaptionFont { family, color, opacity, size, line_height, stroke: outline, stroke_width }) = font else {
        return plain(None, SIZE, WHITE);
    };
    let color = colors::read(compiler, &place.key("color"), color.as_deref(), WHITE);
    let size = size.map_or(SIZE, pixels);
    let size = bounded(compiler, &place.key("size"), size, SIZES);
    let line_height = line_height.map_or(LINE_HEIGHT, |height| height.get());
    let line_height = bounded(compiler, &place.key("lineHeight"), line_height, LINE_HEIGHTS);
    let absent = if outline.is_some() { OUTLINE } else { 0.0 };
    let width = stroke_width.map_or(absent, |width| width.get());
    let width = bounded(compiler, &place.key("strokeWidth"), width, STROKES);
    let outline = colors::read(compiler, &place.key("stroke"), outline.as_deref(), Color::BLACK);
    Lettering {
        line_height,
        stroke: stroke(width, outline),
        ..plain(family.as_deref(), size, faded(color, opacity.map_or(1.0, |opacity| opacity.get())))
    }
}

fn ground(compiler: &mut Compiler<'_>, place: &Place, background: Option<&CaptionBackground>) -> Ground {
    let Some(CaptionBackground { color, opacity, padding, border_radius }) = background else {
        return Ground { color: faded(Color::BLACK, OPACITY), radius: RADIUS, around: Some(PADDING) };
    };
    let color = colors::read(compiler, &place.key("color"), color.as_deref(), Color::BLACK);
    let padding = bounded(compiler, &place.key("padding"), padding.map_or(PADDING, pixels), LENGTHS);
    let radius = bounded(compiler, &place.key("borderRadius"), border_radius.map_or(RADIUS, pixels), LENGTHS);
    let color = faded(color, opacity.map_or(OPACITY, |opacity| opacity.get()));
    Ground { color, radius, around: Some(padding) }
}

/// The part of the frame that the text stays within, and where which part of it stands.
fn standing(compiler: &mut Compiler<'_>, place: &Place, margin: Option<&CaptionMargin>) -> (Insets, f64, f64) {
    let (top, left, right) =
        margin.map_or((None, None, None), |CaptionMargin { top, left, right }| (*top, *left, *right));
    let mut share = |key: &str, value: Option<Number>| {
        value.map(|value| bounded(compiler, &place.key(key), value.get(), 0.0..=1.0))
    };
    let top = share("top", top);
    let (left, right) = (share("left", left).unwrap_or(SIDES), share("right", right).unwrap_or(SIDES));
    if left + right >= 1.0 {
        compiler.fault(place, "no room is left for the text: left and right must add up to less than 1");
    }
    let width = compiler.frame.width;
    let within = Insets { left: left * width, right: right * width, ..Insets::default() };
    match top {
        // Below the margin.
        Some(top) => (within, 0.0, top),
        None => (within, 0.5, HEIGHT),
    }
}

fn pixels(whole: Whole) -> f64 {
    f64::from(whole.get())
}
