//! Starts, lengths, paint order, and how long the whole is.

use super::*;
use crate::FailureCode;
use crate::composition::Span;

fn html(start: Value, length: Value) -> Value {
    json!({ "asset": { "type": "html", "html": "x" }, "start": start, "length": length })
}

#[test]
fn the_first_track_and_the_later_clip_are_on_top() {
    let edit = edit(&[json!([html(json!(0), json!(2)), html(json!(1), json!(2))]), json!([html(json!(0), json!(3))])]);
    let composition = compiled(&edit, &[]);
    let painted: Vec<&str> = layers(&composition).iter().map(|l| l.pointer.as_str()).collect();
    assert_eq!(painted, ["timeline.tracks[1].clips[0]", "timeline.tracks[0].clips[0]", "timeline.tracks[0].clips[1]"]);
    assert_eq!(composition.duration, 3.0);
}

#[test]
fn automatic_lengths_come_from_the_sources() {
    let film = json!({ "type": "video", "src": "https://example.com/a.mp4", "trim": 1, "speed": 2 });
    let edit = edit(&[
        json!([
            { "asset": film, "start": "auto", "length": "auto" },
            { "asset": { "type": "title", "text": "End" }, "start": "auto", "length": "auto" }
        ]),
        json!([html(json!(0), json!("end"))]),
    ]);
    let composition = compiled(&edit, &[FILM]);
    // 10 s at double speed without the first second: 4 s; a title lasts 3 s.
    let spans: Vec<Span> = layers(&composition).iter().map(|l| l.span).collect();
    assert_eq!(spans, [Span { start: 0.0, end: 7.0 }, Span { start: 0.0, end: 4.0 }, Span { start: 4.0, end: 7.0 }]);
    assert_eq!(composition.duration, 7.0);
}

#[test]
fn aliases_share_times() {
    let mut speech = json!({
        "asset": { "type": "audio", "src": "https://example.com/a.mp3" }, "start": 2, "length": "auto"
    });
    speech["alias"] = json!("speech");
    let edit = edit(&[json!([html(json!("alias://speech"), json!("alias://speech"))]), json!([speech])]);
    assert_eq!(layers(&compiled(&edit, &[SOUND]))[0].span, Span { start: 2.0, end: 12.0 });
}

#[test]
fn a_source_without_a_length_cannot_give_one() {
    let film = json!({ "type": "video", "src": "https://example.com/a.mp4" });
    let edit = one_clip(json!({ "asset": film, "length": "auto" }));
    let failure = attempt(&edit, &[SourceFacts { duration: None, ..FILM }]).unwrap_err();
    assert_eq!(failure.code, FailureCode::BadMedia);
    assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[0].length"));
}

#[test]
fn trimming_away_the_whole_source_leaves_no_automatic_length() {
    let film = json!({ "type": "video", "src": "https://example.com/a.mp4", "trim": 10 });
    let failure = attempt(&one_clip(json!({ "asset": film, "length": "auto" })), &[FILM]).unwrap_err();
    assert_eq!(failure.code, FailureCode::BadEdit);
    assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[0].asset.trim"));
}

#[test]
fn circles_are_found_at_submission() {
    let edit = edit(&[json!([html(json!(0), json!("end")), html(json!("auto"), json!(1))])]);
    assert_eq!(faults(&edit).len(), 1);
}

#[test]
fn a_timeline_needs_a_length_and_must_not_be_too_long() {
    let empty = faults(&edit(&[json!([html(json!(0), json!(0))])]));
    assert_eq!((empty.len(), empty[0].path.as_str()), (1, "timeline"));
    let long = edit(&[json!([html(json!(0), json!(400)), html(json!("auto"), json!(201))])]);
    assert!(faults(&long).is_empty());
    let sandboxed = check(&long, &Limits::sandbox()).unwrap_err();
    assert_eq!(sandboxed[0].to_string(), "timeline: the timeline is 601 s long; at most 600 s are allowed");
}

#[test]
fn a_length_that_only_the_sources_tell_is_limited_once_they_are_known() {
    let film = json!({ "type": "video", "src": "https://example.com/a.mp4" });
    let edit = one_clip(json!({ "asset": film, "length": "auto" }));
    let day = SourceFacts { duration: Some(86_400.0), ..FILM };
    assert_eq!(attempt(&edit, &[day]).unwrap_err().code, FailureCode::LimitReached);
}
