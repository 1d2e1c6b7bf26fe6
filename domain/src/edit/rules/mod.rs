//! Rules between values: what no single key can tell.
//!
//! They are held against the merged document rather than the typed edit, so that an edit whose types are wrong learns of
//! these faults at the same time. What is not even of the right type is left to the reader to report.

mod asset;
mod found;
mod output;
mod sources;

use super::fault::{Fault, join, short};
use super::limits::Limits;
use super::model::parse_number;
use found::Found;
use serde_json::Value;
use sources::Sources;
use std::collections::HashMap;

/// The rules that the document breaks, up to [`Faults::MOST`](super::fault::Faults::MOST).
pub(super) fn check(edit: &Value, limits: &Limits) -> Vec<Fault> {
    let mut faults = Found::default();
    let mut sources = Sources::new(limits.allow_local_sources);
    if let Some(callback) = edit.get("callback").and_then(Value::as_str) {
        sources.callback(callback, &mut faults);
    }
    if let Some(timeline) = edit.get("timeline") {
        check_timeline(timeline, limits, &mut sources, &mut faults);
    }
    if let Some(output) = edit.get("output") {
        output::check(output, &mut faults);
    }
    if sources.count() > limits.max_sources {
        let message = format!(
            "Too big: expected at most {} distinct sources, received {}: split the edit into several renders",
            limits.max_sources,
            sources.count()
        );
        faults.add(Fault::new("timeline", message));
    }
    faults.into_list()
}

fn check_timeline<'a>(timeline: &'a Value, limits: &Limits, sources: &mut Sources<'a>, faults: &mut Found) {
    if let Some(soundtrack) = timeline.get("soundtrack") {
        sources.add(soundtrack, "timeline.soundtrack", faults);
    }
    let fonts = list(timeline, "fonts");
    if fonts.len() > limits.max_sources {
        let message = format!("Too big: expected array to have <={} items", limits.max_sources);
        faults.add(Fault::new("timeline.fonts", message));
    }
    for (index, font) in fonts.iter().enumerate().take(limits.max_sources) {
        sources.add(font, &format!("timeline.fonts[{index}]"), faults);
    }
    let tracks = list(timeline, "tracks");
    if tracks.len() > limits.max_tracks {
        let message = format!("Too big: expected array to have <={} items", limits.max_tracks);
        faults.add(Fault::new("timeline.tracks", message));
    }
    let clips: usize = tracks.iter().map(|track| list(track, "clips").len()).sum();
    if clips > limits.max_clips {
        let message = format!("Too big: expected at most {} clips over all tracks, received {clips}", limits.max_clips);
        faults.add(Fault::new("timeline.tracks", message));
    }
    let mut aliases = HashMap::new();
    let indexed = tracks.iter().enumerate().flat_map(|(track_index, track)| {
        list(track, "clips").iter().enumerate().map(move |(clip_index, clip)| (track_index, clip_index, clip))
    });
    // What is beyond the limit has been refused; a hostile document shall not make us describe it clip by clip.
    for (track_index, clip_index, clip) in indexed.take(limits.max_clips) {
        let path = format!("timeline.tracks[{track_index}].clips[{clip_index}]");
        check_alias(clip, &path, &mut aliases, faults);
        check_end(clip, &path, limits.max_duration, faults);
        if let Some(asset) = clip.get("asset") {
            asset::check(asset, &join(path, "asset"), sources, faults);
        }
    }
}

/// An alias names one clip.
fn check_alias<'a>(clip: &'a Value, path: &str, seen: &mut HashMap<&'a str, String>, faults: &mut Found) {
    let Some(alias) = clip.get("alias").and_then(Value::as_str) else { return };
    if let Some(first) = seen.get(alias) {
        let message = format!("Duplicate alias: {:?} already names {first}; every alias must be unique", short(alias));
        faults.add(Fault::new(format!("{path}.alias"), message));
    } else {
        seen.insert(alias, path.to_owned());
    }
}

/// A clip of known times ends within the longest timeline. What is `auto` or `end` shows only when it is compiled.
fn check_end(clip: &Value, path: &str, longest: f64, faults: &mut Found) {
    let Some(length) = number(clip, "length") else { return };
    let end = number(clip, "start").unwrap_or(0.0) + length;
    if end > longest {
        let message =
            format!("Too big: expected the timeline to end by {longest} seconds, but this clip ends at {end}");
        faults.add(Fault::new(format!("{path}.length"), message));
    }
}

/// The items of a list, none when it is no list.
fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn number(value: &Value, key: &str) -> Option<f64> {
    match value.get(key)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => parse_number(text),
        _ => None,
    }
}

/// Whether nothing stands behind the key.
fn is_absent(value: &Value, key: &str) -> bool {
    value.get(key).is_none_or(Value::is_null)
}
