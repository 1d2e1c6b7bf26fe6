//! How much one edit may ask for.

use crate::edit::{Fault, Limits, read};
use serde_json::{Value, json};

fn clip(src: &str, start: f64, length: f64) -> Value {
    json!({ "asset": { "type": "image", "src": src }, "start": start, "length": length })
}

fn edit(tracks: Vec<Vec<Value>>) -> Value {
    let tracks: Vec<Value> = tracks.into_iter().map(|clips| json!({ "clips": clips })).collect();
    json!({ "timeline": { "tracks": tracks }, "output": { "format": "mp4", "resolution": "sd" } })
}

fn faults(edit: &Value, limits: &Limits) -> Vec<Fault> {
    read(edit, limits).err().unwrap_or_default()
}

const SRC: &str = "https://example.com/a.png";

#[test]
fn tracks_are_counted() {
    let limits = Limits { max_tracks: 2, ..Limits::production() };
    let tracks = |count: usize| edit((0..count).map(|_| vec![clip(SRC, 0.0, 1.0)]).collect());
    assert_eq!(faults(&tracks(2), &limits), []);
    assert_eq!(
        faults(&tracks(3), &limits),
        [Fault::new("timeline.tracks", "Too big: expected array to have <=2 items")]
    );
}

#[test]
fn clips_are_counted_over_all_tracks() {
    let limits = Limits { max_clips: 3, ..Limits::production() };
    let two = || vec![clip(SRC, 0.0, 1.0), clip(SRC, 1.0, 1.0)];
    assert_eq!(faults(&edit(vec![two(), vec![clip(SRC, 0.0, 1.0)]]), &limits), []);
    assert_eq!(
        faults(&edit(vec![two(), two()]), &limits),
        [Fault::new("timeline.tracks", "Too big: expected at most 3 clips over all tracks, received 4")]
    );
}

#[test]
fn sources_are_counted_once_each() {
    let limits = Limits { max_sources: 2, ..Limits::production() };
    let sources = |names: &[&str]| edit(vec![names.iter().map(|name| clip(name, 0.0, 1.0)).collect()]);
    let (a, b) = (SRC, "https://example.com/b.png");
    let mut within = sources(&[a, b, a, b]);
    assert_eq!(faults(&within, &limits), []);
    within["timeline"]["soundtrack"] = json!({ "src": "https://example.com/c.mp3" });
    assert_eq!(
        faults(&within, &limits),
        [Fault::new(
            "timeline",
            "Too big: expected at most 2 distinct sources, received 3: split the edit into several renders"
        )]
    );
}

#[test]
fn the_timeline_ends_in_time() {
    let at = |start: f64, length: f64| edit(vec![vec![clip(SRC, start, length)]]);
    let sandbox = Limits::sandbox();
    assert_eq!(faults(&at(590.0, 10.0), &sandbox), []);
    assert_eq!(faults(&at(590.0, 10.5), &Limits::production()), []);
    assert_eq!(
        faults(&at(590.0, 10.5), &sandbox),
        [Fault::new(
            "timeline.tracks[0].clips[0].length",
            "Too big: expected the timeline to end by 600 seconds, but this clip ends at 600.5"
        )]
    );
    assert_eq!(faults(&at(0.0, 10_801.0), &Limits::production()).len(), 1);
    // Text counts as a number here too, and `auto` starts at 0 at the earliest.
    let mut text = at(0.0, 0.0);
    text["timeline"]["tracks"][0]["clips"][0]["start"] = json!("auto");
    text["timeline"]["tracks"][0]["clips"][0]["length"] = json!("601");
    assert_eq!(faults(&text, &sandbox).len(), 1);
}

#[test]
fn ten_thousand_clips_are_read() {
    let clips = (0..10_000).map(|index| clip(SRC, f64::from(index) * 0.5, 0.5)).collect();
    let limits = Limits { max_clips: 10_000, ..Limits::production() };
    let read = read(&edit(vec![clips]), &limits).unwrap();
    assert_eq!(read.edit.timeline.tracks[0].clips.len(), 10_000);
}

#[test]
fn no_more_broken_rules_are_collected_than_are_told() {
    let broken = |start: usize| {
        let mut clip = clip("not an address", start as f64, 20_000.0);
        clip["alias"] = json!("a");
        clip
    };
    let edit = edit(vec![(0..2_000).map(broken).collect()]);
    assert_eq!(crate::edit::rules::check(&edit, &Limits::production()).len(), crate::edit::fault::Faults::MOST);
    let told = faults(&edit, &Limits::production());
    assert_eq!(told.len(), 1_001);
    assert!(told[1_000].message.starts_with("Too many faults"), "{}", told[1_000].message);
}

#[test]
fn fonts_are_counted() {
    let limits = Limits { max_sources: 3, ..Limits::production() };
    let with_fonts = |count: usize| {
        let mut edit = edit(vec![vec![clip(SRC, 0.0, 1.0)]]);
        edit["timeline"]["fonts"] = vec![json!({ "src": "https://example.com/f.ttf" }); count].into();
        faults(&edit, &limits)
    };
    assert_eq!(with_fonts(3), []);
    assert_eq!(with_fonts(4), [Fault::new("timeline.fonts", "Too big: expected array to have <=3 items")]);
}
