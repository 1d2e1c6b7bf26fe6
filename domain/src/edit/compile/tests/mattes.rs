//! Luma clips: what hides the other clips of their track.

use super::*;
use crate::composition::{Content, Mask, Span, TimeMap};

const MATTE: SourceFacts = SourceFacts { has_audio: false, ..FILM };

fn luma(start: f64, length: Value, more: Value) -> Value {
    let mut asset = json!({ "type": "luma", "src": "https://example.com/wipe.mp4" });
    for (key, value) in more.as_object().into_iter().flatten() {
        asset[key] = value.clone();
    }
    json!({ "asset": asset, "start": start, "length": length })
}

fn shown(start: f64, length: f64) -> Value {
    json!({ "asset": { "type": "image", "src": "https://example.com/a.png" }, "start": start, "length": length })
}

fn masks(composition: &Composition) -> Vec<&[Mask]> {
    layers(composition).into_iter().map(|layer| layer.masks.as_slice()).collect()
}

#[test]
fn it_hides_the_clips_of_its_track_that_it_overlaps_and_is_not_drawn() {
    let edit = edit(&[
        json!([luma(1.0, json!(2), json!({ "trim": 1.5 })), shown(0.0, 2.0), shown(2.0, 2.0), shown(5.0, 1.0)]),
        json!([shown(0.0, 6.0)]),
    ]);
    let composition = compiled(&edit, &[MATTE, picture(100, 100)]);
    let span = Span { start: 1.0, end: 3.0 };
    let content = Content::Video {
        source: crate::composition::SourceId(0),
        crop: rect(0.0, 0.0, 1920.0, 1080.0),
        time: TimeMap { offset: 1.5, ..TimeMap::IDENTITY },
    };
    let mask = Mask::Luma { span, content, polarity: LumaPolarity::BlackHides };
    let hidden: &[Mask] = &[mask];
    // The lower track is painted first.
    assert_eq!(masks(&composition), [&[][..], hidden, hidden, &[]]);
}

#[test]
fn a_still_one_may_last_to_the_end_of_the_timeline() {
    let edit = edit(&[json!([shown(0.0, 4.0), luma(0.0, json!("end"), json!({}))])]);
    let composition = compiled(&edit, &[picture(64, 64), picture(100, 100)]);
    let [Mask::Luma { span, content: Content::Image { crop, .. }, .. }] = masks(&composition)[0] else {
        panic!("{:?}", masks(&composition))
    };
    assert_eq!((*span, *crop), (Span { start: 0.0, end: 4.0 }, rect(0.0, 0.0, 64.0, 64.0)));
}

#[test]
fn it_lasts_as_long_as_its_film_and_is_refused_where_it_is_none() {
    let edit = edit(&[json!([shown(0.0, 20.0), luma(2.0, json!("auto"), json!({ "trim": 4 }))])]);
    let composition = compiled(&edit, &[MATTE, picture(100, 100)]);
    let [Mask::Luma { span, .. }] = masks(&composition)[0] else { panic!() };
    assert_eq!((span.start, span.end), (2.0, 8.0));
    let failure = attempt(&edit, &[SOUND, SOUND]).unwrap_err();
    assert_eq!(failure.code, crate::FailureCode::BadMedia);
}

#[test]
fn what_its_brightness_means_is_an_option() {
    let edit = edit(&[json!([shown(0.0, 4.0), luma(0.0, json!(4), json!({}))])]);
    let options = CompileOptions { watermark: false, max_duration: 600.0, mattes: LumaPolarity::WhiteHides };
    let facts = [picture(64, 64), picture(64, 64)];
    let (composition, _) = compile(&checked(&edit).edit, &facts, &options).unwrap();
    let [Mask::Luma { polarity, .. }] = masks(&composition)[0] else { panic!() };
    assert_eq!(*polarity, LumaPolarity::WhiteHides);
}
