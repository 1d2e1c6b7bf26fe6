//! Whatever the placement: nothing panics, and nothing outside the picture is written.

use super::scene::{Shelf, WHITE, group, image, painted, rect, scene, solid, video};
use crate::compositor::{Compositor, Layout, PlanesMut, Target};
use domain::composition::{
    BlendMode, Color, Easing, Effect, Extent, Group, Keyframes, Layer, LumaPolarity, Mask, Matrix3, Node, Point, Rect,
    Span,
};
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
    let tiny = (-13.0..-2.0f64).prop_map(|exponent| 10.0f64.powf(exponent));
    prop_oneof![6 => 0.01..150.0f64, 2 => (0u32..90).prop_map(f64::from), 1 => number(), 1 => tiny]
}

fn place() -> impl Strategy<Value = Rect> {
    (number(), number(), side(), side()).prop_map(|(x, y, w, h)| rect(x, y, w, h))
}

fn crop() -> impl Strategy<Value = Rect> {
    (0.0..20.0f64, 0.0..10.0f64, 0.1..60.0f64, 0.1..40.0f64).prop_map(|(x, y, w, h)| rect(x, y, w, h))
}

fn effect() -> impl Strategy<Value = Effect> {
    let key = (number(), number()).prop_map(|(threshold, halo)| Effect::ChromaKey {
        color: Color { r: 9, g: 90, b: 200, a: 255 },
        threshold,
        halo,
    });
    prop_oneof![
        (-3.0..3.0f64, -1.0..1.0f64).prop_map(|(slope, offset)| Effect::Linear { slope, offset }),
        (-1.0..3.0f64).prop_map(|amount| Effect::Saturation { amount }),
        Just(Effect::Invert),
        side().prop_map(|sigma| Effect::Blur { sigma }),
        key,
    ]
}

fn mask() -> impl Strategy<Value = Mask> {
    let luma = (0..3, crop(), any::<bool>()).prop_map(|(kind, crop, white)| Mask::Luma {
        span: Span { start: 2.0, end: 8.0 },
        content: filling(kind, crop, rect(0.0, 0.0, 1.0, 1.0)).content,
        polarity: if white { LumaPolarity::WhiteHides } else { LumaPolarity::BlackHides },
    });
    let across = any::<bool>().prop_map(|canvas| if canvas { Extent::Canvas } else { Extent::Box });
    let wipe = (across, number(), -0.5..1.5f64, prop_oneof![Just(0.0), 0.0..2.0f64, number()]).prop_map(
        |(across, angle, edge, softness)| Mask::Wipe { across, angle, edge: Keyframes::constant(edge), softness },
    );
    prop_oneof![luma, wipe]
}

fn blend() -> impl Strategy<Value = BlendMode> {
    use BlendMode::{Add, Darken, Lighten, Multiply, Normal, Overlay, Screen};
    prop_oneof![4 => Just(Normal), 1 => prop::sample::select(vec![Multiply, Screen, Overlay, Darken, Lighten, Add])]
}

fn projection() -> impl Strategy<Value = Option<Matrix3>> {
    let away = (-0.05..0.05f64, -0.05..0.05f64, 0.2..2.0f64, number());
    let matrix = away.prop_map(|(x, y, w, dx)| Matrix3([[1.0, 0.1, dx], [0.0, 1.0, 0.0], [x, y, w]]));
    prop_oneof![3 => Just(None), 1 => matrix.prop_map(Some)]
}

fn few<T: std::fmt::Debug>(item: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(item, 0..3)
}

fn filling(kind: i32, crop: Rect, place: Rect) -> Layer {
    match kind {
        0 => video(0, crop, place),
        1 => image(1, crop, place),
        _ => solid(WHITE, place),
    }
}

prop_compose! {
    fn changed_layer()(layer in layer(), effects in few(effect()), masks in few(mask()), blend in blend(),
                       projection in projection()) -> Layer {
        let mut layer = Layer { effects, masks, blend, ..layer };
        layer.placement.projection = projection;
        layer
    }
}

prop_compose! {
    fn changed_group()(layers in prop::collection::vec(changed_layer(), 1..3), around in changed_layer()) -> Group {
        let nodes = layers.into_iter().map(Node::Layer).collect();
        let Layer { placement, opacities, effects, blend, masks, .. } = around;
        Group { placement, opacities, effects, blend, masks, ..group(nodes, rect(0.0, 0.0, 1.0, 1.0)) }
    }
}

fn node() -> impl Strategy<Value = Node> {
    prop_oneof![
        2 => layer().prop_map(Node::Layer),
        2 => changed_layer().prop_map(Node::Layer),
        1 => changed_group().prop_map(Node::Group),
        1 => (changed_group(), changed_group()).prop_map(|(inner, mut outer)| {
            outer.nodes.push(Node::Group(inner));
            Node::Group(outer)
        }),
    ]
}

prop_compose! {
    fn layer()(kind in 0..3, crop in crop(), place in place(), to in (number(), number()), moving: bool,
               turn in prop_oneof![3 => Just(0.0), 2 => number()], skew in prop_oneof![3 => Just(0.0), 1 => number()],
               flips: (bool, bool), opacity in prop_oneof![2 => Just(1.0), 1 => -0.5..1.5f64]) -> Layer {
        let mut layer = filling(kind, crop, place);
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
        nodes in prop::collection::vec(node(), 1..4),
        width in 1usize..70, height in 1usize..50, frame in 0u64..100, rgb: bool,
    ) {
        let layout = if rgb { Layout::Rgb } else { Layout::I420 };
        let film = painted(61, 43, |p, x, y| (p + x * 3 + y) as u8);
        let mut shelf = Shelf::default().film(0, film).picture(1, 33, 21, |x, y| [x as u8, y as u8, 9, (x * 7) as u8]);
        let composition = scene(width as u32, height as u32, nodes);
        let target = Target { width, height, layout, watermark: frame % 2 == 0 };
        let mut compositor = Compositor::new(&composition, shelf.facts(), target);
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
