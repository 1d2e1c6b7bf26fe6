//! What a broken edit is told: everything at once, each with its place.

use crate::edit::{Limits, read};
use serde_json::{Value, json};

/// Paths and messages of an edit's faults.
pub(super) fn faults(edit: &Value) -> Vec<(String, String)> {
    match read(edit, &Limits::production()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_iter().map(|fault| (fault.path, fault.message)).collect(),
    }
}

#[test]
fn an_edit_without_tracks_and_with_a_wrong_format_is_told_both() {
    let edit = json!({ "timeline": { "tracks": [] }, "output": { "format": "webm", "resolution": "sd" } });
    assert_eq!(
        faults(&edit),
        [
            (
                "output.format".to_owned(),
                r#"Invalid option: expected one of "mp4"|"gif"|"mp3"|"jpg"|"png"|"bmp""#.to_owned()
            ),
            ("timeline.tracks".to_owned(), "Too small: expected array to have >=1 items".to_owned()),
        ]
    );
}
