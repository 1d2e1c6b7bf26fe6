//! Every asset type in an example as clients write it.

use super::{edit_of, faults, read_edit};
use crate::edit::model::{Animated, Asset};
use serde_json::{Value, json};

/// One example of each asset type, every key used at least once.
pub(super) fn examples() -> Vec<Value> {
    let mp4 = "https://example.com/clip.mp4";
    let png = "https://example.com/picture.png";
    vec![
        json!({
            "type": "video", "src": mp4, "prompt": "a sea", "model": "any", "options": { "seed": [1, null] },
            "transcode": true, "trim": 5.5, "volume": [{ "from": 0, "to": 1, "start": 0, "length": 2 }],
            "volumeEffect": "fadeIn", "speed": 0.5, "crop": { "top": 0.15, "bottom": 0.15, "left": 0, "right": 0 },
            "chromaKey": { "color": "#00b140", "threshold": 150, "halo": 100 },
        }),
        json!({ "type": "image", "src": png, "prompt": "a hill", "model": "any", "options": {}, "crop": { "top": 1 } }),
        json!({
            "type": "text", "text": "", "width": 400, "height": 200,
            "font": { "family": "Open Sans", "color": "#ffffff", "opacity": 0.5, "size": 32, "weight": 700, "lineHeight": 1.2 },
            "background": { "color": "#000000", "opacity": 1, "padding": 10, "borderRadius": 4 },
            "alignment": { "horizontal": "left", "vertical": "center" },
            "stroke": { "width": 2, "color": "#ff0000" },
            "animation": { "preset": "typewriter", "duration": 2 }, "ellipsis": "...",
        }),
        json!({
            "type": "rich-text", "text": "Hello",
            "font": {
                "family": "Roboto", "size": 48, "weight": "bold", "style": "italic", "color": "#FF8800", "opacity": 1,
                "background": "#000000", "stroke": { "width": 1, "color": "#000000", "opacity": 0.5 },
            },
            "style": {
                "letterSpacing": -2, "wordSpacing": 3, "lineHeight": 1.2, "textTransform": "uppercase",
                "textDecoration": "line-through",
                "gradient": { "type": "radial", "angle": 45, "stops": [
                    { "offset": 0, "color": "#000000" }, { "offset": 1, "color": "#ffffff" }
                ]},
            },
            "stroke": { "width": 2 }, "shadow": { "offsetX": 2, "offsetY": -2, "blur": 4, "color": "#000000", "opacity": 0.5 },
            "background": { "color": "#ffffff", "opacity": 0.8, "borderRadius": 8, "wrap": true, "padding": 20 },
            "border": { "width": 2, "color": "#000000", "opacity": 1, "radius": 4 },
            "padding": { "top": 1, "right": 2, "bottom": 3, "left": 4 },
            "align": { "horizontal": "right", "vertical": "middle" },
            "animation": { "preset": "slideIn", "duration": 1.5, "style": "word", "direction": "up" },
        }),
        json!({
            "type": "audio", "src": "https://example.com/a.mp3", "prompt": "rain", "model": "any", "options": {},
            "trim": 1, "volume": 0.5, "speed": 1, "effect": "fadeInFadeOut",
        }),
        json!({ "type": "luma", "src": mp4, "trim": 1 }),
        json!({
            "type": "caption", "src": "alias://speech",
            "font": {
                "family": "Roboto", "color": "#fff", "opacity": 1, "size": 32, "lineHeight": 1.2, "stroke": "#000000",
                "strokeWidth": 1.5,
            },
            "background": { "color": "#000000", "opacity": 0.8, "padding": 10, "borderRadius": 4 },
            "margin": { "top": 0.25, "left": 0.1, "right": 0.1 }, "trim": 1, "speed": 1,
        }),
        json!({
            "type": "rich-caption", "src": "https://example.com/words.srt",
            "font": {
                "family": "Roboto", "size": 24, "weight": 400, "style": "normal", "color": "#ffffff", "opacity": 1,
                "background": "#000000",
            },
            "style": {
                "letterSpacing": 1, "lineHeight": 1.2, "textTransform": "none", "size": 30.5, "textDecoration": "underline",
                "gradient": { "stops": [{ "offset": 0, "color": "#000000" }, { "offset": 1, "color": "#ffffff" }] },
            },
            "stroke": { "width": 1 }, "shadow": { "blur": 2 }, "background": { "color": "#000000" },
            "border": { "width": 1 }, "padding": 12, "align": { "vertical": "bottom" },
            "active": {
                "font": {
                    "family": "Roboto", "weight": "extrabold", "color": "#ffff00", "background": "#000000", "opacity": 1,
                    "size": 32, "textDecoration": "none",
                },
                "stroke": "none", "shadow": { "blur": 1 },
            },
            "animation": { "style": "slide", "direction": "left" },
        }),
        json!({
            "type": "html", "html": "<p>Hi</p>", "css": "p { color: #fff }", "width": 400, "height": 200,
            "background": "transparent", "position": "bottomLeft",
        }),
        json!({ "type": "html5", "html": "<p>Hi</p>", "css": "", "js": "gsap.to('p', { x: 1 })" }),
        json!({
            "type": "title", "text": "Hi", "style": "chunkLight", "color": "#ffffff", "size": "xx-large",
            "background": "#000000", "position": "top", "offset": { "x": 0.1, "y": -0.1 },
        }),
        json!({
            "type": "shape", "shape": "rectangle", "width": 200, "height": 200,
            "fill": { "color": "#ff0000", "opacity": 0.5 }, "stroke": { "color": "#00ff00", "width": 2 },
            "rectangle": { "width": 100, "height": 50, "cornerRadius": 5 },
            "circle": { "radius": 50 }, "line": { "length": 100, "thickness": 4 },
        }),
        json!({ "type": "svg", "src": "<svg xmlns='http://www.w3.org/2000/svg'><rect/></svg>" }),
        json!({ "type": "text-to-image", "prompt": "a hill", "width": 512, "height": 512, "crop": { "left": 0.5 } }),
        json!({
            "type": "image-to-video", "src": png, "prompt": "wind", "aspectRatio": "16:9", "speed": 1,
            "crop": { "right": 0.5 },
        }),
        json!({
            "type": "text-to-speech", "text": "Hello", "voice": "Amy", "language": "en-GB", "newscaster": true,
            "trim": 0.5, "volume": 1, "speed": 1.2, "effect": "fadeOut",
        }),
    ]
}

