//! Groups: as if their layers stood alone, or as one picture.

use super::scene::{
    Shelf, WHITE, composition, group, image, near, painted, pixel, plain_film, rect, scene, solid, video,
};
use crate::compositor::{Compositor, Layout, Need, Resolver, Shown, Target};
use domain::composition::{
    BlendMode, Color, Composition, Easing, Effect, Extent, Group, Keyframes, Layer, Mask, Node, Rect, Span,
};

const LAYOUTS: [Layout; 2] = [Layout::Rgb, Layout::I420];
const RED: Color = Color { r: 220, g: 20, b: 40, a: 255 };
const BLACK: Color = Color::BLACK;

fn grey(value: u8) -> Color {
    Color { r: value, g: value, b: value, a: 255 }
}

fn all() -> Rect {
    rect(0.0, 0.0, 64.0, 48.0)
}

fn layers(layers: Vec<Layer>) -> Vec<Node> {
    layers.into_iter().map(Node::Layer).collect()
}

fn shown(composition: &Composition, frame: u64) -> Vec<Shown> {
    Resolver::new(composition, &Default::default(), 64, 48).shown(frame)
}

#[test]
fn a_plain_group_is_its_layers_at_their_places() {
    // The group's canvas of 32 by 24 is stretched twofold and moved.
    let mut twice = group(
        layers(vec![solid(WHITE, rect(2.0, 3.0, 8.0, 4.0)), solid(RED, rect(6.0, 5.0, 10.0, 9.0))]),
        rect(4.0, 2.0, 32.0, 24.0),
    );
    twice.placement.scales = vec![Keyframes::constant(2.0)];
    let grouped = scene(64, 48, vec![Node::Group(twice)]);
    let alone =
        composition(64, 48, vec![solid(WHITE, rect(8.0, 8.0, 16.0, 8.0)), solid(RED, rect(16.0, 12.0, 20.0, 18.0))]);
    for layout in LAYOUTS {
        assert!(Shelf::default().compose(&grouped, layout, 0) == Shelf::default().compose(&alone, layout, 0));
    }
    let shown = shown(&grouped, 0);
    assert_eq!(shown.iter().map(|s| (s.slot, s.is_plain())).collect::<Vec<_>>(), [(1, true), (2, true)]);
}

/// White and black of 32 pixels each, overlapping on 16.
fn overlapping(opacity: f64) -> Group {
    let nodes = layers(vec![solid(WHITE, rect(0.0, 0.0, 32.0, 48.0)), solid(BLACK, rect(16.0, 0.0, 32.0, 48.0))]);
    Group { opacities: vec![Keyframes::constant(opacity)], ..group(nodes, all()) }
}

#[test]
fn the_opacity_of_a_group_is_not_that_of_its_layers() {
    let ground = || Node::Layer(solid(grey(200), all()));
    let grouped = scene(64, 48, vec![ground(), Node::Group(overlapping(0.5))]);
    let mut single = overlapping(1.0).nodes;
    for node in &mut single {
        let Node::Layer(layer) = node else { panic!("no layer") };
        layer.opacities = vec![Keyframes::constant(0.5)];
    }
    single.insert(0, ground());
    for layout in LAYOUTS {
        let frame = Shelf::default().compose(&grouped, layout, 0);
        near(&frame, (8, 20), [227.5; 3], 2.0);
        near(&frame, (24, 20), [100.0; 3], 2.0);
        near(&frame, (40, 20), [100.0; 3], 2.0);
        near(&frame, (56, 20), [200.0; 3], 0.0);
        let frame = Shelf::default().compose(&scene(64, 48, single.clone()), layout, 0);
        near(&frame, (24, 20), [113.75; 3], 2.0);
    }
}

#[test]
fn a_group_of_one_needs_no_picture_for_its_opacity() {
    let mut fading = overlapping(1.0);
    fading.opacities = vec![Keyframes::ramp((0.0, 0.0), (10.0, 1.0), Easing::Linear)];
    let Node::Layer(second) = &mut fading.nodes[1] else { panic!("no layer") };
    second.span = Span { start: 6.0, end: 10.0 };
    second.opacities = vec![Keyframes::constant(0.5)];
    let composition = scene(64, 48, vec![Node::Group(fading)]);
    let early = shown(&composition, 50);
    assert_eq!((early.len(), early[0].slot, early[0].opacity), (1, 1, 0.5));
    let late = shown(&composition, 80);
    assert_eq!((late.len(), late[0].slot, late[0].opacity), (1, 0, 0.8));
    assert_eq!(late[0].parts.as_ref().unwrap().len(), 2);
}

