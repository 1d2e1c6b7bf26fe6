//! Shapes, measured.

use super::support::{count, extent, try_card};
use domain::composition::{Color, Outline, RasterRequest, RasterSource, Shape, Stroke};
use raster::Raster;

const RED: Color = Color { r: 255, g: 0, b: 0, a: 255 };
const INK: [u8; 4] = [255, 0, 0, 255];

fn draw(outline: Outline, fill: Color, stroke: Option<Stroke>) -> Raster {
    let request = RasterRequest {
        pointer: "timeline.tracks[0].clips[1].asset".to_owned(),
        width: 200,
        height: 100,
        source: RasterSource::Shape(Shape { outline, fill, stroke }),
        fonts: Vec::new(),
    };
    try_card(&request).unwrap()
}

/// How many pixels a shape covers, those that it covers in part counted in part.
fn area(raster: &Raster) -> f64 {
    raster.pixels.chunks_exact(4).map(|pixel| f64::from(pixel[3]) / 255.0).sum()
}

#[test]
fn a_rectangle_stands_in_the_middle_with_sharp_edges() {
    let raster = draw(Outline::Rectangle { width: 40.0, height: 20.0, radius: 0.0 }, RED, None);
    assert_eq!(extent(&raster, |pixel| pixel == INK), Some((80, 40, 120, 60)));
    assert_eq!(count(&raster, [0; 4]), 200 * 100 - 40 * 20);
    // 79.5 would be the exact middle: it stands on whole pixels.
    let odd = draw(Outline::Rectangle { width: 41.0, height: 21.0, radius: 0.0 }, RED, None);
    assert_eq!(extent(&odd, |pixel| pixel == INK), Some((79, 39, 120, 60)));
    assert_eq!(count(&odd, [0; 4]), 200 * 100 - 41 * 21);
}

#[test]
fn a_circle_is_round_and_its_edge_is_smooth() {
    let raster = draw(Outline::Circle { radius: 30.0 }, RED, None);
    assert_eq!(extent(&raster, |pixel| pixel[3] > 0), Some((70, 20, 130, 80)));
    let wanted = std::f64::consts::PI * 900.0;
    assert!((area(&raster) - wanted).abs() < wanted * 0.002, "{} instead of {wanted}", area(&raster));
    let edge = raster.pixels.chunks_exact(4).filter(|pixel| (1..255).contains(&pixel[3])).count();
    assert!(edge > 60, "{edge} pixels are covered in part");
}

#[test]
fn corners_are_rounded_by_at_most_half_a_side() {
    // A quarter of (4 - pi) r² is missing at each corner.
    let missing = |radius: f64| (4.0 - std::f64::consts::PI) * radius * radius;
    for (asked, drawn) in [(10.0, 10.0), (500.0, 20.0)] {
        let raster = draw(Outline::Rectangle { width: 80.0, height: 40.0, radius: asked }, RED, None);
        let wanted = 80.0 * 40.0 - missing(drawn);
        assert!((area(&raster) - wanted).abs() < 6.0, "{} instead of {wanted}", area(&raster));
    }
}

#[test]
fn half_a_stroke_is_outside_and_lies_over_the_fill() {
    let blue = Color { r: 0, g: 0, b: 255, a: 255 };
    let outline = Outline::Rectangle { width: 40.0, height: 20.0, radius: 0.0 };
    let raster = draw(outline, RED, Some(Stroke { width: 4.0, color: blue }));
    assert_eq!(extent(&raster, |pixel| pixel[3] == 255), Some((78, 38, 122, 62)));
    assert_eq!(extent(&raster, |pixel| pixel == INK), Some((82, 42, 118, 58)));
    let none = draw(outline, RED, Some(Stroke { width: 0.0, color: blue }));
    assert_eq!(count(&none, INK), 40 * 20);
}

#[test]
fn colours_are_premultiplied_and_what_is_transparent_is_not_drawn() {
    let outline = Outline::Rectangle { width: 40.0, height: 20.0, radius: 0.0 };
    let raster = draw(outline, Color { r: 200, g: 100, b: 0, a: 128 }, None);
    let [r, g, b, a] = raster.pixel(100, 50);
    assert!(a == 128 && r.abs_diff(100) <= 1 && g.abs_diff(50) <= 1 && b == 0, "{:?}", [r, g, b, a]);
    let clear = draw(outline, Color::TRANSPARENT, None);
    assert_eq!(count(&clear, [0; 4]), 200 * 100);
}

#[test]
fn what_is_larger_than_the_box_is_cut_and_what_has_no_size_is_nothing() {
    let large = Outline::Rectangle { width: 100_000.0, height: 10.0, radius: 0.0 };
    assert_eq!(extent(&draw(large, RED, None), |pixel| pixel == INK), Some((0, 45, 200, 55)));
    let round = draw(Outline::Circle { radius: 100_000.0 }, RED, None);
    assert_eq!(count(&round, INK), 200 * 100);
    for none in [Outline::Circle { radius: 0.0 }, Outline::Rectangle { width: 0.0, height: 20.0, radius: 3.0 }] {
        assert_eq!(count(&draw(none, RED, None), [0; 4]), 200 * 100, "{none:?}");
    }
}
