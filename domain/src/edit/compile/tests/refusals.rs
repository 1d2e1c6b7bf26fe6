//! What no step compiles yet is refused at submission, where it stands.

use super::*;
use crate::edit::fault::Faults;

/// The paths that are refused in an edit of one clip with this property.
fn refused(clip: Value) -> Vec<String> {
    faults(&one_clip(clip)).into_iter().map(|f| f.path).collect()
}

#[test]
fn what_changes_nothing_is_not_refused() {
    let neutral = image(json!({
        "effect": "none", "filter": "none", "transition": { "in": "none", "out": "none" },
        "transform": { "rotate": { "angle": 0 }, "skew": { "x": 0 }, "flip": { "horizontal": false } },
        "id": "mine", "alias": "a"
    }));
    assert_eq!(refused(neutral), [""; 0]);
}

#[test]
fn an_asset_type_without_a_step_is_named() {
    let asset = json!({ "type": "rich-caption", "src": "https://example.com/a.srt" });
    let found = faults(&one_clip(json!({ "asset": asset })));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].path, "timeline.tracks[0].clips[0].asset.type");
    assert!(found[0].message.contains("not supported yet by this server"), "{}", found[0].message);
    assert!(found[0].message.contains("rich-caption"), "{}", found[0].message);
}

#[test]
fn what_this_server_has_no_means_for_is_refused_with_what_to_use_instead() {
    for (asset, key, why, instead) in [
        (json!({ "type": "html5", "html": "x" }), "type", "no browser", "html clip"),
        (json!({ "type": "text-to-image", "prompt": "a cat" }), "type", "generates no pictures", "image clip"),
        (
            json!({ "type": "image-to-video", "src": "https://example.com/a.png" }),
            "type",
            "generates no videos",
            "zoomIn",
        ),
        (json!({ "type": "text-to-speech", "text": "x", "voice": "Amy" }), "type", "generates no speech", "audio clip"),
        (json!({ "type": "video", "prompt": "a cat" }), "prompt", "generates nothing", "src"),
        (json!({ "type": "rich-caption", "src": "alias://talk" }), "src", "recognises no speech", "WebVTT"),
        (json!({ "type": "rich-caption", "src": "https://a.b/c.mp4?d.srt" }), "src", "recognises no speech", "SRT"),
    ] {
        let found = faults(&one_clip(json!({ "asset": asset })));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].path, format!("timeline.tracks[0].clips[0].asset.{key}"));
        assert!(found[0].message.contains(why) && found[0].message.contains(instead), "{}", found[0].message);
    }
}

#[test]
fn properties_of_assets_without_a_step_are_named() {
    let asset = "timeline.tracks[0].clips[0].asset";
    let film = |key: &str, value: Value| {
        let mut film = json!({ "type": "video", "src": "https://example.com/a.mp4" });
        film[key] = value;
        refused(json!({ "asset": film }))
    };
    assert_eq!(film("crop", json!({ "left": 0.5, "right": 0.5 })), [format!("{asset}.crop")]);
    assert_eq!(refused(json!({ "asset": { "type": "image", "prompt": "a cat" } })), [format!("{asset}.prompt")]);
    let long = "x".repeat(512 * 1024 + 1);
    assert_eq!(refused(json!({ "asset": { "type": "html", "html": "", "css": long } })), [format!("{asset}.css")]);
    assert_eq!(refused(json!({ "asset": { "type": "title", "text": long } })), [format!("{asset}.text")]);
    let huge = json!({ "type": "html", "html": "x", "width": 9000, "height": 0 });
    assert_eq!(refused(json!({ "asset": huge })), [format!("{asset}.height"), format!("{asset}.width")]);
    let huge = json!({
        "type": "shape", "shape": "circle", "circle": { "radius": 100_001 }, "width": 8193, "fill": { "color": "red" },
        "stroke": { "width": 100_001 }
    });
    let paths = ["circle.radius", "fill.color", "stroke.width", "width"].map(|key| format!("{asset}.{key}"));
    assert_eq!(refused(json!({ "asset": huge })), paths);
    assert_eq!(refused(json!({ "asset": { "type": "svg", "src": "https://a.b/c.svg" } })), [format!("{asset}.src")]);
    for markup in ["<svg><text>x</text></svg>", "<svg><g></svg>", "<html/>", "<svg><use href='a.svg#b'/></svg>"] {
        assert_eq!(refused(json!({ "asset": { "type": "svg", "src": markup } })), [format!("{asset}.src")], "{markup}");
    }
    let long =
        |characters| json!({ "asset": { "type": "svg", "src": format!("<svg>{}</svg>", "é".repeat(characters)) } });
    assert_eq!(refused(long(300_000)), [""; 0]);
    assert_eq!(refused(long(500_000)), [format!("{asset}.src")]);
}

