//! Transitions, motion effects, filters and transforms, as numbers worked out by hand.

use super::*;
use crate::composition::{Effect, Extent, Mask, Matrix3, Placement, Point};

/// The layer of a picture of 1280 × 720, which fills the frame, over 4 s.
fn full(clip: Value) -> Layer {
    only_layer(clip, picture(1280, 720))
}

fn only_layer(clip: Value, facts: SourceFacts) -> Layer {
    let composition = compiled(&one_clip(image(clip)), &[facts]);
    layers(&composition)[0].clone()
}

/// Where the middle of the box is, relative to the frame's.
fn middle(placement: &Placement, time: f64) -> (f64, f64) {
    let Point { x, y } = placement.matrix_at(time).apply(Point { x: 0.5, y: 0.5 });
    (((x - 640.0) * 1e6).round() / 1e6, ((y - 360.0) * 1e6).round() / 1e6)
}

fn opacity(layer: &Layer, time: f64) -> f64 {
    layer.opacities.iter().map(|k| k.at(time)).product()
}

fn transition(entry: &str, exit: &str) -> Layer {
    full(json!({ "transition": { "in": entry, "out": exit } }))
}

#[test]
fn slides_go_a_fortieth_of_the_frame_and_fade() {
    let layer = transition("slideLeft", "slideUpFast");
    // In: from the right, evenly over half a second. Out: upwards over a quarter, along ease.
    assert_eq!(middle(&layer.placement, 0.0), (32.0, 0.0));
    assert_eq!(middle(&layer.placement, 0.25), (16.0, 0.0));
    assert_eq!(middle(&layer.placement, 0.5), (0.0, 0.0));
    assert_eq!(middle(&layer.placement, 3.75), (0.0, 0.0));
    assert_eq!(middle(&layer.placement, 4.0), (0.0, -18.0));
    // CSS ease half way.
    let half = 0.802_403_4;
    assert!((opacity(&layer, 0.25) - half).abs() < 1e-6);
    assert!((opacity(&layer, 3.875) - (1.0 - half)).abs() < 1e-6);
    assert!((middle(&layer.placement, 3.875).1 + 18.0 * half).abs() < 1e-5);
    assert_eq!((opacity(&layer, 2.0), opacity(&layer, 4.0)), (1.0, 0.0));
}

#[test]
fn carousels_go_a_whole_frame_and_do_not_fade() {
    let layer = transition("carouselRight", "carouselDownSlow");
    assert_eq!(middle(&layer.placement, 0.0), (-1280.0, 0.0));
    assert_eq!(middle(&layer.placement, 0.125), (-960.0, 0.0));
    assert_eq!(middle(&layer.placement, 2.0), (0.0, 0.0));
    assert_eq!(middle(&layer.placement, 4.0), (0.0, 792.0));
    assert!(layer.opacities.is_empty());
    assert_eq!(middle(&transition("carouselUp", "none").placement, 0.0), (0.0, 756.0));
}

#[test]
fn a_zoom_takes_four_tenths_of_a_second() {
    let layer = transition("zoom", "zoom");
    let width = |time| layer.placement.rect_at(time).width / 1280.0;
    for (time, wanted) in [(0.0, 10.0), (0.2, 5.5), (0.4, 1.0), (3.6, 1.0), (4.0, 10.0)] {
        assert!((width(time) - wanted).abs() < 1e-9, "{time}");
    }
    assert_eq!([0.0, 0.4, 3.6, 4.0].map(|time| opacity(&layer, time)), [0.0, 1.0, 1.0, 0.0]);
    // Slow in: CSS ease-in is at 0.315 half way.
    assert!((opacity(&layer, 0.2) - 0.315_357).abs() < 1e-5, "{}", opacity(&layer, 0.2));
    assert_eq!(middle(&layer.placement, 0.0), (0.0, 0.0));
}

#[test]
fn shuffles_turn_in_from_the_corner_that_they_name() {
    let layer = transition("shuffleTopRight", "shuffleLeftBottomFast");
    let turn = |time: f64| -> f64 { layer.placement.rotations.iter().map(|k| k.at(time)).sum() };
    // On its side it is 1280 high: half of that and half of the frame away.
    assert_eq!(middle(&layer.placement, 0.0), (640.0, -1000.0));
    assert_eq!((turn(0.0), turn(1.0), turn(3.5), turn(4.0)), (90.0, 0.0, 0.0, -90.0));
    assert_eq!(middle(&layer.placement, 1.0), (0.0, 0.0));
    assert_eq!(middle(&layer.placement, 4.0), (-1280.0, 360.0));
}

