//! Edits as clients send them, against the reader and the published schema.

mod agreement;
mod assets;
mod coercion;
mod faults;
mod limits;
mod merge;
mod rules;
mod schema;
mod unknown;

use crate::edit::{Limits, Read, read};
use serde_json::{Value, json};

/// Reads under the production limits.
fn read_edit(edit: &Value) -> Result<Read, Vec<(String, String)>> {
    read(edit, &Limits::production())
        .map_err(|faults| faults.into_iter().map(|fault| (fault.path, fault.message)).collect())
}

/// Paths and messages of an edit's faults.
fn faults(edit: &Value) -> Vec<(String, String)> {
    read_edit(edit).err().unwrap_or_default()
}

/// An edit of one clip that shows `asset`.
fn edit_of(asset: Value) -> Value {
    edit_with(json!({ "asset": asset, "start": 0, "length": 5 }))
}

/// An edit of one clip.
fn edit_with(clip: Value) -> Value {
    json!({
        "timeline": { "tracks": [{ "clips": [clip] }] },
        "output": { "format": "mp4", "resolution": "sd" },
    })
}

/// The fault at a place, under `timeline.tracks[0].clips[0]`.
fn in_clip(path: &str, message: &str) -> (String, String) {
    (format!("timeline.tracks[0].clips[0].{path}"), message.to_owned())
}
