//! Blend modes against W3C Compositing and Blending.

use super::scene::{Shelf, composition, image, near, painted, rect, solid, video};
use crate::compositor::Layout;
use domain::composition::{BlendMode, Color, Keyframes, Layer, Rect};

const LAYOUTS: [Layout; 2] = [Layout::Rgb, Layout::I420];
const BELOW: Color = Color { r: 200, g: 100, b: 50, a: 255 };
const ABOVE: [u8; 3] = [100, 200, 250];

fn all() -> Rect {
    rect(0.0, 0.0, 16.0, 16.0)
}

/// What each mode makes of the two, opaque.
const MIXED: [(BlendMode, [f64; 3]); 7] = [
    (BlendMode::Normal, [100.0, 200.0, 250.0]),
    (BlendMode::Multiply, [78.4, 78.4, 49.0]),
    (BlendMode::Screen, [221.6, 221.6, 251.0]),
    // 255 - 2 · 55 · 155 / 255 above the middle, 2 · 100 · 200 / 255 and 2 · 50 · 250 / 255 below.
    (BlendMode::Overlay, [188.1, 156.9, 98.0]),
    (BlendMode::Darken, [100.0, 100.0, 50.0]),
    (BlendMode::Lighten, [200.0, 200.0, 250.0]),
    (BlendMode::Add, [255.0, 255.0, 255.0]),
];

#[test]
fn every_mode_mixes_as_it_is_defined() {
    for (blend, expected) in MIXED {
        let [r, g, b] = ABOVE;
        for layout in LAYOUTS {
            let layer = Layer { blend, ..solid(Color { r, g, b, a: 255 }, rect(4.0, 4.0, 8.0, 8.0)) };
            let frame = Shelf::default().compose(&composition(16, 16, vec![solid(BELOW, all()), layer]), layout, 0);
            let tolerance = if layout == Layout::Rgb { 1.0 } else { 3.0 };
            near(&frame, (8, 8), expected, tolerance);
            near(&frame, (1, 1), [200.0, 100.0, 50.0], tolerance);
        }
    }
}

#[test]
fn opacity_and_alpha_take_their_share_of_what_is_mixed() {
    for (blend, mixed) in MIXED {
        for (alpha, opacity) in [(255u8, 0.5), (128, 1.0)] {
            let [r, g, b] = ABOVE;
            let mut shelf = Shelf::default().picture(0, 8, 8, |_, _| [r, g, b, alpha]);
            let mut layer = Layer { blend, ..image(0, rect(0.0, 0.0, 8.0, 8.0), all()) };
            layer.opacities = vec![Keyframes::constant(opacity)];
            let share = f64::from(alpha) / 255.0 * opacity;
            let below = [200.0, 100.0, 50.0];
            let expected = std::array::from_fn(|c| match blend {
                // The sum of what is there, not half of a sum that is too much.
                BlendMode::Add => (below[c] + f64::from(ABOVE[c]) * share).min(255.0),
                _ => below[c] * (1.0 - share) + mixed[c] * share,
            });
            for layout in LAYOUTS {
                let scene = composition(16, 16, vec![solid(BELOW, all()), layer.clone()]);
                near(
                    &shelf.compose(&scene, layout, 0),
                    (8, 8),
                    expected,
                    if layout == Layout::Rgb { 1.5 } else { 3.0 },
                );
            }
        }
    }
}

#[test]
fn nothing_changes_where_there_is_nothing() {
    let film = painted(16, 16, |plane, x, y| (40 + plane * 30 + x * 11 + y * 7) as u8);
    let half = |x: usize| if x < 8 { [255, 255, 255, 255] } else { [77, 200, 3, 0] };
    for (blend, _) in MIXED {
        let mut shelf = Shelf::default().film(1, film.clone()).picture(0, 16, 16, |x, _| half(x));
        let layer = Layer { blend, ..image(0, all(), all()) };
        let frame = shelf.compose(&composition(16, 16, vec![video(1, all(), all()), layer]), Layout::I420, 0);
        for (plane, columns, untouched) in [(0, 16, 8), (1, 8, 4), (2, 8, 4)] {
            let rows = frame.plane(plane).chunks_exact(columns).zip(film.plane(plane).chunks_exact(columns));
            for (after, before) in rows {
                assert_eq!(after[untouched..], before[untouched..], "{blend:?}");
                if matches!(blend, BlendMode::Multiply | BlendMode::Darken) {
                    // White leaves everything as it is.
                    assert_eq!(after, before, "{blend:?}");
                }
            }
        }
    }
}
