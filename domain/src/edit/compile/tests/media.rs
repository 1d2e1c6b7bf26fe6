//! Films and sounds: trim, speed, volume, fades, and sources that are not what they are used as.

use super::*;
use crate::FailureCode;
use crate::composition::{Content, Span, TimeMap};

fn film(more: Value) -> Value {
    let mut asset = json!({ "type": "video", "src": "https://example.com/a.mp4" });
    for (key, value) in more.as_object().into_iter().flatten() {
        asset[key] = value.clone();
    }
    json!({ "asset": asset })
}

fn sound(more: Value) -> Value {
    let mut asset = json!({ "type": "audio", "src": "https://example.com/a.mp3" });
    for (key, value) in more.as_object().into_iter().flatten() {
        asset[key] = value.clone();
    }
    json!({ "asset": asset })
}

fn time_of(clip: Value) -> TimeMap {
    let composition = compiled(&one_clip(clip), &[FILM]);
    let Content::Video { time, .. } = layers(&composition)[0].content else { panic!("no video") };
    if let Some(track) = composition.audio.first() {
        assert_eq!(track.time, time);
    }
    time
}

fn gains(edit: &Value, facts: &[SourceFacts], times: &[f64]) -> Vec<f64> {
    let composition = compiled(edit, facts);
    assert_eq!(composition.audio.len(), 1);
    times.iter().map(|t| composition.audio[0].gains.iter().map(|k| k.at(*t)).product()).collect()
}

#[test]
fn trim_counts_in_sped_up_time() {
    assert_eq!(time_of(film(json!({}))), TimeMap::IDENTITY);
    assert_eq!(time_of(film(json!({ "trim": 3 }))), TimeMap { offset: 3.0, speed: 1.0, repeats: None });
    assert_eq!(time_of(film(json!({ "trim": 3, "speed": 2 }))), TimeMap { offset: 6.0, speed: 2.0, repeats: None });
}

#[test]
fn a_frozen_film_shows_its_trim_point_in_silence() {
    let frozen = one_clip(film(json!({ "trim": 3, "speed": 0 })));
    assert_eq!(time_of(film(json!({ "trim": 3, "speed": 0 }))), TimeMap { offset: 3.0, speed: 0.0, repeats: None });
    assert_eq!(compiled(&frozen, &[FILM]).audio.len(), 0);
}

#[test]
fn a_films_sound_has_its_volume_and_fades() {
    let clip = film(json!({ "volume": 0.5, "volumeEffect": "fadeInFadeOut" }));
    // 4 s: both fades take 2 s.
    let found = gains(&one_clip(clip), &[FILM], &[0.0, 1.0, 2.0, 3.0, 4.0]);
    assert_eq!(found, [0.0, 0.25, 0.5, 0.25, 0.0]);
}

#[test]
fn a_film_without_sound_or_at_volume_0_is_silent() {
    let quiet = SourceFacts { has_audio: false, ..FILM };
    assert_eq!(compiled(&one_clip(film(json!({}))), &[quiet]).audio, []);
    assert_eq!(compiled(&one_clip(film(json!({ "volume": 0 }))), &[FILM]).audio, []);
}

#[test]
fn an_audio_clip_is_heard_when_it_is_on_and_seen_never() {
    let mut clip = sound(json!({ "effect": "fadeOut", "trim": 1, "volume": 0.8 }));
    clip["start"] = json!(2);
    clip["length"] = json!(6);
    clip["transition"] = json!({ "in": "carouselLeft" });
    let edit = one_clip(clip);
    let composition = compiled(&edit, &[SOUND]);
    assert_eq!((composition.nodes.len(), composition.duration), (0, 8.0));
    assert_eq!(composition.audio[0].span, Span { start: 2.0, end: 8.0 });
    assert_eq!(composition.audio[0].time, TimeMap { offset: 1.0, speed: 1.0, repeats: None });
    assert_eq!(gains(&edit, &[SOUND], &[0.0, 4.0, 5.0, 6.0]), [0.8, 0.8, 0.4, 0.0]);
}

#[test]
fn the_sound_of_a_film_will_do_for_an_audio_clip() {
    assert_eq!(compiled(&one_clip(sound(json!({}))), &[FILM]).audio.len(), 1);
}

#[test]
fn volume_moves_by_tweens() {
    let clip = film(json!({ "volume": [{ "from": 0, "to": 1, "start": 0, "length": 2 }] }));
    assert_eq!(gains(&one_clip(clip), &[FILM], &[0.0, 1.0, 2.0, 4.0]), [0.0, 0.5, 1.0, 1.0]);
}

#[test]
fn a_soundtrack_ends_with_the_timeline_or_by_itself_and_does_not_extend_it() {
    let mut edit = one_clip(image(json!({ "length": 30 })));
    edit["timeline"]["soundtrack"] =
        json!({ "src": "https://example.com/m.mp3", "effect": "fadeInFadeOut", "volume": 0.5 });
    let facts = [picture(10, 10), SOUND];
    let composition = compiled(&edit, &facts);
    assert_eq!(composition.duration, 30.0);
    assert_eq!(composition.audio[0].span, Span { start: 0.0, end: 10.0 });
    assert_eq!(composition.audio[0].pointer, "timeline.soundtrack");
    assert_eq!(gains(&edit, &facts, &[0.0, 1.0, 5.0, 9.0, 10.0]), [0.0, 0.25, 0.5, 0.25, 0.0]);
    let long = [picture(10, 10), SourceFacts { duration: Some(300.0), ..SOUND }];
    assert_eq!(compiled(&edit, &long).audio[0].span.end, 30.0);
    assert_eq!(gains(&edit, &long, &[29.0]), [0.25]);
}

