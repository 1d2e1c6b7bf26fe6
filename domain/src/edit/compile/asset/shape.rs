//! Shape assets: a rectangle, circle or line in the middle of a box.

use super::lettering::WHITE;
use super::{Compiled, drawn, side};
use crate::composition::{Color, Outline, Point, RasterRequest, RasterSource, Shape, Stroke};
use crate::edit::compile::colors;
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::place::Place;
use crate::edit::model::{
    NonNegative, ShapeAsset, ShapeCircle, ShapeFill, ShapeKind, ShapeLine, ShapeRectangle, ShapeStroke, Share, Whole,
};

/// The longest measure of a shape in pixels: many times what any box shows of it.
const LARGEST: f64 = 100_000.0;

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, asset: &ShapeAsset) -> Compiled {
    let ShapeAsset { shape, width, height, fill, stroke, rectangle, circle, line } = asset;
    let (across, down) = (compiler.frame.width, compiler.frame.height);
    let width = side(compiler, &place.key("width"), *width, across);
    let height = side(compiler, &place.key("height"), *height, down);
    let fill = self::fill(compiler, &place.key("fill"), fill.as_ref());
    let stroke = stroke.as_ref().map(|stroke| self::stroke(compiler, &place.key("stroke"), stroke));
    // The blocks of other shapes are allowed beside the one that counts, and change nothing.
    let outline = match shape {
        ShapeKind::Rectangle => rectangle.as_ref().map(|it| self::rectangle(compiler, &place.key("rectangle"), it)),
        ShapeKind::Circle => circle.as_ref().map(|it| self::circle(compiler, &place.key("circle"), it)),
        ShapeKind::Line => line.as_ref().map(|it| self::line(compiler, &place.key("line"), it)),
    };
    // The rules between values have refused a shape without its measures.
    let Some(outline) = outline else { return Compiled::default() };
    let request = RasterRequest {
        pointer: place.to_string(),
        width,
        height,
        source: RasterSource::Shape(Shape { outline, fill, stroke }),
        fonts: Vec::new(),
    };
    Compiled { picture: Some(drawn(compiler, place, request, Point::default())), ..Compiled::default() }
}

fn fill(compiler: &mut Compiler<'_>, place: &Place, fill: Option<&ShapeFill>) -> Color {
    let Some(ShapeFill { color, opacity }) = fill else { return WHITE };
    let color = colors::read(compiler, &place.key("color"), color.as_deref(), WHITE);
    let opacity = opacity.map_or(1.0, Share::get);
    Color { a: (f64::from(color.a) * opacity).round() as u8, ..color }
}

/// Black and a pixel wide unless it says otherwise.
fn stroke(compiler: &mut Compiler<'_>, place: &Place, stroke: &ShapeStroke) -> Stroke {
    let ShapeStroke { color, width } = stroke;
    let color = colors::read(compiler, &place.key("color"), color.as_deref(), Color::BLACK);
    Stroke { width: measured(compiler, &place.key("width"), width.map_or(1.0, NonNegative::get)), color }
}

fn rectangle(compiler: &mut Compiler<'_>, place: &Place, rectangle: &ShapeRectangle) -> Outline {
    let ShapeRectangle { width, height, corner_radius } = rectangle;
    Outline::Rectangle {
        width: measure(compiler, &place.key("width"), *width),
        height: measure(compiler, &place.key("height"), *height),
        radius: corner_radius.map_or(0.0, |radius| measure(compiler, &place.key("cornerRadius"), radius)),
    }
}

fn circle(compiler: &mut Compiler<'_>, place: &Place, circle: &ShapeCircle) -> Outline {
    let ShapeCircle { radius } = circle;
    Outline::Circle { radius: measure(compiler, &place.key("radius"), *radius) }
}

/// A line lies flat, and is filled like everything else.
fn line(compiler: &mut Compiler<'_>, place: &Place, line: &ShapeLine) -> Outline {
    let ShapeLine { length, thickness } = line;
    Outline::Rectangle {
        width: measure(compiler, &place.key("length"), *length),
        height: measure(compiler, &place.key("thickness"), *thickness),
        radius: 0.0,
    }
}

fn measure(compiler: &mut Compiler<'_>, place: &Place, pixels: Whole) -> f64 {
    measured(compiler, place, pixels.get().into())
}

fn measured(compiler: &mut Compiler<'_>, place: &Place, pixels: f64) -> f64 {
    if pixels > LARGEST {
        compiler.fault(place, format!("Too big: expected at most {LARGEST} pixels, received {pixels}"));
    }
    pixels.min(LARGEST)
}
