//! Texts and subtitles: what their properties mean, and what stands for those that are left out.

use super::*;
use crate::composition::{
    Border, Captions, Color, Decoration, Direction, Gradient, Ground, Insets, MotionPreset, MotionUnit, Point,
    RasterRequest, RasterSource, Shadow, Stroke, TextBox, TextMotion, TimeMap,
};

const WHITE: Color = Color { r: 255, g: 255, b: 255, a: 255 };

/// The only drawing of an edit with one clip of 4 s.
fn request(clip: Value) -> RasterRequest {
    let composition = compiled(&one_clip(clip), &[SourceFacts::default()]);
    assert_eq!((composition.rasters.len(), composition.nodes.len()), (1, 1));
    composition.rasters[0].clone()
}

fn text_of(asset: Value) -> TextBox {
    match request(json!({ "asset": asset })).source {
        RasterSource::Text(text) => *text,
        other => panic!("{other:?}"),
    }
}

fn captions_of(asset: Value) -> Captions {
    match request(json!({ "asset": asset })).source {
        RasterSource::Captions(captions) => *captions,
        other => panic!("{other:?}"),
    }
}

fn rich(more: Value) -> Value {
    with(json!({ "type": "rich-text", "text": "some words" }), more)
}

fn caption(more: Value) -> Value {
    with(json!({ "type": "caption", "src": "https://example.com/a.srt" }), more)
}

fn with(mut asset: Value, more: Value) -> Value {
    for (key, value) in more.as_object().into_iter().flatten() {
        asset[key] = value.clone();
    }
    asset
}

fn refused(asset: Value) -> Vec<String> {
    faults(&one_clip(json!({ "asset": asset })))
        .into_iter()
        .map(|fault| fault.path.trim_start_matches("timeline.tracks[0].clips[0].asset.").to_owned())
        .collect()
}

#[test]
fn a_plain_text_fills_the_frame_with_white_letters_in_the_middle() {
    let whole = request(json!({ "asset": { "type": "text", "text": "Hello" } }));
    assert_eq!((whole.width, whole.height), (1280, 720));
    let text = text_of(json!({ "type": "text", "text": "Hello" }));
    let letters = &text.lettering;
    assert_eq!((text.text.as_str(), letters.family.as_str()), ("Hello", "Open Sans"));
    assert_eq!((letters.size, letters.weight, letters.line_height, letters.color), (32.0, 400.0, 1.2, WHITE));
    assert_eq!((text.align, text.padding), (Point { x: 0.5, y: 0.5 }, Insets::default()));
    assert_eq!((text.ground, text.motion, text.ellipsis), (None, None, None));
}

#[test]
fn everything_that_a_plain_text_says_is_drawn() {
    let asset = json!({
        "type": "text", "text": "Hello", "width": 300, "height": "100",
        "font": {
            "family": "Montserrat ExtraBold", "color": "#80ff0000", "opacity": 0.5, "size": 50, "weight": 700,
            "lineHeight": 1.5
        },
        "background": { "color": "#0000ff", "opacity": 0.2, "padding": 8, "borderRadius": 6 },
        "alignment": { "horizontal": "left", "vertical": "bottom" },
        "stroke": { "width": 3, "color": "#00ff00" },
        "animation": { "preset": "typewriter", "duration": 2 },
        "ellipsis": "..."
    });
    let whole = request(json!({ "asset": asset.clone() }));
    assert_eq!((whole.width, whole.height), (300, 100));
    let text = text_of(asset);
    let letters = &text.lettering;
    assert_eq!((letters.family.as_str(), letters.size, letters.weight), ("Montserrat ExtraBold", 50.0, 700.0));
    // Half of 128.
    assert_eq!(letters.color, Color { r: 255, g: 0, b: 0, a: 64 });
    assert_eq!(letters.line_height, 1.5);
    assert_eq!(letters.stroke, Some(Stroke { width: 3.0, color: Color { r: 0, g: 255, b: 0, a: 255 } }));
    let blue = Color { r: 0, g: 0, b: 255, a: 51 };
    assert_eq!(text.ground, Some(Ground { color: blue, radius: 6.0, around: None }));
    assert_eq!(text.padding, Insets { top: 8.0, right: 8.0, bottom: 8.0, left: 8.0 });
    assert_eq!(text.align, Point { x: 0.0, y: 1.0 });
    assert_eq!(text.ellipsis.as_deref(), Some("..."));
    let typed = TextMotion { preset: MotionPreset::Typewriter, seconds: Some(2.0), by: None, towards: None, clip: 4.0 };
    assert_eq!(text.motion, Some(typed));
}

