//! HTML assets: markup drawn into a box of its own size.

use super::{Compiled, drawable, drawn, side};
use crate::composition::{Color, Point, RasterRequest, RasterSource};
use crate::edit::compile::colors;
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::place::Place;
use crate::edit::compile::placing::anchor;
use crate::edit::model::{HtmlAsset, Position};

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, asset: &HtmlAsset) -> Compiled {
    let HtmlAsset { html, css, width, height, background, position } = asset;
    drawable(compiler, &place.key("html"), html);
    drawable(compiler, &place.key("css"), css.as_deref().unwrap_or_default());
    let (across, down) = (compiler.frame.width, compiler.frame.height);
    let width = side(compiler, &place.key("width"), *width, across);
    let height = side(compiler, &place.key("height"), *height, down);
    let background = colors::read(compiler, &place.key("background"), background.as_deref(), Color::TRANSPARENT);
    let request = RasterRequest {
        pointer: place.to_string(),
        width,
        height,
        source: RasterSource::Html {
            html: html.clone(),
            css: css.clone().unwrap_or_default(),
            background,
            align: anchor(position.unwrap_or(Position::Center)),
        },
        fonts: compiler.fonts.files().to_vec(),
    };
    Compiled { picture: Some(drawn(compiler, place, request, Point::default())), ..Compiled::default() }
}
