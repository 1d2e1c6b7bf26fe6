//! One shape, from its measures to pixels.

use crate::Raster;
use domain::composition::{Color, Outline, Shape};
use domain::{Failure, FailureCode};
use vello_cpu::color::{AlphaColor, Srgb};
use vello_cpu::kurbo::{BezPath, Circle, Join, Rect, Shape as _, Stroke, flatten};
use vello_cpu::{Pixmap, RasterizerSettings, RenderContext, RenderSettings, Resources};

/// How far a curve may lie from the true one, in pixels.
const TOLERANCE: f64 = 0.02;

/// Draws a shape in the middle of a drawing for the clip at `pointer`, and cuts off what reaches beyond.
pub(crate) fn draw(pointer: &str, width: u32, height: u32, shape: &Shape) -> Result<Raster, Failure> {
    let (Ok(across), Ok(down)) = (u16::try_from(width), u16::try_from(height)) else {
        let message = format!("A shape cannot be drawn on {width} x {height} pixels; make its box smaller.");
        return Err(Failure::at(FailureCode::LimitReached, pointer, message));
    };
    let Shape { outline, fill, stroke } = shape;
    let outline = flat(&path(*outline, f64::from(width), f64::from(height)));
    // No threads: the drawings of several clips wait for each other anyway.
    let settings = RenderSettings { num_threads: 0, ..RenderSettings::default() };
    let mut scene = RenderContext::new_with(across, down, settings);
    if fill.a > 0 {
        scene.set_paint(paint(*fill));
        scene.fill_path(&outline);
    }
    if let Some(stroke) = stroke.filter(|stroke| stroke.width > 0.0 && stroke.color.a > 0) {
        scene.set_paint(paint(stroke.color));
        scene.set_stroke(Stroke::new(stroke.width).with_join(Join::Miter));
        scene.stroke_path(&outline);
    }
    scene.flush();
    let mut pixmap = Pixmap::new(across, down);
    scene.render_with(&mut pixmap, &mut Resources::new(), RasterizerSettings::default());
    Ok(Raster { width, height, pixels: pixmap.data_as_u8_slice().to_vec(), fonts: Vec::new() })
}

/// The outline in the middle of a drawing. A rectangle that cannot stand exactly there stands on whole pixels, so that its
/// edges stay sharp.
fn path(outline: Outline, width: f64, height: f64) -> BezPath {
    match outline {
        Outline::Rectangle { width: across, height: down, radius } => {
            let (left, top) = (((width - across) / 2.0).floor(), ((height - down) / 2.0).floor());
            let rect = Rect::new(left, top, left + across, top + down);
            let radius = radius.min(across / 2.0).min(down / 2.0);
            if radius > 0.0 { rect.to_rounded_rect(radius).to_path(TOLERANCE) } else { rect.to_path(TOLERANCE) }
        }
        Outline::Circle { radius } => Circle::new((width / 2.0, height / 2.0), radius).to_path(TOLERANCE),
    }
}

/// Curves as lines: the painter's own are up to a quarter of a pixel off, which shows in large circles.
fn flat(path: &BezPath) -> BezPath {
    let mut flat = BezPath::new();
    flatten(path, TOLERANCE, |element| flat.push(element));
    flat
}

fn paint(Color { r, g, b, a }: Color) -> AlphaColor<Srgb> {
    AlphaColor::from_rgba8(r, g, b, a)
}
