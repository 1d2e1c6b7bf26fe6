//! Short edits that are as unlike each other as can be, and the media for them.

use rushes_tests::edits::{audio, clip, html, image, of, video};
use rushes_tests::{Origin, tools};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The variable that names the folder that `scripts/footage` prints.
const FOOTAGE: &str = "RUSHES_FOOTAGE";

/// A folder with:
///
/// - `bigbuckbunny.mp4` and `bikes.mp4`, real footage;
/// - `graphic.webm`: 1 s of a disc on a translucent ground, VP9;
/// - `wipe.mp4`: 1 s from black to white;
/// - `spinning.gif`: 10 frames;
/// - `lines.srt`: two subtitles.
pub fn media() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["bigbuckbunny.mp4", "bikes.mp4"] {
        std::os::unix::fs::symlink(footage().join(name), folder.path().join(name)).unwrap();
    }
    let own = |name: &str| folder.path().join(name);
    let disc = "color=c=red@0.0:s=160x90:r=25:d=1,format=yuva420p,\
                geq=lum=120:cb=90:cr=200:a='255*lt(hypot(X-80,Y-45),20+20*T)'";
    let vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-pix_fmt", "yuva420p"];
    ffmpeg(&[&["-f", "lavfi", "-i", disc][..], &vp9].concat(), &own("graphic.webm"));
    let wipe = "color=c=black:s=160x90:r=25:d=1,format=yuv420p,geq=lum='255*T':cb=128:cr=128";
    ffmpeg(&["-f", "lavfi", "-i", wipe, "-c:v", "libx264"], &own("wipe.mp4"));
    ffmpeg(&["-f", "lavfi", "-i", "testsrc2=s=96x54:r=10:d=1"], &own("spinning.gif"));
    let lines = "1\n00:00:00,000 --> 00:00:00,500\nOne\n\n2\n00:00:00,500 --> 00:00:01,000\nTwo\n";
    std::fs::write(own("lines.srt"), lines).unwrap();
    folder
}

/// Runs ffmpeg with these arguments and the name of the file that it makes.
pub fn ffmpeg(arguments: &[&str], file: &Path) {
    tools::succeed(Command::new("ffmpeg").args(["-nostdin", "-loglevel", "error", "-y"]).args(arguments).arg(file));
}

fn footage() -> PathBuf {
    let named = std::env::var_os(FOOTAGE).map(PathBuf::from);
    named.unwrap_or_else(|| panic!("{FOOTAGE} names no folder with footage; scripts/soak fetches it"))
}