#[test]
fn an_empty_text_with_a_background_is_a_rectangle_of_its_box() {
    let asset = json!({
        "type": "text", "text": "", "width": 200, "height": 80, "background": { "color": "#ff0000" }
    });
    let text = text_of(asset.clone());
    assert_eq!(text.text, "");
    assert_eq!(text.ground, Some(Ground { color: Color { r: 255, g: 0, b: 0, a: 255 }, radius: 0.0, around: None }));
    assert_eq!(box_of(json!({ "asset": asset, "position": "topLeft" }), &[]), rect(0.0, 0.0, 200.0, 80.0));
}

#[test]
fn what_a_plain_text_cannot_be_is_named() {
    let text = |more: Value| refused(with(json!({ "type": "text", "text": "x" }), more));
    assert_eq!(text(json!({ "font": { "size": 0 } })), ["font.size"]);
    assert_eq!(text(json!({ "font": { "weight": 950 } })), ["font.weight"]);
    assert_eq!(text(json!({ "font": { "color": "red" } })), ["font.color"]);
    assert_eq!(text(json!({ "font": { "lineHeight": 11 } })), ["font.lineHeight"]);
    assert_eq!(text(json!({ "width": 9000, "height": 0 })), ["height", "width"]);
    assert_eq!(text(json!({ "background": { "borderRadius": 9000 } })), ["background.borderRadius"]);
    assert_eq!(text(json!({ "text": "x".repeat(512 * 1024 + 1) })), ["text"]);
}

#[test]
fn a_rich_text_stands_in_the_clips_box_or_else_in_the_frame() {
    let boxed = json!({ "asset": rich(json!({})), "width": 400, "height": 120.4, "position": "bottomRight" });
    let found = request(boxed.clone());
    assert_eq!((found.width, found.height), (400, 120));
    assert_eq!(box_of(boxed, &[]), rect(880.0, 600.0, 400.0, 120.0));
    let one_side = request(json!({ "asset": rich(json!({})), "width": 400 }));
    assert_eq!((one_side.width, one_side.height), (1280, 720));
}

#[test]
fn a_rich_text_is_black_and_its_size_hangs_on_whether_it_has_a_font() {
    let letters = |more: Value| text_of(rich(more)).lettering;
    let plain = letters(json!({}));
    assert_eq!((plain.size, plain.weight, plain.line_height), (48.0, 400.0, 1.2));
    assert_eq!((plain.family.as_str(), plain.color), ("Open Sans", Color::BLACK));
    assert_eq!(letters(json!({ "font": {} })).size, 24.0);
    let own = letters(json!({
        "font": {
            "family": "Roboto", "size": 60, "weight": "bold", "style": "italic", "color": "#ff8000", "opacity": 0.5,
            "background": "#000080", "stroke": { "width": 2 }
        }
    }));
    assert_eq!((own.family.as_str(), own.size, own.weight, own.italic), ("Roboto", 60.0, 700.0, true));
    assert_eq!(own.color, Color { r: 255, g: 128, b: 0, a: 128 });
    assert_eq!(own.behind, Some(Color { r: 0, g: 0, b: 128, a: 255 }));
    assert_eq!(own.stroke, Some(Stroke { width: 2.0, color: Color::BLACK }));
}

#[test]
fn a_rich_texts_style_is_drawn() {
    let text = text_of(rich(json!({
        "font": { "opacity": 0.5, "stroke": { "width": 9 } },
        "style": {
            "letterSpacing": -1.5, "wordSpacing": 4, "lineHeight": 2, "textTransform": "uppercase",
            "textDecoration": "line-through",
            "gradient": { "angle": 90, "stops": [
                { "offset": 1, "color": "#0000ff" }, { "offset": 0.25, "color": "#ff0000" }
            ] }
        },
        "stroke": { "width": 3, "color": "#00ff00", "opacity": 0.4 },
        "shadow": { "offsetX": -2, "offsetY": 5, "blur": 8 }
    })));
    assert_eq!(text.text, "SOME WORDS");
    let letters = &text.lettering;
    assert_eq!((letters.letter_spacing, letters.word_spacing, letters.line_height), (-1.5, 4.0, 2.0));
    assert_eq!(letters.decoration, Some(Decoration::LineThrough));
    let stops = vec![(0.25, Color { r: 255, g: 0, b: 0, a: 128 }), (1.0, Color { r: 0, g: 0, b: 255, a: 128 })];
    assert_eq!(letters.gradient, Some(Gradient { angle: Some(90.0), stops }));
    assert_eq!(letters.stroke, Some(Stroke { width: 3.0, color: Color { r: 0, g: 255, b: 0, a: 102 } }));
    let grey = Color { r: 0, g: 0, b: 0, a: 128 };
    assert_eq!(letters.shadow, Some(Shadow { offset: Point { x: -2.0, y: 5.0 }, blur: 8.0, color: grey }));
    let radial = json!({ "type": "radial", "angle": 90, "stops": [
        { "offset": 0, "color": "#0000ff" }, { "offset": 1, "color": "#ff0000" }
    ] });
    let round = text_of(rich(json!({ "style": { "gradient": radial } }))).lettering.gradient.unwrap();
    assert_eq!(round.angle, None);
}

