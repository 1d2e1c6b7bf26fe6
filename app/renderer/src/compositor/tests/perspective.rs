//! Pictures in perspective.

use super::scene::{Shelf, WHITE, composition, image, near, painted, rect, solid, video};
use crate::compositor::{Frame, Layout, to_rgb_bytes};
use domain::composition::{Keyframes, Layer, Matrix3, Point, Rect};

const LAYOUTS: [Layout; 2] = [Layout::Rgb, Layout::I420];

/// At the height `y`, everything is 1 + y/64 times as far away: a square of 64 becomes 64 wide above and 32 wide below, and
/// 32 high.
const AWAY: Matrix3 = Matrix3([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0 / 64.0, 1.0]]);

fn all() -> Rect {
    rect(0.0, 0.0, 64.0, 64.0)
}

fn projected(mut layer: Layer, matrix: Matrix3) -> Layer {
    layer.placement.projection = Some(matrix);
    layer
}

fn area(frame: &Frame) -> f64 {
    to_rgb_bytes(&frame.planes()).iter().map(|b| f64::from(*b) / 255.0 / 3.0).sum()
}

#[test]
fn a_square_going_away_covers_its_trapezium() {
    for layout in LAYOUTS {
        let scene = composition(64, 64, vec![projected(solid(WHITE, all()), AWAY)]);
        let frame = Shelf::default().compose(&scene, layout, 0);
        assert!((area(&frame) - 1536.0).abs() < 6.0, "{}", area(&frame));
        // At the height 16 it is 48 wide.
        near(&frame, (46, 16), [255.0; 3], 1.0);
        near(&frame, (49, 16), [0.0; 3], 1.0);
        near(&frame, (31, 30), [255.0; 3], 1.0);
        near(&frame, (10, 33), [0.0; 3], 1.0);
    }
}

#[test]
fn what_is_farther_away_is_smaller() {
    // Halved at half the height of the content: at 32 / 1.5 = 21.3 on screen, not at 16.
    let film = painted(64, 64, |plane, _, y| match plane {
        0 if y < 32 => 235,
        0 => 16,
        _ => 128,
    });
    let mut shelf =
        Shelf::default().film(1, film).picture(0, 64, 64, |_, y| if y < 32 { [255; 4] } else { [0, 0, 0, 255] });
    for layer in [image(0, all(), all()), video(1, all(), all())] {
        for layout in LAYOUTS {
            let frame = shelf.compose(&composition(64, 64, vec![projected(layer.clone(), AWAY)]), layout, 0);
            near(&frame, (10, 19), [255.0; 3], 2.0);
            near(&frame, (10, 23), [0.0; 3], 2.0);
        }
    }
}

#[test]
fn a_matrix_without_perspective_is_a_place_like_any_other() {
    let mut shelf = Shelf::default().picture(0, 20, 20, |x, y| [x as u8 * 9, y as u8 * 9, 77, 200]);
    let crop = rect(0.0, 0.0, 20.0, 20.0);
    let moved = image(0, crop, rect(12.0, 6.0, 20.0, 20.0));
    let projected = projected(image(0, crop, rect(2.0, 4.0, 20.0, 20.0)), Matrix3::translation(10.0, 2.0));
    for layout in LAYOUTS {
        let there = shelf.compose(&composition(64, 64, vec![moved.clone()]), layout, 0);
        let here = shelf.compose(&composition(64, 64, vec![projected.clone()]), layout, 0);
        assert!(there == here);
    }
}

#[test]
fn edges_in_perspective_are_smooth_and_translucent_ones_mix() {
    // Half opaque, so that every share is seen: the slanted edge covers every share between nothing and all.
    let mut layer = projected(solid(WHITE, all()), AWAY);
    layer.opacities = vec![Keyframes::constant(0.5)];
    let frame = Shelf::default().compose(&composition(64, 64, vec![layer]), Layout::Rgb, 0);
    let edge: Vec<u8> = (2..30).map(|y| frame.plane(0)[y * 64 + 63 - y]).collect();
    assert!(edge.iter().all(|v| (48..=80).contains(v)), "the diagonal halves its pixels: {edge:?}");
    assert_eq!(frame.plane(0)[20 * 64 + 5], 128);
}

#[test]
fn what_comes_behind_the_viewer_is_not_seen() {
    // The distance falls to nothing in the middle: only the upper half is in front.
    let towards = Matrix3([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, -1.0 / 32.0, 1.0]]);
    for layout in LAYOUTS {
        let mut layer = solid(WHITE, rect(0.0, 0.0, 64.0, 64.0));
        layer.placement.positions = vec![Keyframes::constant(Point { x: 0.0, y: 0.0 })];
        let frame = Shelf::default().compose(&composition(64, 64, vec![projected(layer, towards)]), layout, 0);
        // The upper half reaches from its edge far beyond the target's lower edge; right of the slanted side all is filled.
        near(&frame, (30, 60), [255.0; 3], 1.0);
        let behind = Matrix3([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, -1.0]]);
        let frame =
            Shelf::default().compose(&composition(64, 64, vec![projected(solid(WHITE, all()), behind)]), layout, 0);
        assert_eq!(area(&frame).round() as i64, 0);
    }
}
