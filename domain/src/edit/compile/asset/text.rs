//! Text assets: plain text in a box.

use super::lettering::{LENGTHS, LINE_HEIGHT, LINE_HEIGHTS, SIZES, WHITE, bounded, faded, hex, plain, stroke};
use super::{Compiled, drawable, drawn, side};
use crate::composition::{
    Color, Ground, Insets, Lettering, MotionPreset, Point, RasterRequest, RasterSource, Span, TextBox, TextMotion,
};
use crate::edit::compile::colors;
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::place::Place;
use crate::edit::model::{
    HorizontalAlignment, TextAlignment, TextAnimation, TextAsset, TextBackground, TextFont, TextStroke,
    TypewriterPreset, VerticalAlignment, Whole,
};

/// Height of letters in pixels, where none is given.
const SIZE: f64 = 32.0;

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, asset: &TextAsset, span: Span) -> Compiled {
    let TextAsset { text, width, height, font, background, alignment, stroke, animation, ellipsis } = asset;
    drawable(compiler, &place.key("text"), text);
    drawable(compiler, &place.key("ellipsis"), ellipsis.as_deref().unwrap_or_default());
    let (across, down) = (compiler.frame.width, compiler.frame.height);
    let width = side(compiler, &place.key("width"), *width, across);
    let height = side(compiler, &place.key("height"), *height, down);
    let mut lettering = lettering(compiler, &place.key("font"), font.as_ref());
    lettering.stroke = stroke.as_ref().and_then(|TextStroke { width, color }| {
        self::stroke(width.map_or(0.0, |width| width.get()), hex(color.as_ref(), Color::BLACK, 1.0))
    });
    let (ground, padding) = background
        .as_ref()
        .map(|background| behind(compiler, &place.key("background"), background))
        .unwrap_or_default();
    let text = TextBox {
        text: text.clone(),
        lettering,
        ground,
        border: None,
        padding: Insets { top: padding, right: padding, bottom: padding, left: padding },
        align: alignment.as_ref().map_or(Point { x: 0.5, y: 0.5 }, aligned),
        ellipsis: ellipsis.clone().filter(|ellipsis| !ellipsis.is_empty()),
        motion: animation.as_ref().map(|TextAnimation { preset, duration }| TextMotion {
            preset: match preset {
                TypewriterPreset::Typewriter => MotionPreset::Typewriter,
            },
            seconds: duration.map(|seconds| seconds.get()),
            by: None,
            towards: None,
            clip: span.length(),
        }),
    };
    let request = RasterRequest {
        pointer: place.to_string(),
        width,
        height,
        source: RasterSource::Text(Box::new(text)),
        fonts: compiler.fonts.files().to_vec(),
    };
    Compiled { picture: Some(drawn(compiler, place, request, Point::default())), ..Compiled::default() }
}

fn lettering(compiler: &mut Compiler<'_>, place: &Place, font: Option<&TextFont>) -> Lettering {
    let Some(TextFont { family, color, opacity, size, weight, line_height }) = font else {
        return plain(None, SIZE, WHITE);
    };
    let color = colors::read(compiler, &place.key("color"), color.as_deref(), WHITE);
    let color = faded(color, opacity.map_or(1.0, |opacity| opacity.get()));
    let pixels = |size: Whole| f64::from(size.get());
    let size = size.map_or(SIZE, |size| bounded(compiler, &place.key("size"), pixels(size), SIZES));
    let weight = weight.map_or(400.0, |weight| bounded(compiler, &place.key("weight"), pixels(weight), 100.0..=900.0));
    let line_height = line_height
        .map_or(LINE_HEIGHT, |height| bounded(compiler, &place.key("lineHeight"), height.get(), LINE_HEIGHTS));
    Lettering { weight, line_height, ..plain(family.as_deref(), size, color) }
}

/// What fills the box, and the room between it and the text. Nothing is filled without a colour.
fn behind(compiler: &mut Compiler<'_>, place: &Place, background: &TextBackground) -> (Option<Ground>, f64) {
    let TextBackground { color, opacity, padding, border_radius } = background;
    let radius = border_radius.map_or(0.0, |radius| radius.get());
    let radius = bounded(compiler, &place.key("borderRadius"), radius, LENGTHS);
    let ground = color.as_ref().map(|color| Ground {
        color: hex(Some(color), Color::BLACK, opacity.map_or(1.0, |opacity| opacity.get())),
        radius,
        around: None,
    });
    (ground, padding.map_or(0.0, |padding| padding.get()))
}

fn aligned(TextAlignment { horizontal, vertical }: &TextAlignment) -> Point {
    let y = match vertical {
        Some(VerticalAlignment::Top) => 0.0,
        None | Some(VerticalAlignment::Center) => 0.5,
        Some(VerticalAlignment::Bottom) => 1.0,
    };
    Point { x: across(*horizontal), y }
}

/// Where lines stand, from 0 at the left to 1 at the right.
pub(super) fn across(horizontal: Option<HorizontalAlignment>) -> f64 {
    match horizontal {
        Some(HorizontalAlignment::Left) => 0.0,
        None | Some(HorizontalAlignment::Center) => 0.5,
        Some(HorizontalAlignment::Right) => 1.0,
    }
}
