//! Formats, rates, ranges, stills, qualities.

use super::*;
use crate::composition::{Capture, OutputFormat, Quality, Rational, Span};

fn with_output(output: Value) -> Value {
    let mut edit = one_clip(image(json!({ "length": 8 })));
    edit["output"] = output;
    edit
}

fn made(output: Value) -> (Composition, OutputSettings) {
    attempt(&with_output(output), &[picture(10, 10)]).unwrap()
}

fn paths(output: Value) -> Vec<String> {
    faults(&with_output(output)).into_iter().map(|f| f.path).collect()
}

#[test]
fn what_is_unsaid_is_as_published() {
    let (composition, output) = made(json!({ "format": "mp4", "resolution": "sd" }));
    assert_eq!((composition.canvas.width, composition.canvas.height), (1024, 576));
    assert_eq!(composition.canvas.fps, Rational::new(25, 1));
    assert_eq!(
        output,
        OutputSettings {
            format: OutputFormat::Mp4,
            quality: Quality::Medium,
            scale_to: None,
            mute: false,
            repeat: true,
            range: None,
            poster: None,
            thumbnail: None,
            watermark: false,
        }
    );
}

#[test]
fn rates_are_exact_and_follow_the_resolution() {
    let rate = |output: Value| made(output).0.canvas.fps;
    assert_eq!(rate(json!({ "format": "mp4", "resolution": "preview" })), Rational::new(15, 1));
    assert_eq!(rate(json!({ "format": "mp4", "resolution": "hd", "scaleTo": "preview" })), Rational::new(15, 1));
    for (fps, numerator, denominator) in [(23.976, 24_000, 1001), (29.97, 30_000, 1001), (59.94, 60_000, 1001)] {
        let output = json!({ "format": "mp4", "resolution": "hd", "fps": fps });
        assert_eq!(rate(output), Rational::new(numerator, denominator));
    }
    assert_eq!(rate(json!({ "format": "mp4", "resolution": "hd", "fps": 12 })), Rational::new(12, 1));
}

#[test]
fn a_size_of_ones_own_wins_and_is_even_for_video() {
    let (composition, _) =
        made(json!({ "format": "mp4", "resolution": "hd", "size": { "width": 600, "height": 400 } }));
    assert_eq!((composition.canvas.width, composition.canvas.height), (600, 400));
    assert_eq!(
        paths(json!({ "format": "mp4", "size": { "width": 601, "height": 401 } })),
        ["output.size.height", "output.size.width"]
    );
    let odd_still = made(json!({ "format": "png", "size": { "width": 601, "height": 401 } })).0;
    assert_eq!((odd_still.canvas.width, odd_still.canvas.height), (601, 401));
}

#[test]
fn scaling_changes_the_file_and_not_the_canvas() {
    let (composition, output) =
        made(json!({ "format": "mp4", "resolution": "hd", "aspectRatio": "9:16", "scaleTo": "mobile" }));
    assert_eq!((composition.canvas.width, composition.canvas.height), (720, 1280));
    assert_eq!(output.scale_to, Some((360, 640)));
    assert_eq!(made(json!({ "format": "mp4", "resolution": "hd", "scaleTo": "hd" })).1.scale_to, None);
    let ribbon = json!({ "format": "png", "size": { "width": 4096, "height": 16 }, "scaleTo": "hd" });
    assert_eq!(paths(ribbon), ["output.scaleTo"]);
}

#[test]
fn a_size_that_lacks_a_side_leaves_the_resolution_s() {
    for size in [json!({}), json!({ "width": null, "height": "" }), json!({ "width": 10 })] {
        let (composition, _) = made(json!({ "format": "mp4", "resolution": "hd", "size": size }));
        assert_eq!((composition.canvas.width, composition.canvas.height), (1280, 720));
    }
}