#[test]
fn what_sticks_out_of_a_group_is_cut() {
    let nodes = || layers(vec![solid(WHITE, rect(-10.0, 4.0, 100.0, 4.0)), solid(RED, rect(2.0, 10.0, 12.0, 8.0))]);
    let place = rect(20.25, 10.0, 24.0, 20.0);
    for opacity in [1.0, 0.5] {
        let cut = Group { opacities: vec![Keyframes::constant(opacity)], ..group(nodes(), place) };
        for layout in LAYOUTS {
            let frame = Shelf::default().compose(&scene(64, 48, vec![Node::Group(cut.clone())]), layout, 0);
            let share = |x| f64::from(pixel(&frame, x, 16)[1]) / 255.0 / opacity;
            for (x, expected) in [(19, 0.0), (20, 0.75), (21, 1.0), (43, 1.0), (44, 0.25), (45, 0.0)] {
                assert!((share(x) - expected).abs() < 0.02, "{x}: {}", share(x));
            }
            near(&frame, (28, 24), [220.0 * opacity, 20.0 * opacity, 40.0 * opacity], 3.0);
        }
    }
}

#[test]
fn what_lies_beside_a_group_is_not_even_looked_at() {
    let nodes = layers(vec![video(0, all(), rect(40.0, 0.0, 20.0, 20.0)), video(1, all(), rect(0.0, 0.0, 20.0, 20.0))]);
    let composition = scene(64, 48, vec![Node::Group(group(nodes, rect(0.0, 0.0, 30.0, 30.0)))]);
    let film = || painted(64, 48, |_, x, y| (x + y) as u8);
    let shelf = Shelf::default().film(0, film()).film(1, film());
    let target = Target { width: 64, height: 48, layout: Layout::I420, watermark: false };
    let frames = std::iter::once(0..100).collect();
    assert_eq!(Compositor::new(&composition, shelf.facts(), target).schedule(0..100), [Need { slot: 2, frames }]);
}

#[test]
fn groups_nest_and_times_count_from_the_beginning_of_everything() {
    let mut inner_layer = solid(WHITE, rect(1.0, 1.0, 2.0, 2.0));
    inner_layer.span = Span { start: 3.0, end: 6.0 };
    let mut inner = group(layers(vec![inner_layer]), rect(5.0, 5.0, 10.0, 10.0));
    inner.placement.scales = vec![Keyframes::constant(2.0)];
    let mut outer = group(vec![Node::Group(inner)], rect(10.0, 0.0, 50.0, 48.0));
    outer.span = Span { start: 2.0, end: 5.0 };
    for effects in [Vec::new(), vec![Effect::Invert]] {
        let expected = if effects.is_empty() { 255.0 } else { 0.0 };
        outer.effects = effects;
        // On grey, so that the inverse of white is seen.
        let composition = scene(64, 48, vec![Node::Layer(solid(grey(90), all())), Node::Group(outer.clone())]);
        let seen: Vec<u64> = (0..100).filter(|frame| shown(&composition, *frame).len() == 2).collect();
        assert_eq!((seen.first(), seen.last(), seen.len()), (Some(&30), Some(&49), 20));
        for layout in LAYOUTS {
            let frame = Shelf::default().compose(&composition, layout, 40);
            // 10 + 5 + 2 · 1 to 10 + 5 + 2 · 3.
            for (x, value) in [(16, 90.0), (17, expected), (20, expected), (21, 90.0)] {
                near(&frame, (x, 8), [value; 3], 1.0);
            }
        }
    }
}