/// The edits, each with what it is about. The same names mean the same edits.
pub fn edits(origin: &Origin) -> Vec<(&'static str, Value)> {
    let own = |name: &str| origin.own(name);
    let at = |start: f64, mut clip: Value| {
        clip["start"] = json!(start);
        clip
    };
    let with = |mut clip: Value, more: Value| {
        clip.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        clip
    };
    let trimmed = |name: &str, trim: f64| json!({ "type": "video", "src": own(name), "trim": trim });
    let photo = || image(&origin.media("photo.jpg"));
    let tone = origin.media("tone.mp3");

    let mut footage = of(&[json!([clip(trimmed("bigbuckbunny.mp4", 2.0), 1.2)])], "mp4");
    footage["output"]["poster"] = json!({ "capture": 0.4 });
    let mut zoom = of(&[json!([with(clip(photo(), 1.0), json!({ "effect": "zoomIn", "filter": "blur" }))])], "mp4");
    zoom["timeline"]["soundtrack"] = json!({ "src": tone, "effect": "fadeOut", "volume": 0.5 });

    let font = json!({ "size": 30, "color": "#ffffff" });
    let rich =
        json!({ "type": "rich-text", "text": "Moves", "font": font, "animation": { "preset": "movingLetters" } });
    let typed = json!({ "type": "text", "text": "Typed", "font": font, "animation": { "preset": "typewriter", "duration": 0.8 } });
    let words = of(
        &[
            json!([with(clip(rich, 1.0), json!({ "width": 320, "height": 60, "position": "top" }))]),
            json!([with(clip(typed, 1.0), json!({ "position": "bottom" }))]),
            json!([clip(json!({ "type": "title", "text": "Title", "style": "chunk", "size": "small" }), 1.0)]),
            json!([clip(trimmed("bikes.mp4", 1.0), 1.0)]),
        ],
        "mp4",
    );
    let transitions = of(
        &[
            json!([at(0.4, with(clip(photo(), 0.8), json!({ "transition": { "in": "wipeLeft", "out": "zoom" } })))]),
            json!([
                with(clip(video(&origin.media("film.mp4")), 0.8), json!({ "transition": { "out": "carouselUpFast" } })),
                at(
                    0.8,
                    with(clip(trimmed("bikes.mp4", 3.0), 0.4), json!({ "transition": { "in": "shuffleTopLeft" } }))
                ),
            ]),
        ],
        "mp4",
    );
    let matte = json!({ "type": "luma", "src": own("wipe.mp4") });
    let luma = of(
        &[json!([clip(matte, 1.0), clip(photo(), 1.0)]), json!([clip(video(&origin.media("silent.webm")), 1.0)])],
        "mp4",
    );
    let mut gif = of(&[json!([clip(trimmed("bigbuckbunny.mp4", 1.0), 0.6)])], "gif");
    gif["output"]["fps"] = json!(12);
    let fading = json!([{ "from": 1, "to": 0.2, "start": 0, "length": 1 }]);
    let quieter = json!({ "type": "audio", "src": own("bigbuckbunny.mp4"), "trim": 1, "volume": fading });
    let sound = json!({
        "timeline": { "tracks": [{ "clips": [clip(audio(&tone), 1.5)] }, { "clips": [clip(quieter, 1.5)] }] },
        "output": { "format": "mp3" },
    });
    let circle = json!({ "type": "shape", "shape": "circle", "circle": { "radius": 30 }, "width": 80, "height": 80,
        "fill": { "color": "#ffb020" }, "stroke": { "color": "#204080", "width": 4 } });
    let drawing = "<svg viewBox='0 0 10 10'><path d='M1 9L5 1 9 9z' fill='#3060ff' stroke='#fff'/></svg>";
    let captions = json!({ "type": "caption", "src": own("lines.srt"), "font": { "size": 18 } });
    let drawn = of(
        &[
            json!([clip(captions, 1.0)]),
            json!([with(clip(circle, 1.0), json!({ "effect": "slideRight" }))]),
            json!([with(
                clip(json!({ "type": "svg", "src": drawing }), 1.0),
                json!({ "position": "left", "scale": 0.5 })
            )]),
            json!([clip(image(&own("spinning.gif")), 1.0)]),
        ],
        "mp4",
    );
    let alpha = of(&[json!([clip(video(&own("graphic.webm")), 1.0)]), json!([clip(photo(), 1.0)])], "mp4");
    let keyed = json!({ "type": "video", "src": own("bigbuckbunny.mp4"), "speed": 2, "trim": 1,
        "crop": { "left": 0.1, "top": 0.2 }, "chromaKey": { "color": "#80b040", "threshold": 60, "halo": 40 } });
    let turning =
        json!({ "rotate": { "angle": [{ "from": 0, "to": 40, "start": 0, "length": 1 }] }, "skew": { "x": 0.2 } });
    let mut bent = of(&[json!([with(clip(keyed, 1.0), json!({ "transform": turning, "opacity": 0.9 }))])], "mp4");
    bent["timeline"]["background"] = json!("#203040");
    bent["output"]["fps"] = json!(29.97);
    let card =
        of(&[json!([clip(html("<p>One <b>card</b> &amp; no film</p>"), 1.0)]), json!([clip(photo(), 1.0)])], "png");
    vec![
        ("footage", footage),
        ("zoom", zoom),
        ("words", words),
        ("transitions", transitions),
        ("luma", luma),
        ("gif", gif),
        ("sound", sound),
        ("drawn", drawn),
        ("alpha", alpha),
        ("bent", bent),
        ("card", card),
        ("plain", of(&[json!([clip(video(&origin.media("film.mp4")), 1.0)])], "mp4")),
    ]
}
