//! Title assets: a text in a ready-made style, standing somewhere in the frame.
//!
//! The title's own position and offset place the text in the frame; the clip's then move and scale that frame as a whole.

use super::{Compiled, drawable, drawn};
use crate::composition::{Color, Keyframes, Point, RasterRequest, RasterSource, Size, Span};
use crate::edit::compile::colors;
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::place::Place;
use crate::edit::compile::placing::{OFFSET, along, anchor};
use crate::edit::compile::title_markup::Lettering;
use crate::edit::compile::title_style;
use crate::edit::model::{Offset, Position, TitleAsset, TitleSize, TitleStyle};

const WHITE: Color = Color { r: 255, g: 255, b: 255, a: 255 };

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, title: &TitleAsset, span: Span) -> Compiled {
    let TitleAsset { text, style, color, size, background, position, offset } = title;
    let color = colors::read(compiler, &place.key("color"), color.as_deref(), WHITE);
    let ground = background.as_deref().map(|text| {
        let place = place.key("background");
        colors::read(compiler, &place, Some(text), Color::TRANSPARENT)
    });
    let offset = offset.as_ref().map(|offset| shift(compiler, &place.key("offset"), offset, span.length()));
    let (shift, moves) = offset.unwrap_or_default();
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
    Compiled { picture: Some(drawn(compiler, place, request, shift)), moves, ..Compiled::default() }
}

/// The title's own offset: what stands still of it in frames to the right and **down**, and what moves in pixels.
fn shift(compiler: &mut Compiler<'_>, place: &Place, offset: &Offset, length: f64) -> (Point, Vec<Keyframes<Point>>) {
    let Offset { x, y } = offset;
    let Size { width, height } = compiler.frame;
    let x = OFFSET.compile(compiler, &place.key("x"), x.as_ref(), |v| v.get(), length);
    let y = OFFSET.compile(compiler, &place.key("y"), y.as_ref(), |v| v.get(), length);
    let still = |axis: &Option<Keyframes<f64>>| axis.as_ref().map_or(Some(0.0), Keyframes::as_constant);
    let shift = Point { x: still(&x).unwrap_or(0.0), y: -still(&y).unwrap_or(0.0) };
    let units = [(x, Point { x: width, y: 0.0 }), (y, Point { x: 0.0, y: -height })];
    let moving = units.into_iter().filter_map(|(axis, unit)| along(&axis.filter(|k| k.as_constant().is_none())?, unit));
    (shift, moving.collect())
}
