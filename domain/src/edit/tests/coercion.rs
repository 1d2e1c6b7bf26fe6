//! How numbers, texts, empty values and booleans are taken.

use super::{edit_of, edit_with, faults, in_clip, read_edit};
use crate::edit::model::{Animated, Asset, EffectKind, Length, Pace, Start, TransitionKind};
use serde_json::{Value, json};

/// What a clip's `width` becomes: its value, nothing, or the complaint.
fn width(value: Value) -> Result<Option<f64>, String> {
    let clip = json!({ "asset": { "type": "svg", "src": "<svg/>" }, "start": 0, "length": 1, "width": value });
    match read_edit(&edit_with(clip)) {
        Ok(read) => Ok(read.edit.timeline.tracks[0].clips[0].width.map(|width| width.get())),
        Err(faults) => {
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert_eq!(faults[0].0, "timeline.tracks[0].clips[0].width");
            Err(faults[0].1.clone())
        }
    }
}

#[test]
fn optional_numbers_take_numbers_numeric_texts_and_nothing() {
    for (value, expected) in [
        (json!(42), Some(42.0)),
        (json!(42.5), Some(42.5)),
        (json!("42"), Some(42.0)),
        (json!(" 42.5 "), Some(42.5)),
        (json!("4.2e1"), Some(42.0)),
        (json!("+42"), Some(42.0)),
        (json!(3840), Some(3840.0)),
        (json!(""), None),
        (json!("  "), None),
        (json!(null), None),
    ] {
        assert_eq!(width(value.clone()), Ok(expected), "{value}");
    }
}