#[test]
fn every_asset_type_is_read() {
    let examples = examples();
    let types: Vec<&str> = examples.iter().filter_map(|asset| asset["type"].as_str()).collect();
    let mut known = Asset::TAGS.to_vec();
    known.sort_unstable();
    let mut shown = types.clone();
    shown.sort_unstable();
    assert_eq!(shown, known, "one example of each type");
    for asset in examples {
        assert_eq!(faults(&edit_of(asset.clone())), [], "{asset}");
    }
}

#[test]
fn every_asset_type_refuses_a_key_it_does_not_know() {
    for mut asset in examples() {
        asset["wrapp"] = json!(1);
        let message = r#"Unrecognized key: "wrapp""#;
        assert_eq!(faults(&edit_of(asset.clone())), [super::in_clip("asset.wrapp", message)], "{asset}");
    }
}

#[test]
fn every_asset_type_needs_its_required_keys() {
    let required = [
        ("luma", "src"),
        ("caption", "src"),
        ("rich-caption", "src"),
        ("text", "text"),
        ("rich-text", "text"),
        ("title", "text"),
        ("html", "html"),
        ("html5", "html"),
        ("svg", "src"),
        ("shape", "shape"),
        ("text-to-image", "prompt"),
        ("image-to-video", "src"),
        ("text-to-speech", "voice"),
    ];
    for (kind, key) in required {
        let mut asset = examples().into_iter().find(|asset| asset["type"] == kind).unwrap();
        asset.as_object_mut().unwrap().remove(key);
        let message = format!("Missing key: \"{key}\" is required");
        assert_eq!(faults(&edit_of(asset)), [super::in_clip(&format!("asset.{key}"), &message)], "{kind}");
    }
}

#[test]
fn values_arrive_where_the_compiler_looks_for_them() {
    let read = read_edit(&edit_of(examples().remove(0))).unwrap();
    let clip = &read.edit.timeline.tracks[0].clips[0];
    let Asset::Video(video) = &clip.asset else { panic!("a video") };
    assert_eq!(video.trim.map(|trim| trim.get()), Some(5.5));
    assert_eq!(video.chroma_key.as_ref().unwrap().color.rgb(), [0x00, 0xb1, 0x40]);
    let Some(Animated::Tweens(tweens)) = &video.volume else { panic!("tweens") };
    assert_eq!((tweens.len(), tweens[0].to.unwrap().get()), (1, 1.0));
}