#[test]
fn reveals_and_wipes_are_edges_that_move() {
    let layer = transition("reveal", "revealFast");
    let [Mask::Wipe { across, angle, edge, softness }, Mask::Wipe { edge: out, .. }] = &layer.masks[..] else {
        panic!("{:?}", layer.masks)
    };
    assert_eq!((*across, *angle, *softness), (Extent::Box, 0.0, 0.0));
    assert_eq!((edge.at(0.0), edge.at(1.0), edge.at(4.0)), (0.0, 1.0, 1.0));
    // The left side stays until the end.
    assert_eq!((out.at(0.0), out.at(3.5), out.at(4.0)), (1.0, 1.0, 0.0));

    let layer = transition("wipeLeft", "wipeRightSlow");
    let [Mask::Wipe { across, angle, edge, softness }, Mask::Wipe { angle: going, edge: out, .. }] = &layer.masks[..]
    else {
        panic!("{:?}", layer.masks)
    };
    assert_eq!((*across, *angle, *softness), (Extent::Canvas, 180.0, 0.85));
    // What is shown is what the edge has passed from the right, less and less of it: the edge goes to the right.
    assert_eq!(*going, 180.0);
    assert_eq!((edge.at(0.0), edge.at(1.0)), (-0.5, 1.5));
    assert!((edge.at(0.5) - 0.5).abs() < 1e-9);
    assert_eq!((out.at(2.0), out.at(4.0)), (1.5, -0.5));
    let angles = |layer: Layer| -> Vec<f64> {
        layer.masks.iter().map(|mask| if let Mask::Wipe { angle, .. } = mask { *angle } else { panic!() }).collect()
    };
    assert_eq!(angles(transition("wipeLeft", "wipeLeft")), [180.0, 0.0]);
    assert_eq!(angles(transition("wipeRight", "wipeRight")), [0.0, 180.0]);
}

#[test]
fn zoom_effects_grow_or_shrink_evenly_over_the_whole_clip() {
    for (name, from, to) in
        [("zoomIn", 1.0, 1.3), ("zoomInSlow", 1.0, 1.1), ("zoomOutFast", 1.7, 1.0), ("zoomOut", 1.3, 1.0)]
    {
        let layer = full(json!({ "effect": name, "scale": 0.5 }));
        let width = |time| layer.placement.rect_at(time).width / 640.0;
        assert!((width(0.0) - from).abs() < 1e-9 && (width(4.0) - to).abs() < 1e-9, "{name}");
        assert!((width(2.0) - (from + to) / 2.0).abs() < 1e-9, "{name}");
    }
}

#[test]
fn slide_effects_magnify_what_just_fills_the_frame() {
    // 12 % to either side: 1.24 times as large.
    let layer = full(json!({ "effect": "slideLeft" }));
    assert_close(layer.placement.rect_at(0.0), rect(0.0, -86.4, 1587.2, 892.8));
    assert_close(layer.placement.rect_at(4.0), rect(-307.2, -86.4, 1587.2, 892.8));
    let layer = full(json!({ "effect": "slideDownSlow" }));
    assert_eq!((middle(&layer.placement, 0.0), middle(&layer.placement, 4.0)), ((0.0, -21.6), (0.0, 21.6)));
}

#[test]
fn slide_effects_use_up_what_hangs_over_the_frame() {
    // 720 wide fills 1280 at a height of 1280: 280 above and below.
    let layer = only_layer(json!({ "effect": "slideUp" }), picture(720, 720));
    assert_close(layer.placement.rect_at(0.0), rect(0.0, 0.0, 1280.0, 1280.0));
    assert_close(layer.placement.rect_at(4.0), rect(0.0, -560.0, 1280.0, 1280.0));
    // Placed or sized by hand, it is cut to its box first.
    let layer = only_layer(json!({ "effect": "slideUp", "offset": { "x": 0.1 } }), picture(720, 720));
    assert!((layer.placement.rect_at(2.0).height - 892.8).abs() < 1e-9);
}

#[test]
fn what_changes_nothing_leaves_slide_effects_as_they_are() {
    let clip = json!({
        "effect": "slideUp", "scale": 1, "offset": { "x": 0, "y": 0 }, "width": 1280, "height": 720, "position": "center",
        "transform": { "rotate": { "angle": 0 }, "skew": {}, "flip": { "horizontal": false } }
    });
    assert_eq!(only_layer(clip, picture(720, 720)), only_layer(json!({ "effect": "slideUp" }), picture(720, 720)));
}

#[test]
fn pictures_pixel_for_pixel_slide_from_edge_to_edge() {
    let layer = only_layer(json!({ "effect": "slideLeft", "fit": "none" }), picture(3000, 720));
    assert_close(layer.placement.rect_at(0.0), rect(0.0, 0.0, 3000.0, 720.0));
    assert_close(layer.placement.rect_at(4.0), rect(-1720.0, 0.0, 3000.0, 720.0));
}