#[test]
fn webhooks_are_refused() {
    let mut edit = one_clip(image(json!({})));
    edit["callback"] = json!("https://example.com/hook");
    let paths: Vec<String> = faults(&edit).into_iter().map(|f| f.path).collect();
    assert_eq!(paths, ["callback"]);
}

#[test]
fn a_destination_changes_nothing_of_the_picture() {
    let plain = one_clip(image(json!({})));
    let mut sent = plain.clone();
    let saved = json!({ "integrationId": "018f", "provider": "s3" });
    sent["output"]["destinations"] =
        json!([{ "provider": "shotstack", "exclude": true }, { "provider": "mux" }, saved]);
    let compiled = |edit: &Value| attempt(edit, &[picture(10, 10)]).unwrap();
    assert_eq!(compiled(&sent), compiled(&plain));
}

#[test]
fn all_faults_come_at_once() {
    let wild = json!([{ "from": -1, "to": 1001, "length": 1 }]);
    let faster = json!([{ "from": -360_001, "to": 360_000, "length": 1 }]);
    let clip = image(json!({ "scale": -1, "opacity": wild, "transform": { "rotate": { "angle": faster } } }));
    assert_eq!(refused(clip).len(), 4);
}

#[test]
fn of_very_many_refusals_a_thousand_are_listed_in_order() {
    let mut clip = image(json!({ "scale": -1, "offset": { "x": [{ "to": 1_001 }] } }));
    (clip["start"], clip["length"]) = (json!(0), json!(1));
    let found = faults(&edit(&[json!(vec![clip; 600])]));
    assert_eq!(found.len(), 1_001);
    assert_eq!(found[1].path, "timeline.tracks[0].clips[0].scale");
    assert_eq!(found[999].path, "timeline.tracks[0].clips[499].scale");
    assert!(found[1_000].message.starts_with("Too many faults"), "{}", found[1_000].message);
}

#[test]
fn no_more_faults_are_collected_than_are_told() {
    let tweens: Vec<Value> = (0..5_000).map(|at| json!({ "to": 9_999, "start": at, "length": 1 })).collect();
    let found = faults(&one_clip(image(json!({ "scale": tweens }))));
    assert_eq!(found.len(), Faults::MOST + 1);
    assert!(found[Faults::MOST].message.starts_with("Too many faults"));
}

#[test]
fn drawings_are_bounded_together_and_alike_ones_are_drawn_once() {
    let html = |text: &str, start: usize| {
        let asset = json!({ "type": "html", "html": text, "width": 8_000, "height": 8_000 });
        json!({ "asset": asset, "start": start, "length": 1 })
    };
    let alike: Vec<Value> = (0..100).map(|at| html("<p>x</p>", at)).collect();
    assert_eq!(compiled(&edit(&[json!(alike)]), &[]).rasters.len(), 1);
    // 64 million pixels each.
    let different = |count: usize| -> Vec<Value> { (0..count).map(|at| html(&format!("<p>{at}</p>"), at)).collect() };
    assert_eq!(compiled(&edit(&[json!(different(31))]), &[]).rasters.len(), 31);
    let found = faults(&edit(&[json!(different(32))]));
    assert_eq!(found[0].path, "timeline.tracks[0].clips[31].asset");
    assert!(found[0].message.contains("2000 million pixels"), "{}", found[0].message);
}
