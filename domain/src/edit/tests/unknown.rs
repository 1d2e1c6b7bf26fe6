//! Keys that the schema does not know: refused, or left out where that is wanted.

use super::{edit_of, edit_with};
use crate::edit::{Fault, Limits, Read, read};
use serde_json::{Value, json};

fn tolerant(edit: &Value) -> Result<Read, Vec<Fault>> {
    read(edit, &Limits { ignore_unknown: true, ..Limits::production() })
}

#[test]
fn unknown_keys_are_left_out_wherever_they_stand() {
    let good = edit_with(json!({
        "asset": { "type": "video", "src": "https://example.com/a.mp4", "trim": 1 },
        "start": 0, "length": 5, "opacity": [{ "from": 0, "to": 1, "start": 0, "length": 1 }],
    }));
    let mut edit = good.clone();
    edit["colour"] = json!("red");
    edit["output"]["codec"] = json!({ "name": "av1" });
    let clip = &mut edit["timeline"]["tracks"][0]["clips"][0];
    clip["a key.with [odd] \"letters\""] = json!(1);
    clip["x".repeat(100)] = json!(1);
    clip["asset"]["speeed"] = json!(2);
    clip["opacity"][0]["easing in"] = json!(null);
    assert!(read(&edit, &Limits::production()).is_err());
    let read = tolerant(&edit).unwrap();
    assert_eq!(read.merged, good);
    assert_eq!(read, tolerant(&good).unwrap());
}

#[test]
fn more_of_them_than_one_look_finds_go_too() {
    let mut edit = edit_of(json!({ "type": "image", "src": "https://example.com/a.png" }));
    for number in 0..2_500 {
        edit["timeline"][format!("extra{number}")] = json!(number);
    }
    assert!(tolerant(&edit).is_ok());
}

#[test]
fn what_is_wrong_otherwise_stays_wrong() {
    let edit = edit_with(json!({
        "asset": { "type": "image", "src": "https://example.com/a.png", "extra": 1 }, "start": "soon", "length": 5,
    }));
    let faults = tolerant(&edit).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].path, "timeline.tracks[0].clips[0].start");
}
