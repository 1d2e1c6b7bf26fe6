//! Whatever the placement: nothing panics, and nothing outside the picture is written.

use super::scene::{Shelf, WHITE, composition, image, painted, rect, solid, video};
use crate::compositor::{Compositor, Layout, PlanesMut, Target};
use domain::composition::{Easing, Keyframes, Layer, Point, Rect};
use proptest::prelude::*;

const PADDING: usize = 7;
const GUARD: u8 = 0xa5;

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => -100.0..200.0f64,
        2 => (-20i32..60).prop_map(f64::from),
        1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(1e18), Just(-1e18), Just(1e-18)],
    ]
}

fn side() -> impl Strategy<Value = f64> {
    prop_oneof![6 => 0.01..150.0f64, 2 => (0u32..90).prop_map(f64::from), 1 => number()]
}

fn place() -> impl Strategy<Value = Rect> {
    (number(), number(), side(), side()).prop_map(|(x, y, w, h)| rect(x, y, w, h))
}

fn crop() -> impl Strategy<Value = Rect> {
    (0.0..20.0f64, 0.0..10.0f64, 0.1..60.0f64, 0.1..40.0f64).prop_map(|(x, y, w, h)| rect(x, y, w, h))
}

prop_compose! {
    fn layer()(kind in 0..3, crop in crop(), place in place(), to in (number(), number()), moving: bool,
               turn in prop_oneof![3 => Just(0.0), 2 => number()], skew in prop_oneof![3 => Just(0.0), 1 => number()],
               flips: (bool, bool), opacity in prop_oneof![2 => Just(1.0), 1 => -0.5..1.5f64]) -> Layer {
        let mut layer = match kind {
            0 => video(0, crop, place),
            1 => image(1, crop, place),
            _ => solid(WHITE, place),
        };
        if moving {
            let path = ((0.0, Point { x: place.x, y: place.y }), (10.0, Point { x: to.0, y: to.1 }));
            layer.placement.positions = vec![Keyframes::ramp(path.0, path.1, Easing::Linear)];
        }
        if turn != 0.0 {
            layer.placement.rotations = vec![Keyframes::constant(turn)];
        }
        if skew != 0.0 {
            layer.placement.skews = vec![Keyframes::constant(Point { x: skew, y: -skew / 3.0 })];
        }
        (layer.placement.flip.horizontal, layer.placement.flip.vertical) = flips;
        layer.opacities = vec![Keyframes::constant(opacity)];
        layer
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_layers_stay_inside(
        layers in prop::collection::vec(layer(), 1..4),
        width in 1usize..70, height in 1usize..50, frame in 0u64..100, rgb: bool,
    ) {
        let layout = if rgb { Layout::Rgb } else { Layout::I420 };
        let film = painted(61, 43, |p, x, y| (p + x * 3 + y) as u8);
        let mut shelf = Shelf::default().film(0, film).picture(1, 33, 21, |x, y| [x as u8, y as u8, 9, (x * 7) as u8]);
        let scene = composition(width as u32, height as u32, layers);
        let target = Target { width, height, layout, watermark: frame % 2 == 0 };
        let mut compositor = Compositor::new(&scene, shelf.facts(), target);
        let paint = |compositor: &mut Compositor, shelf: &mut Shelf, fill: u8| {
            let strides: [usize; 3] = std::array::from_fn(|p| layout.plane_size(p, width, height).0 + PADDING);
            let rows: [usize; 3] = std::array::from_fn(|p| layout.plane_size(p, width, height).1);
            let mut planes: [Vec<u8>; 3] = std::array::from_fn(|p| {
                let row = |_| std::iter::repeat_n(fill, strides[p] - PADDING).chain(std::iter::repeat_n(GUARD, PADDING));
                (0..rows[p]).flat_map(row).collect()
            });
            let [a, b, c] = &mut planes;
            let views = [(a.as_mut_slice(), strides[0]), (b.as_mut_slice(), strides[1]), (c.as_mut_slice(), strides[2])];
            let mut out = PlanesMut::new(layout, width, height, views).unwrap();
            compositor.compose(frame, shelf, &mut out).unwrap();
            (planes, strides)
        };
        let (planes, strides) = paint(&mut compositor, &mut shelf, 0);
        for (plane, stride) in planes.iter().zip(strides) {
            for row in plane.chunks_exact(stride) {
                prop_assert!(row[stride - PADDING..].iter().all(|b| *b == GUARD));
            }
        }
        // Every sample is painted, whatever was there, and the second time like the first.
        let (again, _) = paint(&mut compositor, &mut shelf, 255);
        prop_assert!(planes == again);
    }
}