#[test]
fn a_range_is_cut_off_at_the_end_of_the_timeline() {
    let range = |range: Value| made(json!({ "format": "mp4", "resolution": "sd", "range": range })).1.range;
    assert_eq!(range(json!({ "start": 3, "length": 2 })), Some(Span { start: 3.0, end: 5.0 }));
    assert_eq!(range(json!({ "start": 3 })), Some(Span { start: 3.0, end: 8.0 }));
    assert_eq!(range(json!({ "start": 6, "length": 60 })), Some(Span { start: 6.0, end: 8.0 }));
    assert_eq!(range(json!({ "length": 2 })), Some(Span { start: 0.0, end: 2.0 }));
    let refused = |format: &str, range: Value| paths(json!({ "format": format, "resolution": "sd", "range": range }));
    assert_eq!(refused("mp4", json!({ "start": 8 })), ["output.range.start"]);
    for format in ["mp4", "gif", "mp3", "jpg"] {
        assert_eq!(refused(format, json!({ "start": 7, "length": 0 })), [""; 0]);
    }
}

#[test]
fn stills_are_taken_inside_the_timeline() {
    let output = |at: f64| {
        json!({
            "format": "mp4", "resolution": "sd", "quality": "high", "mute": true,
            "poster": { "capture": at }, "thumbnail": { "capture": 1, "scale": 0.3 }
        })
    };
    let settings = made(output(2.5)).1;
    assert_eq!((settings.poster, settings.quality, settings.mute), (Some(Capture { at: 2.5 }), Quality::High, true));
    assert_eq!(settings.thumbnail.map(|t| (t.at, t.scale)), Some((1.0, 0.3)));
    // The very end shows the last of 200 frames.
    assert_eq!(made(output(8.0)).1.poster, Some(Capture { at: 7.96 }));
    assert_eq!(paths(output(8.1)), ["output.poster.capture"]);
    let flat = json!({ "format": "mp4", "resolution": "sd", "thumbnail": { "capture": 1, "scale": 0 } });
    assert_eq!(paths(flat), ["output.thumbnail.scale"]);
}

#[test]
fn an_mp3_has_no_picture_and_a_still_no_sound() {
    let mut edit = with_output(json!({ "format": "mp3" }));
    add_clip(&mut edit, json!({ "asset": { "type": "title", "text": "x" }, "start": 0, "length": 1 }));
    edit["timeline"]["soundtrack"] = json!({ "src": "https://example.com/m.mp3" });
    let facts = [picture(10, 10), SOUND];
    let sound = compiled(&edit, &facts);
    assert_eq!((sound.nodes.len(), sound.rasters.len(), sound.audio.len()), (0, 0, 1));
    let summary = checked(&edit).summary;
    assert_eq!((summary.format, summary.width, summary.clips), (OutputFormat::Mp3, None, 2));
    for format in ["gif", "jpg", "png", "bmp"] {
        edit["output"] = json!({ "format": format, "resolution": "sd" });
        let seen = compiled(&edit, &facts);
        assert_eq!((seen.nodes.len(), seen.rasters.len(), seen.audio.len()), (2, 1, 0), "{format}");
    }
    assert_eq!(paths(json!({ "format": "mp3", "poster": { "capture": 1 } })), ["output.poster"]);
}

#[test]
fn lists_see_the_files_size_and_where_it_goes() {
    let checked = checked(&with_output(json!({
        "format": "mp4", "resolution": "hd", "scaleTo": "sd", "poster": { "capture": 1 },
        "destinations": [{ "provider": "shotstack", "exclude": true }]
    })));
    let summary = checked.summary;
    assert_eq!((summary.width, summary.height, summary.tracks), (Some(1024), Some(576), 1));
    assert_eq!((summary.poster, summary.thumbnail, checked.hosted, checked.cached), (true, false, false, true));
}

#[test]
fn the_sandbox_draws_a_watermark_on_a_coloured_ground() {
    let mut edit = with_output(json!({ "format": "mp4", "resolution": "hd" }));
    edit["timeline"]["background"] = json!("#204060");
    edit["timeline"]["cache"] = json!(false);
    let checked = checked(&edit);
    let options = CompileOptions { watermark: true, max_duration: 600.0, mattes: LumaPolarity::default() };
    let (composition, output) = compile(&checked.edit, &[picture(10, 10)], &options).unwrap();
    assert_eq!((output.watermark, checked.cached), (true, false));
    assert_eq!(composition.canvas.background.to_string(), "#204060");
}