#[test]
fn what_is_no_number_is_refused_in_words() {
    for (value, expected) in [
        (json!("wide"), r#"Invalid input: expected number, received string "wide""#),
        (json!("NaN"), r#"Invalid input: expected number, received string "NaN""#),
        (json!("inf"), r#"Invalid input: expected number, received string "inf""#),
        (json!("Infinity"), r#"Invalid input: expected number, received string "Infinity""#),
        (json!("0x10"), r#"Invalid input: expected number, received string "0x10""#),
        (json!("1e999"), "Invalid input: expected a finite number"),
        (json!(true), "Invalid input: expected number, received boolean"),
        (json!([42]), "Invalid input: expected number, received array"),
        (json!({}), "Invalid input: expected number, received object"),
        (json!(0), "Too small: expected number to be >=1"),
        (json!("-1"), "Too small: expected number to be >=1"),
        (json!(3841), "Too big: expected number to be <=3840"),
    ] {
        assert_eq!(width(value.clone()), Err(expected.to_owned()), "{value}");
    }
}

#[test]
fn whole_numbers_may_be_written_with_a_zero_fraction_but_no_other() {
    let size = |value: Value| faults(&edit_of(json!({ "type": "text", "text": "a", "font": { "size": value } })));
    for value in [json!(42), json!(42.0), json!("42"), json!("42.0"), json!(""), json!(null)] {
        assert_eq!(size(value.clone()), [], "{value}");
    }
    assert_eq!(size(json!(42.5)), [in_clip("asset.font.size", "Invalid input: expected integer, received 42.5")]);
    assert_eq!(size(json!(-1)), [in_clip("asset.font.size", "Too small: expected number to be >=0")]);
    assert_eq!(size(json!(1e12)), [in_clip("asset.font.size", "Too big: expected number to be <=4294967295")]);
}

#[test]
fn opacity_beyond_its_ends_counts_as_its_ends() {
    for (value, expected) in [(json!(-0.5), 0.0), (json!(0.25), 0.25), (json!("1.5"), 1.0), (json!(100), 1.0)] {
        let clip = json!({ "asset": { "type": "svg", "src": "<svg/>" }, "start": 0, "length": 1, "opacity": value });
        let read = read_edit(&edit_with(clip)).unwrap();
        let Some(Animated::Still(opacity)) = read.edit.timeline.tracks[0].clips[0].opacity else { panic!("a number") };
        assert_eq!(opacity.get(), expected, "{value}");
    }
}

#[test]
fn an_empty_callback_is_none() {
    for (callback, expected) in [(json!(""), None), (json!(null), None), (json!("http://a.b/c"), Some("http://a.b/c"))]
    {
        let mut edit = edit_of(json!({ "type": "svg", "src": "<svg/>" }));
        edit["callback"] = callback;
        assert_eq!(read_edit(&edit).unwrap().edit.callback.as_deref(), expected);
    }
}

#[test]
fn a_required_number_may_not_be_empty() {
    for value in [json!(""), json!(null)] {
        let mut edit = edit_of(json!({ "type": "svg", "src": "<svg/>" }));
        edit["output"]["poster"] = json!({ "capture": value });
        let found = faults(&edit);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, "output.poster.capture");
    }
}

#[test]
fn frame_rates_are_numbers_from_a_list() {
    let fps = |value: Value| {
        let mut edit = edit_of(json!({ "type": "svg", "src": "<svg/>" }));
        edit["output"]["fps"] = value;
        read_edit(&edit).map(|read| read.edit.output.fps.map(|fps| fps.fraction()))
    };
    for (value, expected) in [
        (json!(25), Some((25, 1))),
        (json!(25.0), Some((25, 1))),
        (json!(23.976), Some((24_000, 1_001))),
        (json!(29.97), Some((30_000, 1_001))),
        (json!(59.94), Some((60_000, 1_001))),
        (json!(null), None),
    ] {
        assert_eq!(fps(value.clone()), Ok(expected), "{value}");
    }
    for value in [json!("25"), json!(26), json!(""), json!(true)] {
        assert!(fps(value.clone()).is_err(), "{value}");
    }
}

#[test]
fn booleans_are_booleans() {
    for value in [json!("true"), json!(1), json!("")] {
        let found =
            faults(&edit_of(json!({ "type": "video", "src": "https://example.com/a.mp4", "transcode": value })));
        assert_eq!(found.len(), 1, "{value}");
        assert!(found[0].1.starts_with("Invalid input: expected boolean, received "), "{found:?}");
    }
}

#[test]
fn times_are_numbers_or_words() {
    let times = |start: Value, length: Value| {
        let clip = json!({ "asset": { "type": "svg", "src": "<svg/>" }, "start": start, "length": length });
        read_edit(&edit_with(clip)).map(|read| {
            let clip = &read.edit.timeline.tracks[0].clips[0];
            (clip.start.clone(), clip.length.clone())
        })
    };
    assert_eq!(times(json!(1.5), json!("2")), Ok((Start::At(1.5), Length::Seconds(2.0))));
    assert_eq!(times(json!("auto"), json!("auto")), Ok((Start::Auto, Length::Auto)));
    assert_eq!(
        times(json!("alias://intro_1"), json!("alias://a-b")),
        Ok((Start::Alias("intro_1".into()), Length::Alias("a-b".into())))
    );
    assert_eq!(times(json!("0"), json!("end")), Ok((Start::At(0.0), Length::End)));
    for start in [json!("end"), json!("alias://"), json!("alias://a b"), json!(""), json!(null), json!("soon")] {
        assert!(times(start.clone(), json!(1)).is_err(), "{start}");
    }
}

#[test]
fn names_of_motion_are_a_kind_and_a_pace() {
    let clip = |transition: &str, effect: &str| {
        let clip = json!({
            "asset": { "type": "svg", "src": "<svg/>" }, "start": 0, "length": 1,
            "transition": { "in": transition, "out": "none" }, "effect": effect,
        });
        read_edit(&edit_with(clip)).map(|read| {
            let clip = &read.edit.timeline.tracks[0].clips[0];
            let entry = clip.transition.as_ref().unwrap().entry.unwrap();
            let effect = clip.effect.unwrap();
            (entry.kind, entry.pace, effect.kind, effect.pace)
        })
    };
    assert_eq!(
        clip("carouselUpFast", "zoomInSlow"),
        Ok((TransitionKind::CarouselUp, Pace::Fast, EffectKind::ZoomIn, Pace::Slow))
    );
    assert_eq!(clip("zoom", "none"), Ok((TransitionKind::Zoom, Pace::Normal, EffectKind::None, Pace::Normal)));
    for (transition, effect) in [("zoomFast", "zoomIn"), ("noneSlow", "zoomIn"), ("fade", "zoom"), ("Fade", "zoomIn")] {
        assert!(clip(transition, effect).is_err(), "{transition} {effect}");
    }
}

#[test]
fn font_weights_are_numbers_or_names() {
    let weight = |value: Value| {
        let read = read_edit(&edit_of(json!({ "type": "rich-text", "text": "a", "font": { "weight": value } })))?;
        let Asset::RichText(text) = &read.edit.timeline.tracks[0].clips[0].asset else { panic!("rich text") };
        Ok::<_, Vec<(String, String)>>(text.font.as_ref().unwrap().weight.map(|weight| weight.get()))
    };
    for (value, expected) in [
        (json!(400), Some(400)),
        (json!("700"), Some(700)),
        (json!("Bold"), Some(700)),
        (json!("extra-bold"), Some(800)),
        (json!(""), None),
    ] {
        assert_eq!(weight(value.clone()), Ok(expected), "{value}");
    }
    for value in [json!(99), json!(901), json!("fat"), json!(true)] {
        assert!(weight(value.clone()).is_err(), "{value}");
    }
}
