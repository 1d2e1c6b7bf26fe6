//! Title assets: a text in a ready-made style, standing somewhere in the frame.
//!
//! The title's own position and offset place the text in the frame; the clip's then move and scale that frame as a whole.

use super::{Compiled, drawable, drawn};
use crate::composition::{Color, Point, RasterRequest, RasterSource};
use crate::edit::compile::colors;
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::place::Place;
use crate::edit::compile::placing::anchor;
use crate::edit::compile::title_markup::Lettering;
use crate::edit::compile::title_style;
use crate::edit::model::{Animated, Offset, OffsetValue, Position, TitleAsset, TitleSize, TitleStyle};

const WHITE: Color = Color { r: 255, g: 255, b: 255, a: 255 };

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, title: &TitleAsset) -> Compiled {
    let TitleAsset { text, style, color, size, background, position, offset } = title;
    let color = colors::read(compiler, &place.key("color"), color.as_deref(), WHITE);
    let ground = background.as_deref().map(|text| {
        let place = place.key("background");
        colors::read(compiler, &place, Some(text), Color::TRANSPARENT)
    });
    let shift = offset.as_ref().map_or(Point::default(), |offset| shift(compiler, &place.key("offset"), offset));
    let (width, height) = (compiler.frame.width as u32, compiler.frame.height as u32);
    let lettering = Lettering {
        text,
        look: title_style::look(style.unwrap_or(TitleStyle::Minimal)),
        size: title_style::size(size.unwrap_or(TitleSize::Medium)) * compiler.frame.height,
        color,
        ground,
        place: anchor(position.unwrap_or(Position::Center)),
        frame: (width, height),
    };
    let html = lettering.html();
    drawable(compiler, &place.key("text"), &html);
    let request = RasterRequest {
        pointer: place.to_string(),
        width,
        height,
        source: RasterSource::Html {
            html,
            css: lettering.css(),
            background: Color::TRANSPARENT,
            align: Point::default(),
        },
        fonts: Vec::new(),
    };
    Compiled { picture: Some(drawn(compiler, place, request, shift)), ..Compiled::default() }
}

/// The title's own offset in frames to the right and **down**.
fn shift(compiler: &mut Compiler<'_>, place: &Place, offset: &Offset) -> Point {
    let Offset { x, y } = offset;
    let mut still = |key: &str, value: Option<&Animated<OffsetValue>>| match value {
        None => 0.0,
        Some(Animated::Still(value)) => value.get(),
        Some(Animated::Tweens(_)) => {
            compiler.not_yet(&place.key(key), "moving a title's own offset");
            0.0
        }
    };
    Point { x: still("x", x.as_ref()), y: -still("y", y.as_ref()) }
}