#[test]
fn a_rich_texts_box_is_drawn() {
    let text = text_of(rich(json!({
        "background": { "color": "#ffffff", "opacity": 0.5, "borderRadius": 12 },
        "border": { "width": 4, "color": "#ff0000", "radius": 12 },
        "padding": { "top": 1, "right": 2, "left": 4 },
        "align": { "horizontal": "right", "vertical": "top" }
    })));
    assert_eq!(text.ground, Some(Ground { color: Color { a: 128, ..WHITE }, radius: 12.0, around: None }));
    let red = Color { r: 255, g: 0, b: 0, a: 255 };
    assert_eq!(text.border, Some(Border { width: 4.0, color: red, radius: 12.0 }));
    assert_eq!(text.padding, Insets { top: 1.0, right: 2.0, bottom: 0.0, left: 4.0 });
    assert_eq!(text.align, Point { x: 1.0, y: 0.0 });
    let all = text_of(rich(json!({ "padding": 7, "border": { "radius": 5 }, "background": { "opacity": 1 } })));
    assert_eq!(all.padding, Insets { top: 7.0, right: 7.0, bottom: 7.0, left: 7.0 });
    assert_eq!((all.border, all.ground), (None, None));
}

#[test]
fn a_wrapped_background_goes_an_eighth_of_the_letters_around_the_text() {
    let around = |background: Value| {
        let text = text_of(rich(json!({ "font": { "size": 50 }, "background": background })));
        text.ground.unwrap().around
    };
    assert_eq!(around(json!({ "color": "#000000", "wrap": true })), Some(6.0));
    assert_eq!(around(json!({ "color": "#000000", "wrap": true, "padding": 15 })), Some(15.0));
    assert_eq!(around(json!({ "color": "#000000", "wrap": false, "padding": 15 })), None);
}

#[test]
fn a_rich_texts_motion_is_said_by_its_names() {
    let motion = |animation: Value| text_of(rich(json!({ "animation": animation }))).motion.unwrap();
    for (name, preset) in [
        ("fadeIn", MotionPreset::FadeIn),
        ("slideIn", MotionPreset::SlideIn),
        ("typewriter", MotionPreset::Typewriter),
        ("ascend", MotionPreset::Ascend),
        ("shift", MotionPreset::Shift),
        ("movingLetters", MotionPreset::MovingLetters),
    ] {
        let wanted = TextMotion { preset, seconds: None, by: None, towards: None, clip: 4.0 };
        assert_eq!(motion(json!({ "preset": name })), wanted);
    }
    let own = motion(json!({ "preset": "shift", "duration": 1.5, "style": "word", "direction": "down" }));
    assert_eq!((own.seconds, own.by, own.towards), (Some(1.5), Some(MotionUnit::Word), Some(Direction::Down)));
}

#[test]
fn what_a_rich_text_cannot_be_is_named() {
    assert_eq!(refused(rich(json!({ "style": { "letterSpacing": 1e9 } }))), ["style.letterSpacing"]);
    assert_eq!(refused(rich(json!({ "stroke": { "width": 201 } }))), ["stroke.width"]);
    assert_eq!(refused(rich(json!({ "font": { "stroke": { "width": 201 } } }))), ["font.stroke.width"]);
    assert_eq!(refused(rich(json!({ "shadow": { "offsetY": -1e6, "blur": 999 } }))), ["shadow.blur", "shadow.offsetY"]);
    assert_eq!(refused(rich(json!({ "padding": 9000 }))), ["padding"]);
    assert_eq!(refused(rich(json!({ "padding": { "left": 9000 } }))), ["padding.left"]);
    assert_eq!(
        refused(rich(json!({ "border": { "width": 9000, "radius": 9000 } }))),
        ["border.radius", "border.width"]
    );
}

#[test]
fn captions_stand_low_in_the_frame_on_a_dark_ground() {
    let whole = request(json!({ "asset": caption(json!({})) }));
    assert_eq!((whole.width, whole.height), (1280, 720));
    let captions = captions_of(caption(json!({})));
    assert_eq!((captions.lettering.size, captions.lettering.line_height), (32.0, 1.2));
    assert_eq!((captions.lettering.family.as_str(), captions.lettering.color), ("Open Sans", WHITE));
    let dark = Color { r: 0, g: 0, b: 0, a: 204 };
    assert_eq!(captions.ground, Some(Ground { color: dark, radius: 4.0, around: Some(10.0) }));
    assert_eq!(captions.within, Insets { left: 64.0, right: 64.0, ..Insets::default() });
    assert_eq!((captions.anchor, captions.at, captions.clip), (0.5, 0.9, 4.0));
    assert_eq!(captions.time, TimeMap::IDENTITY);
}

