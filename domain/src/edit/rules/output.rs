//! Rules of the output.

use super::found::Found;
use super::is_absent;
use crate::edit::fault::Fault;
use crate::edit::model::Format;
use serde_json::Value;

/// What has a picture needs a size.
pub(super) fn check(output: &Value, faults: &mut Found) {
    let sound_only = output.get("format").and_then(Value::as_str) == Some(Format::Mp3.as_str());
    let sized = output.get("size").is_some_and(|size| !is_absent(size, "width") && !is_absent(size, "height"));
    if output.is_object() && !sound_only && is_absent(output, "resolution") && !sized {
        faults.add(Fault::new("output", "output requires either resolution or size (width and height)"));
    }
}
