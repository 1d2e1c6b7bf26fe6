//! Rules of assets.

use super::found::Found;
use super::is_absent;
use super::sources::Sources;
use crate::edit::fault::Fault;
use crate::edit::model::{
    AudioAsset, CaptionAsset, ImageAsset, ImageToVideoAsset, LumaAsset, RichCaptionAsset, ShapeAsset, ShapeKind,
    VideoAsset,
};
use serde_json::Value;

pub(super) fn check<'a>(asset: &'a Value, path: &str, sources: &mut Sources<'a>, faults: &mut Found) {
    match asset.get("type").and_then(Value::as_str).unwrap_or_default() {
        VideoAsset::TAG | ImageAsset::TAG | AudioAsset::TAG => {
            let prompt = asset.get("prompt").and_then(Value::as_str).unwrap_or_default();
            if is_absent(asset, "src") && prompt.trim().is_empty() {
                faults.add(Fault::new(path, "a media asset requires either src or prompt"));
            }
            sources.add(asset, path, faults);
        }
        LumaAsset::TAG | ImageToVideoAsset::TAG => sources.add(asset, path, faults),
        CaptionAsset::TAG | RichCaptionAsset::TAG => sources.add_unless_alias(asset, path, faults),
        ShapeAsset::TAG => check_shape(asset, path, faults),
        _ => {}
    }
}

/// A shape has the block of its own measures.
fn check_shape(asset: &Value, path: &str, faults: &mut Found) {
    let Some(kind) = asset.get("shape").and_then(Value::as_str).and_then(ShapeKind::parse) else { return };
    let kind = kind.as_str();
    if is_absent(asset, kind) {
        let message = format!("Missing key: \"{kind}\" is required when \"shape\" is \"{kind}\"");
        faults.add(Fault::new(format!("{path}.{kind}"), message));
    }
}