#[test]
fn what_a_source_is_not_is_bad_media_at_its_address() {
    let pointer = "timeline.tracks[0].clips[0].asset.src";
    let still = picture(10, 10);
    for (clip, facts, found) in [
        (film(json!({})), SOUND, "sound only, not a video"),
        (film(json!({})), still, "a still picture, not a video"),
        (film(json!({})), SourceFacts::default(), "neither picture nor sound, not a video"),
        (image(json!({})), FILM, "a video, not an image"),
        (sound(json!({})), SourceFacts { has_audio: false, ..FILM }, "a video without sound, not audio"),
    ] {
        let failure = attempt(&one_clip(clip), &[facts]).unwrap_err();
        assert_eq!(failure.code, FailureCode::BadMedia);
        assert_eq!(failure.pointer.as_deref(), Some(pointer));
        assert_eq!(failure.message, format!("{pointer}: the file is {found}"));
    }
}

#[test]
fn sources_are_distinct_by_address_and_use_in_a_known_order() {
    let film_clip = |start: u32| {
        let mut clip = film(json!({}));
        clip["start"] = json!(start);
        clip["length"] = json!(1);
        clip
    };
    let mut same_as_sound = sound(json!({ "src": "https://example.com/a.mp4" }));
    same_as_sound["start"] = json!(0);
    same_as_sound["length"] = json!(1);
    let mut edit = edit(&[json!([film_clip(0), film_clip(1)]), json!([same_as_sound])]);
    edit["timeline"]["fonts"] = json!([{ "src": "https://example.com/f.ttf" }]);
    edit["timeline"]["soundtrack"] = json!({ "src": "https://example.com/a.mp4" });
    let sources = checked(&edit).sources;
    let pointers: Vec<&str> = sources.iter().map(|s| s.pointer.as_str()).collect();
    assert_eq!(
        pointers,
        ["timeline.fonts[0].src", "timeline.tracks[0].clips[0].asset.src", "timeline.tracks[1].clips[0].asset.src"]
    );
    let facts = [SourceFacts::default(), FILM, FILM];
    let composition = compiled(&edit, &facts);
    let heard: Vec<u32> = composition.audio.iter().map(|a| a.source.0).collect();
    assert_eq!(heard, [1, 1, 2, 2]);
}

#[test]
fn html_may_use_the_timelines_fonts() {
    let mut edit = one_clip(json!({ "asset": { "type": "html", "html": "x" } }));
    edit["timeline"]["fonts"] = json!([{ "src": "https://example.com/f.ttf" }, { "src": "https://example.com/g.ttf" }]);
    let composition = compiled(&edit, &[SourceFacts::default(); 2]);
    assert_eq!(composition.rasters[0].fonts.iter().map(|f| f.0).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn src_stands_in_for_a_generator() {
    let clip = film(json!({ "prompt": "a cat", "model": "x", "options": { "seed": 1 } }));
    assert_eq!(compiled(&one_clip(clip), &[FILM]).nodes.len(), 1);
}

#[test]
fn a_length_by_the_file_hides_no_wrong_kind_of_file() {
    for (clip, facts, found) in [
        (film(json!({ "trim": 3 })), picture(10, 10), "a still picture, not a video"),
        (sound(json!({})), SourceFacts { has_audio: false, ..FILM }, "a video without sound, not audio"),
    ] {
        let mut edit = one_clip(clip);
        edit["timeline"]["tracks"][0]["clips"][0]["length"] = json!("auto");
        let failure = attempt(&edit, &[facts]).unwrap_err();
        assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[0].asset.src"));
        assert!(failure.message.ends_with(found), "{}", failure.message);
    }
}

#[test]
fn what_begins_after_the_end_of_its_file_is_neither_seen_nor_heard() {
    // FILM and SOUND last 10 s; half a second is left to the rounding of containers.
    for (trim, speed, seen) in [(10, 1, true), (11, 1, false), (6, 2, false), (11, 0, false), (1_000_000, 10, false)] {
        let of = |asset: Value| compiled(&one_clip(asset), &[FILM]);
        let shown = of(film(json!({ "trim": trim, "speed": speed })));
        assert_eq!(shown.nodes.len(), usize::from(seen), "{trim} at {speed}");
        let heard = of(sound(json!({ "trim": trim, "speed": speed })));
        assert_eq!(heard.audio.len(), usize::from(seen && speed > 0), "{trim} at {speed}");
    }
}

#[test]
fn no_trim_is_longer_than_any_source() {
    for clip in [film(json!({ "trim": 1e308, "speed": 10 })), sound(json!({ "trim": 1_000_001 }))] {
        let found = faults(&one_clip(clip));
        assert_eq!(found[0].path, "timeline.tracks[0].clips[0].asset.trim");
        assert!(found[0].message.starts_with("Too big: expected number to be <=1000000"), "{}", found[0].message);
    }
}

#[test]
fn an_animated_picture_starts_over_as_an_image_and_plays_once_as_a_video() {
    let animated = SourceFacts { has_video: true, has_alpha: true, duration: Some(1.5), ..picture(64, 48) };
    let time = |clip: Value, facts: SourceFacts| match layers(&compiled(&one_clip(clip), &[facts]))[0].content {
        Content::Video { time, .. } => Some(time),
        _ => None,
    };
    let image = || json!({ "asset": { "type": "image", "src": "https://x.test/a.gif" }, "start": 0, "length": 4 });
    let repeating = TimeMap { repeats: Some(1.5), ..TimeMap::IDENTITY };
    assert_eq!(time(image(), animated), Some(repeating));
    assert_eq!(time(film(json!({})), animated), Some(TimeMap::IDENTITY));
    assert_eq!(time(image(), picture(64, 48)), None, "a still one");
}
