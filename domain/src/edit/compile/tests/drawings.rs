//! Shapes and SVG: what is ordered of the rasteriser, and where it stands.

use super::*;
use crate::composition::{Color, Outline, RasterSource, Shape, Stroke};

const WHITE: Color = Color { r: 255, g: 255, b: 255, a: 255 };

fn shape(asset: Value) -> (Shape, (u32, u32)) {
    let mut asset = asset;
    asset["type"] = json!("shape");
    let composition = compiled(&one_clip(json!({ "asset": asset })), &[]);
    let request = &composition.rasters[0];
    let RasterSource::Shape(shape) = request.source else { panic!("no shape: {request:?}") };
    assert_eq!(request.pointer, "timeline.tracks[0].clips[0].asset");
    (shape, (request.width, request.height))
}

#[test]
fn a_plain_shape_is_white_in_the_middle_of_the_frame() {
    let (circle, size) = shape(json!({ "shape": "circle", "circle": { "radius": 40 } }));
    assert_eq!(circle, Shape { outline: Outline::Circle { radius: 40.0 }, fill: WHITE, stroke: None });
    assert_eq!(size, (1280, 720));
}

#[test]
fn a_rectangle_has_its_corners_fill_and_stroke() {
    let (found, size) = shape(json!({
        "shape": "rectangle", "width": 400, "height": 300,
        "rectangle": { "width": 200, "height": 100, "cornerRadius": 12 },
        // Of 0xcc a half is 0x66.
        "fill": { "color": "#cc102030", "opacity": 0.5 }, "stroke": { "color": "#ff8800", "width": 2.5 },
        "circle": { "radius": 9 }
    }));
    assert_eq!(found.outline, Outline::Rectangle { width: 200.0, height: 100.0, radius: 12.0 });
    assert_eq!(found.fill, Color { r: 0x10, g: 0x20, b: 0x30, a: 0x66 });
    assert_eq!(found.stroke, Some(Stroke { width: 2.5, color: Color { r: 0xff, g: 0x88, b: 0, a: 255 } }));
    assert_eq!(size, (400, 300));
}

#[test]
fn a_line_is_a_flat_rectangle_and_a_stroke_without_more_is_a_black_pixel() {
    let (found, _) = shape(json!({ "shape": "line", "line": { "length": 300, "thickness": 6 }, "stroke": {} }));
    assert_eq!(found.outline, Outline::Rectangle { width: 300.0, height: 6.0, radius: 0.0 });
    assert_eq!(found.stroke, Some(Stroke { width: 1.0, color: Color::BLACK }));
}

#[test]
fn a_shape_stands_in_its_own_box_whatever_the_clips() {
    let asset = json!({
        "type": "shape", "shape": "circle", "circle": { "radius": 20 }, "width": 100, "height": 50
    });
    let clip =
        json!({ "asset": asset, "width": 640, "height": 360, "position": "bottomRight", "fit": "cover", "scale": 2 });
    assert_close(box_of(clip, &[]), rect(1280.0 - 200.0, 720.0 - 100.0, 200.0, 100.0));
}

#[test]
fn an_svg_fills_the_clips_box_or_else_the_frame() {
    let asset = json!({ "type": "svg", "src": "<svg viewBox='0 0 10 10'/>" });
    let clip = json!({ "asset": asset, "width": 320, "height": 200, "position": "topRight" });
    let composition = compiled(&one_clip(clip.clone()), &[]);
    let request = &composition.rasters[0];
    assert_eq!(request.source, RasterSource::Svg { markup: "<svg viewBox='0 0 10 10'/>".to_owned() });
    assert_eq!((request.width, request.height), (320, 200));
    assert_close(box_of(clip, &[]), rect(960.0, 0.0, 320.0, 200.0));
    assert_close(box_of(json!({ "asset": asset, "width": 320 }), &[]), rect(0.0, 0.0, 1280.0, 720.0));
}
