//! One edit as people write them, and the composition it becomes.

use super::*;

#[test]
fn an_edit_becomes_this_composition() {
    let edit = json!({
        "timeline": {
            "background": "#101820",
            "soundtrack": { "src": "https://example.com/music.mp3", "effect": "fadeOut", "volume": 0.4 },
            "tracks": [
                { "clips": [
                    {
                        "asset": { "type": "title", "text": "{{ NAME }}", "style": "chunk", "position": "bottom" },
                        "start": 0.5, "length": 3, "transition": { "in": "fade", "out": "fadeFast" }
                    },
                    {
                        "asset": { "type": "image", "src": "https://example.com/logo.png" },
                        "start": 0, "length": 10, "fit": "none", "scale": 0.5, "position": "topRight",
                        "offset": { "x": -0.02, "y": -0.03 }, "opacity": 0.8
                    }
                ] },
                { "clips": [
                    {
                        "asset": { "type": "video", "src": "https://example.com/b.mp4", "volume": 0 },
                        "start": 5, "length": 5, "transition": { "in": "fade" }
                    }
                ] },
                { "clips": [
                    {
                        "asset": {
                            "type": "video", "src": "https://example.com/a.mp4", "trim": 2, "volumeEffect": "fadeOut"
                        },
                        "start": 0, "length": 6, "fit": "contain"
                    }
                ] }
            ]
        },
        "output": { "format": "mp4", "resolution": "hd", "fps": 29.97, "thumbnail": { "capture": 2, "scale": 0.25 } },
        "merge": [{ "find": "NAME", "replace": "Jane" }]
    });
    let facts = [
        picture(256, 144),
        SourceFacts { width: 640, height: 272, has_audio: false, duration: Some(10.0), ..FILM },
        FILM,
        SOUND,
    ];
    let (composition, output) = attempt(&edit, &facts).unwrap();
    insta::assert_json_snapshot!(json!({ "composition": composition, "output": output }));
}
