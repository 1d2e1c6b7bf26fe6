//! What a broken edit is told: everything at once, each with its place.

use super::{edit_of, edit_with, faults, in_clip};
use serde_json::{Value, json};

#[test]
fn nineteen_faults_are_told_at_once_each_with_its_place() {
    let edit = json!({
        "timeline": {
            "background": 7,
            "cache": "yes",
            "soundtrack": { "src": "music.mp3", "effect": "fade", "volume": true },
            "tracks": [
                { "clips": [
                    { "asset": { "type": "image" }, "start": 0, "length": "long" },
                    { "asset": { "type": "movie", "src": "https://example.com/a.mp4" }, "start": -1, "length": 5 },
                    {
                        "asset": { "type": "text", "text": "a", "font": { "size": "big" }, "lenght": 3 },
                        "start": 0,
                        "length": 1,
                        "width": 5000,
                        "offset": { "x": [{ "from": 0, "to": "far" }], "y": 11 },
                        "transition": { "in": "zoomSlow" },
                    },
                ]},
                { "clips": [] },
                { "clips": [{ "start": 0, "length": 1 }] },
            ],
        },
        "output": { "format": "mp4", "fps": "25" },
    });
    let expected = [
        ("output", "output requires either resolution or size (width and height)"),
        ("output.fps", "Invalid input: expected number, received string"),
        ("timeline.background", "Invalid input: expected string, received number"),
        ("timeline.cache", "Invalid input: expected boolean, received string"),
        ("timeline.soundtrack.effect", r#"Invalid option: expected one of "fadeIn"|"fadeOut"|"fadeInFadeOut""#),
        ("timeline.soundtrack.src", "Invalid URL: expected an address that begins with http:// or https://"),
        ("timeline.soundtrack.volume", "Invalid input: expected number, received boolean"),
        ("timeline.tracks[0].clips[0].asset", "a media asset requires either src or prompt"),
        (
            "timeline.tracks[0].clips[0].length",
            r#"Invalid input: expected number, received string "long" (seconds, "auto", "end" or "alias://NAME")"#,
        ),
        (
            "timeline.tracks[0].clips[1].asset.type",
            concat!(
                r#"Invalid option: expected one of "video"|"image"|"text"|"rich-text"|"audio"|"luma"|"caption"|"#,
                r#""rich-caption"|"html"|"html5"|"title"|"shape"|"svg"|"text-to-image"|"image-to-video"|"#,
                r#""text-to-speech""#
            ),
        ),
        (
            "timeline.tracks[0].clips[1].start",
            r#"Too small: expected number to be >=0 (seconds, "auto" or "alias://NAME")"#,
        ),
        ("timeline.tracks[0].clips[2].asset.font.size", r#"Invalid input: expected integer, received string "big""#),
        ("timeline.tracks[0].clips[2].asset.lenght", r#"Unrecognized key: "lenght""#),
        ("timeline.tracks[0].clips[2].offset.x[0].to", r#"Invalid input: expected number, received string "far""#),
        ("timeline.tracks[0].clips[2].offset.y", "Too big: expected number to be <=10"),
        ("timeline.tracks[0].clips[2].transition.in", ""),
        ("timeline.tracks[0].clips[2].width", "Too big: expected number to be <=3840"),
        ("timeline.tracks[1].clips", "Too small: expected array to have >=1 items"),
        ("timeline.tracks[2].clips[0].asset", r#"Missing key: "asset" is required"#),
    ];
    let found = faults(&edit);
    assert_eq!(
        found.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
        expected.iter().map(|(path, _)| *path).collect::<Vec<_>>()
    );
    for ((path, found), (_, expected)) in found.iter().zip(expected) {
        if expected.is_empty() {
            assert!(found.starts_with(r#"Invalid option: expected one of "none"|"fade"|"fadeSlow""#), "{found}");
            assert!(found.ends_with(r#""zoom""#), "{found}");
        } else {
            assert_eq!(found, expected, "{path}");
        }
    }
}

#[test]
fn faults_stand_in_the_order_of_the_document_not_of_the_alphabet() {
    let clips: Vec<_> = (0..12).map(|_| json!({ "asset": { "type": "svg", "src": "<svg/>" }, "start": 0 })).collect();
    let edit = json!({
        "timeline": { "tracks": [{ "clips": clips }] },
        "output": { "format": "mp4", "resolution": "sd" },
    });
    let paths: Vec<String> = faults(&edit).into_iter().map(|(path, _)| path).collect();
    let expected: Vec<String> = (0..12).map(|clip| format!("timeline.tracks[0].clips[{clip}].length")).collect();
    assert_eq!(paths, expected);
}

#[test]
fn a_document_that_is_no_object_is_told_so() {
    assert_eq!(faults(&json!([])), [(String::new(), "Invalid input: expected object, received array".to_owned())]);
    assert_eq!(
        faults(&json!({})),
        [
            ("output".to_owned(), r#"Missing key: "output" is required"#.to_owned()),
            ("timeline".to_owned(), r#"Missing key: "timeline" is required"#.to_owned()),
        ]
    );
}

#[test]
fn strange_keys_are_quoted_and_long_ones_are_cut() {
    let long = "x".repeat(1_000);
    let edit = edit_of(json!({ "type": "svg", "src": "<svg/>", "a b": 1, long: 2 }));
    let found = faults(&edit);
    assert_eq!(found[0].0, r#"timeline.tracks[0].clips[0].asset["a b"]"#);
    assert_eq!(found[1].1, format!("Unrecognized key: \"{}…\"", "x".repeat(60)));
    assert_eq!(found.len(), 2);
}

#[test]
fn a_misspelt_key_is_told_the_right_one() {
    for (key, expected) in [
        ("lenght", Some("length")),
        ("Opacity", Some("opacity")),
        ("transitions", Some("transition")),
        ("aligns", None),
        ("x", None),
        ("ofset", Some("offset")),
    ] {
        let mut edit = edit_of(json!({ "type": "svg", "src": "<svg/>" }));
        edit["timeline"]["tracks"][0]["clips"][0][key] = json!(null);
        let hint = expected.map_or_else(String::new, |name| format!("; did you mean \"{name}\"?"));
        assert_eq!(faults(&edit), [in_clip(key, &format!("Unrecognized key: \"{key}\"{hint}"))]);
    }
}

#[test]
fn a_document_of_nothing_but_faults_is_told_a_thousand() {
    let keys: serde_json::Map<String, Value> = (0..5_000).map(|key| (format!("k{key}"), json!(1))).collect();
    let found = faults(&edit_with(Value::Object(keys)));
    assert_eq!(found.len(), 1_001);
    assert_eq!(found[1_000].1, "Too many faults: only 1000 are listed; mend these first");
}

#[test]
fn a_leftover_placeholder_is_named_with_the_way_out() {
    let mut edit = edit_of(json!({ "type": "text", "text": "{{ NAME }}", "font": { "size": "{{ SIZE }}" } }));
    edit["timeline"]["cache"] = json!("{{CACHE}}");
    edit["output"]["format"] = json!("{{ FORMAT }}");
    edit["timeline"]["fonts"] = json!([{ "src": "{{ FONT }}" }]);
    let found = faults(&edit);
    let hints: Vec<(&str, bool)> = found
        .iter()
        .map(|(path, message)| (path.as_str(), message.contains("which has no replacement: add {\"find\": \"")))
        .collect();
    assert_eq!(
        hints,
        [
            ("output.format", true),
            ("timeline.cache", true),
            ("timeline.fonts[0].src", true),
            ("timeline.tracks[0].clips[0].asset.font.size", true),
        ]
    );
    assert_eq!(
        found[3].1,
        "Invalid input: expected integer, received placeholder \"{{ SIZE }}\", which has no replacement: add \
         {\"find\": \"SIZE\"} to \"merge\""
    );
}
