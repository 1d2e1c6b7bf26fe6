//! Cards to draw, and what is asked about the result.

use domain::Failure;
use domain::composition::{Color, Point, RasterRequest, RasterSource};
use raster::{FontLibrary, Given, Raster, draw};
use std::sync::LazyLock;

pub static LIBRARY: LazyLock<FontLibrary> = LazyLock::new(|| FontLibrary::load(&[]));

pub fn request(html: &str, css: &str) -> RasterRequest {
    RasterRequest {
        pointer: "timeline.tracks[0].clips[1].asset".to_owned(),
        width: 200,
        height: 100,
        source: RasterSource::Html {
            html: html.to_owned(),
            css: css.to_owned(),
            background: Color::TRANSPARENT,
            align: Point { x: 0.0, y: 0.0 },
        },
        fonts: Vec::new(),
    }
}

pub fn svg(markup: &str) -> RasterRequest {
    RasterRequest { source: RasterSource::Svg { markup: markup.to_owned() }, ..request("", "") }
}

pub fn aligned(mut request: RasterRequest, x: f64, y: f64) -> RasterRequest {
    let RasterSource::Html { align, .. } = &mut request.source else { panic!("no markup") };
    *align = Point { x, y };
    request
}

pub fn on(mut request: RasterRequest, color: &str) -> RasterRequest {
    let RasterSource::Html { background, .. } = &mut request.source else { panic!("no markup") };
    *background = color.parse().unwrap();
    request
}

pub fn try_card(request: &RasterRequest) -> Result<Raster, Failure> {
    draw_with(request, Given::default())
}

pub fn draw_with(request: &RasterRequest, given: Given<'_>) -> Result<Raster, Failure> {
    draw(request, given, &LIBRARY).map(|drawing| drawing.whole().expect("a whole drawing"))
}

pub fn card(request: &RasterRequest) -> Raster {
    try_card(request).unwrap()
}

/// Left, top, right, bottom (exclusive) of what `is_ink` holds for.
pub fn extent(raster: &Raster, is_ink: impl Fn([u8; 4]) -> bool) -> Option<(u32, u32, u32, u32)> {
    let all = (0..raster.height).flat_map(|y| (0..raster.width).map(move |x| (x, y)));
    all.filter(|(x, y)| is_ink(raster.pixel(*x, *y))).fold(None, |found, (x, y)| {
        let (left, top, right, bottom) = found.unwrap_or((x, y, x + 1, y + 1));
        Some((left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1)))
    })
}

pub fn is_opaque(pixel: [u8; 4]) -> bool {
    pixel[3] > 128
}

pub fn count(raster: &Raster, color: [u8; 4]) -> usize {
    raster.pixels.chunks_exact(4).filter(|pixel| *pixel == color).count()
}