#[test]
fn tweens_turn_and_carry_a_clip_as_far_as_they_say() {
    let clip = json!({
        "transform": { "rotate": { "angle": [{ "from": 0, "to": 720, "length": 4 }] } },
        "offset": { "x": [{ "from": -12, "to": 12, "length": 4 }] }
    });
    let layer = full(clip);
    assert_eq!((layer.placement.rotations[0].at(2.0), layer.placement.rotations[0].at(4.0)), (360.0, 720.0));
    assert_eq!((middle(&layer.placement, 0.0).0, middle(&layer.placement, 4.0).0), (-12.0 * 1280.0, 12.0 * 1280.0));
}

#[test]
fn tweens_of_the_picture_leave_effect_and_transitions_out() {
    let clip = json!({
        "effect": "zoomIn", "transition": { "in": "carouselLeft" },
        "transform": { "rotate": { "angle": [{ "from": 0, "to": 90, "length": 4 }] } }
    });
    let layer = full(clip);
    assert_eq!((layer.placement.scales.len(), middle(&layer.placement, 0.0)), (0, (0.0, 0.0)));
    assert_eq!(layer.placement.rotations[0].at(2.0), 45.0);
}

#[test]
fn filters_are_colour_changes() {
    let effects = |name: &str| full(json!({ "filter": name })).effects;
    assert_eq!(effects("none"), []);
    assert_eq!(effects("greyscale"), [Effect::Saturation { amount: 0.0 }]);
    assert_eq!(effects("negative"), [Effect::Invert]);
    assert_eq!(effects("blur"), [Effect::Blur { sigma: 7.2 }]);
    assert_eq!(effects("darken"), [Effect::Linear { slope: 1.0, offset: -0.15 }]);
    let [Effect::Linear { slope, offset }] = effects("contrast")[..] else { panic!() };
    // The middle stays.
    assert!((slope * 0.5 + offset - 0.5).abs() < 1e-12 && slope > 1.0);
    assert_eq!((effects("boost").len(), effects("muted").len(), effects("lighten").len()), (2, 2, 1));
}

#[test]
fn a_clip_turns_clockwise_leans_right_lifts_its_right_side_and_is_mirrored() {
    let corner = |transform: Value, x: f64, y: f64| {
        let clip = json!({ "fit": "none", "transform": transform });
        let layer = only_layer(clip, picture(200, 100));
        let Matrix3(_) = layer.placement.matrix_at(0.0);
        let Point { x, y } = layer.placement.matrix_at(0.0).apply(Point { x, y });
        ((x - 640.0).round(), (y - 360.0).round())
    };
    assert_eq!(corner(json!({}), 0.0, 0.0), (-100.0, -50.0));
    assert_eq!(corner(json!({ "rotate": { "angle": 90 } }), 0.0, 0.0), (50.0, -100.0));
    assert_eq!(corner(json!({ "skew": { "x": 0.5 } }), 0.0, 0.0), (-75.0, -50.0));
    assert_eq!(corner(json!({ "skew": { "x": 0.5 } }), 0.0, 1.0), (-125.0, 50.0));
    assert_eq!(corner(json!({ "skew": { "y": 0.5 } }), 1.0, 0.0), (100.0, -100.0));
    assert_eq!(corner(json!({ "flip": { "horizontal": true } }), 0.0, 0.0), (100.0, -50.0));
    assert_eq!(corner(json!({ "flip": { "vertical": true } }), 0.0, 0.0), (-100.0, 50.0));
}

#[test]
fn a_colour_is_keyed_out_before_the_filter() {
    let asset =
        |key: Value| json!({ "asset": { "type": "video", "src": "https://example.com/a.mp4", "chromaKey": key } });
    let mut clip = asset(json!({ "color": "#00b140", "threshold": 40, "halo": 20 }));
    clip["filter"] = json!("negative");
    let composition = compiled(&one_clip(clip), &[FILM]);
    let key = |threshold, halo| Effect::ChromaKey { color: "#00b140".parse().unwrap(), threshold, halo };
    assert_eq!(layers(&composition)[0].effects, [key(40.0, 20.0), Effect::Invert]);
    let composition = compiled(&one_clip(asset(json!({ "color": "#00b140" }))), &[FILM]);
    assert_eq!(layers(&composition)[0].effects, [key(150.0, 100.0)]);
}

#[test]
fn a_title_s_own_offset_moves_inside_the_box_that_the_clip_places() {
    let clip = json!({
        "scale": 0.5,
        "asset": { "type": "title", "text": "x", "offset": { "x": [{ "from": 0, "to": 0.5, "length": 4 }], "y": 0.1 } }
    });
    let composition = compiled(&one_clip(clip), &[]);
    let [Node::Group(group)] = &composition.nodes[..] else { panic!("{:?}", composition.nodes) };
    // What stands still moves the box as a whole.
    assert_close(group.placement.rect_at(0.0), rect(320.0, 144.0, 640.0, 360.0));
    let [Node::Layer(inside)] = &group.nodes[..] else { panic!() };
    assert_close(inside.placement.rect_at(4.0), rect(640.0, 0.0, 1280.0, 720.0));
}
