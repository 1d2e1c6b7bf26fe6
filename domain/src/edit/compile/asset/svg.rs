//! SVG assets: markup drawn into the clip's box.

use super::{Compiled, drawn};
use crate::composition::{Point, RasterRequest, RasterSource, Size};
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::place::Place;
use crate::edit::model::SvgAsset;
use crate::svg;

/// The drawing fills `clip_box`, or else the frame, as its `viewBox` says.
pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    place: &Place,
    asset: &SvgAsset,
    clip_box: Option<Size>,
) -> Compiled {
    let SvgAsset { src } = asset;
    let place_of_src = place.key("src");
    if !src.contains('<') {
        let message = "Invalid input: expected the markup of an SVG, such as \"<svg …>…</svg>\"; an address of an SVG is no asset here";
        compiler.fault(&place_of_src, message);
    } else if let Err(refusal) = svg::read(src) {
        compiler.fault(&place_of_src, refusal.message());
    }
    let Size { width, height } = clip_box.unwrap_or(compiler.frame);
    let request = RasterRequest {
        pointer: place.to_string(),
        width: width as u32,
        height: height as u32,
        source: RasterSource::Svg { markup: src.to_string() },
        fonts: Vec::new(),
    };
    Compiled { picture: Some(drawn(compiler, place, request, Point::default())), ..Compiled::default() }
}
