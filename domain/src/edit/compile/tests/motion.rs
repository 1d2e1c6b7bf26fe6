//! Opacity, transitions and tweens.

use super::*;

fn opacity_at(clip: Value, times: &[f64]) -> Vec<f64> {
    let composition = compiled(&one_clip(image(clip)), &[picture(100, 100)]);
    let layer = layers(&composition)[0];
    let at = |time: &f64| layer.opacities.iter().map(|k| k.at(*time)).product::<f64>();
    times.iter().map(at).map(|opacity| (opacity * 1e6).round() / 1e6).collect()
}

#[test]
fn fades_run_inside_the_clip_and_multiply_its_opacity() {
    let clip = json!({ "opacity": 0.5, "transition": { "in": "fade", "out": "fadeFast" } });
    assert_eq!(opacity_at(clip, &[0.0, 0.5, 1.0, 2.0, 3.5, 3.75, 4.0]), [0.0, 0.25, 0.5, 0.5, 0.5, 0.25, 0.0]);
    let slow = json!({ "transition": { "in": "fadeSlow", "out": "none" } });
    assert_eq!(opacity_at(slow, &[0.0, 1.0, 2.0, 4.0]), [0.0, 0.5, 1.0, 1.0]);
}

#[test]
fn fades_that_overlap_multiply() {
    // 4 s with 2 s in and, on a 3 s clip, 2 s out: at 1.5 s both are under way.
    let clip = json!({ "length": 3, "transition": { "in": "fadeSlow", "out": "fadeSlow" } });
    let at = opacity_at(clip, &[1.5]);
    let fade = crate::composition::Easing::EASE_IN_OUT.at(0.75);
    assert!((at[0] - fade * fade).abs() < 1e-5, "{at:?}");
}

#[test]
fn tweens_move_opacity_and_leave_transitions_out() {
    let tweens = json!([{ "from": 1, "to": 0.2, "start": 1, "length": 2 }]);
    let clip = json!({ "opacity": tweens, "transition": { "in": "fade" } });
    assert_eq!(opacity_at(clip, &[0.0, 1.0, 2.0, 3.0, 4.0]), [1.0, 1.0, 0.6, 0.2, 0.2]);
}

#[test]
fn tweens_move_and_grow_a_clip() {
    let clip = image(json!({
        "fit": "none",
        "position": "topLeft",
        "scale": [{ "from": 1, "to": 2, "start": 0, "length": 4 }],
        "offset": { "x": [{ "from": 0, "to": 0.5, "start": 0, "length": 4 }], "y": -0.1 }
    }));
    let composition = compiled(&one_clip(clip), &[picture(100, 50)]);
    let placement = &layers(&composition)[0].placement;
    assert_close(placement.rect_at(0.0), rect(0.0, 72.0, 100.0, 50.0));
    assert_close(placement.rect_at(2.0), rect(320.0, 72.0, 150.0, 75.0));
    assert_close(placement.rect_at(4.0), rect(640.0, 72.0, 200.0, 100.0));
}

#[test]
fn upward_tweens_move_up() {
    let clip = image(json!({ "fit": "none", "offset": { "y": [{ "from": 0, "to": 0.5, "length": 4 }] } }));
    let composition = compiled(&one_clip(clip), &[picture(100, 100)]);
    let placement = &layers(&composition)[0].placement;
    assert_close(placement.rect_at(4.0), rect(590.0, -50.0, 100.0, 100.0));
}

#[test]
fn a_tween_goes_on_from_where_the_one_before_ended_and_to_the_end_of_the_clip() {
    let tweens = json!([{ "to": 1, "start": 2 }, { "from": 0, "to": 0.5, "start": 0, "length": 1 }]);
    assert_eq!(opacity_at(json!({ "opacity": tweens }), &[0.0, 1.0, 2.0, 3.0, 4.0]), [0.0, 0.5, 0.5, 0.75, 1.0]);
}

#[test]
fn overlapping_and_outlandish_tweens_are_named() {
    let tweens =
        json!([{ "from": 0, "to": 2, "start": 1, "length": 2 }, { "from": 0, "to": 1, "start": 0, "length": 2 }]);
    let found = faults(&one_clip(image(json!({ "opacity": tweens }))));
    let paths: Vec<&str> = found.iter().map(|f| f.path.as_str()).collect();
    let clip = "timeline.tracks[0].clips[0].opacity";
    assert_eq!(paths, [format!("{clip}[0].start"), format!("{clip}[0].to")]);
}

#[test]
fn what_is_never_seen_is_no_layer() {
    for clip in [json!({ "opacity": 0 }), json!({ "scale": 0 }), json!({ "length": 0 })] {
        let mut edit = one_clip(image(clip));
        add_clip(&mut edit, json!({ "asset": { "type": "html", "html": "x" }, "start": 0, "length": 4 }));
        assert_eq!(compiled(&edit, &[picture(10, 10)]).nodes.len(), 1);
    }
}

#[test]
fn times_of_tweens_have_an_end() {
    let tweens = json!([{ "from": 1, "to": 0, "start": 1e308, "length": 1e308 }]);
    let found = faults(&one_clip(image(json!({ "opacity": tweens }))));
    let paths: Vec<&str> = found.iter().map(|f| f.path.as_str()).collect();
    let tween = "timeline.tracks[0].clips[0].opacity[0]";
    assert_eq!(paths, [format!("{tween}.length"), format!("{tween}.start")]);
}

#[test]
fn an_unsaid_length_ends_where_the_next_tween_begins_however_long_the_clip_is() {
    let tweens = json!([{ "from": 0, "to": 1 }, { "to": 0, "start": 3, "length": 1 }]);
    let opacity = |length: f64, at: f64| {
        let mut edit = one_clip(json!({
            "asset": { "type": "video", "src": "https://example.com/a.mp4" },
            "opacity": tweens.clone(),
        }));
        edit["timeline"]["tracks"][0]["clips"][0]["length"] = json!("auto");
        let composition = compiled(&edit, &[SourceFacts { duration: Some(length), ..FILM }]);
        layers(&composition)[0].opacities.iter().map(|k| k.at(at)).product::<f64>()
    };
    for length in [2.0, 10.0] {
        assert_eq!([0.0, 1.5, 3.0, 3.5].map(|at| opacity(length, at)), [0.0, 0.5, 1.0, 0.5], "{length}");
    }
}

#[test]
fn faults_of_tweens_stand_where_something_is_written() {
    let tweens = json!([{ "to": 2, "length": 1 }, { "from": 3, "start": 1, "length": 1 }, { "start": 2, "to": 1 }]);
    let found = faults(&one_clip(image(json!({ "opacity": tweens }))));
    let paths: Vec<&str> = found.iter().map(|f| f.path.as_str()).collect();
    let opacity = "timeline.tracks[0].clips[0].opacity";
    assert_eq!(paths, [format!("{opacity}[0].to"), format!("{opacity}[1].from")]);
}

#[test]
fn a_curve_that_overshoots_turns_nothing_inside_out() {
    let scale = json!([{ "from": 0, "to": 1, "length": 1, "interpolation": "bezier", "easing": "easeInBack" }]);
    let composition = compiled(&one_clip(image(json!({ "scale": scale }))), &[picture(100, 100)]);
    let placement = &layers(&composition)[0].placement;
    assert!(placement.scales.iter().any(|k| k.at(0.35) < 0.0), "the curve does go below 0");
    assert_eq!(placement.rect_at(0.35).width, 0.0);
}