#[test]
fn a_group_is_wiped_and_mixed_as_a_whole() {
    let mut wiped = overlapping(1.0);
    wiped.masks = vec![Mask::Wipe { across: Extent::Box, angle: 0.0, edge: Keyframes::constant(0.375), softness: 0.0 }];
    wiped.blend = BlendMode::Multiply;
    let composition = scene(64, 48, vec![Node::Layer(solid(RED, all())), Node::Group(wiped)]);
    for layout in LAYOUTS {
        let frame = Shelf::default().compose(&composition, layout, 0);
        // Times white, times black, and behind the edge untouched.
        near(&frame, (8, 8), [220.0, 20.0, 40.0], 2.0);
        near(&frame, (20, 8), [0.0; 3], 2.0);
        near(&frame, (30, 8), [220.0, 20.0, 40.0], 2.0);
    }
}

#[test]
fn modes_within_a_group_do_not_reach_beneath_it() {
    let multiplied = Layer { blend: BlendMode::Multiply, ..solid(grey(100), rect(0.0, 0.0, 32.0, 48.0)) };
    let inside = group(layers(vec![solid(grey(200), rect(16.0, 0.0, 32.0, 48.0)), multiplied]), all());
    let composition = scene(64, 48, vec![Node::Layer(solid(grey(50), all())), Node::Group(inside)]);
    for layout in LAYOUTS {
        let frame = Shelf::default().compose(&composition, layout, 0);
        near(&frame, (8, 8), [100.0; 3], 2.0);
        near(&frame, (24, 8), [78.4; 3], 2.0);
        near(&frame, (40, 8), [200.0; 3], 2.0);
    }
}

#[test]
fn a_blurred_group_is_blurred_where_its_layers_meet() {
    let halves = layers(vec![solid(BLACK, rect(0.0, 0.0, 32.0, 48.0)), solid(WHITE, rect(32.0, 0.0, 32.0, 48.0))]);
    for (sigma, x, expected) in [(2.0, 33, 0.7734), (8.0, 37, 0.7541)] {
        let blurred = Group { effects: vec![Effect::Blur { sigma }], ..group(halves.clone(), all()) };
        for layout in LAYOUTS {
            let frame = Shelf::default().compose(&scene(64, 48, vec![Node::Group(blurred.clone())]), layout, 0);
            near(&frame, (x, 20), [expected * 255.0; 3], 4.0);
            near(&frame, (0, 0), [0.0; 3], 2.0);
        }
    }
}

#[test]
fn films_in_groups_are_numbered_by_their_places() {
    let whole = rect(0.0, 0.0, 64.0, 48.0);
    let nodes = layers(vec![image(9, rect(0.0, 0.0, 4.0, 4.0), whole), video(1, whole, whole)]);
    let composition = scene(64, 48, vec![Node::Layer(video(0, whole, whole)), Node::Group(group(nodes, whole))]);
    let color = Color { r: 30, g: 90, b: 160, a: 255 };
    let mut shelf = Shelf::default().film(0, plain_film(64, 48, RED)).film(1, plain_film(64, 48, color));
    shelf = shelf.picture(9, 4, 4, |_, _| [9, 9, 9, 255]);
    let frame = shelf.compose(&composition, Layout::I420, 0);
    // The group's film covers everything: nothing else is asked for.
    assert_eq!((shelf.asked.as_slice(), shelf.loaded.len()), (&[3][..], 0));
    near(&frame, (10, 10), [30.0, 90.0, 160.0], 2.0);
}

#[test]
fn a_hundred_parts_are_as_many_plain_layers() {
    let part = |i: u32| {
        let mut layer = solid(WHITE, rect(f64::from(i % 10) * 6.0, f64::from(i / 10) * 4.0, 4.0, 3.0));
        layer.placement.rotations = vec![Keyframes::ramp((0.0, 0.0), (5.0, 90.0), Easing::Linear)];
        layer
    };
    let mut text = group(layers((0..100).map(part).collect()), rect(2.0, 4.0, 60.0, 40.0));
    text.placement.rotations = vec![Keyframes::constant(180.0)];
    let composition = scene(64, 48, vec![Node::Group(text)]);
    let shown = shown(&composition, 10);
    assert_eq!(shown.len(), 100);
    // Those at the edge turn out of the box and are cut.
    assert!(shown.iter().filter(|part| part.is_plain()).count() >= 64);
    assert!(shown.iter().all(|part| part.parts.is_none()));
}