#[test]
fn everything_that_captions_say_is_drawn() {
    let captions = captions_of(caption(json!({
        "font": {
            "family": "Roboto", "color": "#ffff00", "opacity": 0.5, "size": 40, "lineHeight": 1.4, "stroke": "#ff0000",
            "strokeWidth": 2
        },
        "background": { "color": "#0000ff", "opacity": 1, "padding": 6, "borderRadius": 0 },
        "margin": { "top": 0.1, "left": 0.25, "right": 0.125 },
        "trim": 3, "speed": 2
    })));
    let letters = &captions.lettering;
    assert_eq!((letters.family.as_str(), letters.size, letters.line_height), ("Roboto", 40.0, 1.4));
    assert_eq!(letters.color, Color { r: 255, g: 255, b: 0, a: 128 });
    assert_eq!(letters.stroke, Some(Stroke { width: 2.0, color: Color { r: 255, g: 0, b: 0, a: 255 } }));
    let blue = Color { r: 0, g: 0, b: 255, a: 255 };
    assert_eq!(captions.ground, Some(Ground { color: blue, radius: 0.0, around: Some(6.0) }));
    assert_eq!(captions.within, Insets { left: 320.0, right: 160.0, ..Insets::default() });
    assert_eq!((captions.anchor, captions.at), (0.0, 0.1));
    // `trim` counts in sped-up seconds, as it does in films.
    assert_eq!(captions.time, TimeMap { offset: 6.0, speed: 2.0, repeats: None });
    let none = captions_of(caption(json!({ "background": { "opacity": 0 }, "font": { "stroke": "#ff0000" } })));
    assert_eq!((none.ground, none.lettering.stroke.map(|stroke| stroke.width)), (None, Some(1.0)));
}

#[test]
fn speech_is_not_transcribed() {
    let spoken = json!({ "type": "caption", "src": "alias://speaker" });
    let speaker = json!({ "asset": { "type": "video", "src": "https://example.com/a.mp4" }, "alias": "speaker" });
    let mut whole = one_clip(json!({ "asset": spoken }));
    add_clip(&mut whole, with(speaker, json!({ "start": 4, "length": 4 })));
    let found = faults(&whole);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].path, "timeline.tracks[0].clips[0].asset.src");
    assert!(found[0].message.contains("SRT or WebVTT"), "{}", found[0].message);
}

#[test]
fn what_captions_cannot_be_is_named() {
    assert_eq!(refused(caption(json!({ "margin": { "left": 0.5, "right": 0.5 } }))), ["margin"]);
    assert_eq!(refused(caption(json!({ "margin": { "top": 1.5 } }))), ["margin.top"]);
    assert_eq!(refused(caption(json!({ "font": { "size": 0, "stroke": "x" } }))), ["font.size", "font.stroke"]);
    assert_eq!(refused(caption(json!({ "background": { "color": "x", "padding": 9000 } }))).len(), 2);
}

#[test]
fn rich_texts_and_captions_are_set_in_the_file_of_their_familys_name() {
    let file_in = |asset: Value| {
        let mut edit = one_clip(json!({ "asset": asset }));
        let fonts = ["https://example.com/x/Plain.ttf", "https://example.com/Brand%20Face.otf?v=2"];
        edit["timeline"]["fonts"] = fonts.map(|src| json!({ "src": src })).to_vec().into();
        match &compiled(&edit, &[SourceFacts::default(); 3]).rasters[0].source {
            RasterSource::Text(text) => text.lettering.file,
            RasterSource::Captions(captions) => captions.lettering.file,
            other => panic!("{other:?}"),
        }
    };
    let font = |family: &str| json!({ "font": { "family": family } });
    assert_eq!(file_in(rich(font("brand face"))), Some(1));
    assert_eq!(file_in(rich(font("brand"))), None);
    assert_eq!(file_in(caption(font("PLAIN"))), Some(0));
    assert_eq!(file_in(with(json!({ "type": "text", "text": "x" }), font("Plain"))), None);
}

#[test]
fn the_edits_fonts_are_handed_on_to_every_text() {
    for asset in [json!({ "type": "text", "text": "x" }), rich(json!({})), caption(json!({}))] {
        let mut edit = one_clip(json!({ "asset": asset }));
        edit["timeline"]["fonts"] = json!([{ "src": "https://example.com/a.ttf" }]);
        let composition = compiled(&edit, &[SourceFacts::default(), SourceFacts::default()]);
        assert_eq!(composition.rasters[0].fonts.len(), 1);
    }
}
