//! Fit, scale, position, offset, crop and boxes, worked out by hand on a frame of 1280 × 720.

use super::*;
use crate::composition::{Content, RasterSource};
use proptest::prelude::*;

#[test]
fn a_logo_at_the_top_right_with_an_offset() {
    // 256 × 144 at half size is 128 × 72. Right: 1280 - 128 - 0.05 · 1280. Top: offsets go up, so -0.1 is 72 down.
    let logo = image(json!({
        "fit": "none", "scale": 0.5, "position": "topRight", "offset": { "x": -0.05, "y": -0.1 }
    }));
    assert_close(box_of(logo, &[picture(256, 144)]), rect(1088.0, 72.0, 128.0, 72.0));
}

#[test]
fn every_position_puts_edge_on_edge() {
    for (position, x, y) in [
        ("topLeft", 0.0, 0.0),
        ("top", 540.0, 0.0),
        ("topRight", 1080.0, 0.0),
        ("left", 0.0, 310.0),
        ("center", 540.0, 310.0),
        ("right", 1080.0, 310.0),
        ("bottomLeft", 0.0, 620.0),
        ("bottom", 540.0, 620.0),
        ("bottomRight", 1080.0, 620.0),
    ] {
        let clip = image(json!({ "fit": "none", "position": position }));
        assert_close(box_of(clip, &[picture(200, 100)]), rect(x, y, 200.0, 100.0));
    }
    assert_close(box_of(image(json!({ "fit": "none" })), &[picture(200, 100)]), rect(540.0, 310.0, 200.0, 100.0));
}

#[test]
fn each_fit_in_the_frame_and_scale_after_it() {
    let square = [picture(600, 600)];
    for (fit, wanted) in [
        ("crop", rect(0.0, 0.0, 1280.0, 720.0)),
        ("cover", rect(0.0, 0.0, 1280.0, 720.0)),
        ("contain", rect(280.0, 0.0, 720.0, 720.0)),
        ("none", rect(340.0, 60.0, 600.0, 600.0)),
    ] {
        assert_close(box_of(image(json!({ "fit": fit })), &square), wanted);
        // Half the size about the centre.
        let half = rect(
            wanted.x + wanted.width / 4.0,
            wanted.y + wanted.height / 4.0,
            wanted.width / 2.0,
            wanted.height / 2.0,
        );
        assert_close(box_of(image(json!({ "fit": fit, "scale": 0.5 })), &square), half);
    }
}

#[test]
fn crop_is_the_default_fit_and_cuts_the_source() {
    let composition = compiled(&one_clip(image(json!({}))), &[picture(600, 600)]);
    let Content::Image { crop, .. } = layers(&composition)[0].content else { panic!("no image") };
    assert_close(crop, rect(0.0, 131.25, 600.0, 337.5));
}

#[test]
fn an_assets_own_crop_comes_before_the_fit() {
    let asset = json!({
        "type": "video", "src": "https://example.com/a.mp4",
        "crop": { "top": 0.1, "bottom": 0.1, "left": 0.25, "right": 0.25 }
    });
    let composition = compiled(&one_clip(json!({ "asset": asset, "fit": "contain" })), &[FILM]);
    let layer = layers(&composition)[0];
    let Content::Video { crop, .. } = layer.content else { panic!("no video") };
    // 960 × 864 of 1920 × 1080 are left: in 720 rows they are 800 wide.
    assert_close(crop, rect(480.0, 108.0, 960.0, 864.0));
    assert_close(layer.placement.rect_at(0.0), rect(240.0, 0.0, 800.0, 720.0));
}

#[test]
fn a_clips_own_box_replaces_the_frame_for_the_fit_when_it_has_both_sides() {
    let clip = image(json!({ "width": 400, "height": 300, "position": "bottomLeft" }));
    assert_close(box_of(clip, &[picture(600, 600)]), rect(0.0, 420.0, 400.0, 300.0));
    let half_a_box = image(json!({ "width": 400, "position": "bottomLeft" }));
    assert_close(box_of(half_a_box, &[picture(600, 600)]), rect(0.0, 0.0, 1280.0, 720.0));
}

#[test]
fn html_is_laid_out_in_its_own_box_and_never_fitted() {
    let asset = json!({
        "type": "html", "html": "<p>Hello</p>", "css": "p { color: #ffffff }", "width": 400, "height": 200,
        "background": "#80ff0000", "position": "bottomLeft"
    });
    let composition = compiled(&one_clip(json!({ "asset": asset, "fit": "cover", "position": "right" })), &[]);
    assert_close(layers(&composition)[0].placement.rect_at(0.0), rect(880.0, 260.0, 400.0, 200.0));
    let request = &composition.rasters[0];
    assert_eq!((request.width, request.height), (400, 200));
    let RasterSource::Html { html, css, background, align } = &request.source else { panic!("no markup") };
    assert_eq!((html.as_str(), css.as_str()), ("<p>Hello</p>", "p { color: #ffffff }"));
    assert_eq!((background.a, background.r, align.x, align.y), (128, 255, 0.0, 1.0));
}

#[test]
fn html_fills_the_frame_and_is_centred_when_it_says_nothing() {
    let composition = compiled(&one_clip(json!({ "asset": { "type": "html", "html": "x" } })), &[]);
    let request = &composition.rasters[0];
    let RasterSource::Html { background, align, .. } = &request.source else { panic!("no markup") };
    assert_eq!((request.width, request.height, background.a, align.x, align.y), (1280, 720, 0, 0.5, 0.5));
}

#[test]
fn a_titles_own_offset_scales_with_the_clip_and_the_clips_own_does_not() {
    let asset = json!({ "type": "title", "text": "Hi", "offset": { "x": 0.1, "y": 0.25 } });
    let still = json!({ "asset": asset });
    assert_close(box_of(still, &[]), rect(128.0, -180.0, 1280.0, 720.0));
    // At half size in the top left corner: 0.1 of 640 to the right, 0.25 of 360 up, then the clip's 0.5 of 1280.
    let moved = json!({ "asset": asset, "scale": 0.5, "position": "topLeft", "offset": { "x": 0.5 } });
    assert_close(box_of(moved, &[]), rect(704.0, -90.0, 640.0, 360.0));
}

#[test]
fn a_title_stands_in_the_frame_in_its_style_and_size() {
    let asset = json!({
        "type": "title", "text": "A < B", "style": "blockbuster", "size": "x-large", "color": "#80ffffff",
        "position": "bottomRight"
    });
    let composition = compiled(&one_clip(json!({ "asset": asset })), &[]);
    let RasterSource::Html { html, css, .. } = &composition.rasters[0].source else { panic!("no markup") };
    assert!(html.contains("A &lt; B"));
    assert!(css.contains("justify-content:flex-end;align-items:flex-end"), "{css}");
    // 13 % of 720.
    assert!(css.contains("font-size:93.60px") && css.contains("rgba(255,255,255,0.5020)"), "{css}");
}

#[test]
fn shapes_of_the_frame_change_where_things_stand() {
    let mut tall = one_clip(image(json!({ "fit": "contain", "position": "bottom" })));
    tall["output"]["aspectRatio"] = json!("9:16");
    let composition = compiled(&tall, &[picture(1920, 1080)]);
    assert_eq!((composition.canvas.width, composition.canvas.height), (720, 1280));
    assert_close(layers(&composition)[0].placement.rect_at(0.0), rect(0.0, 875.0, 720.0, 405.0));
}

proptest! {
    #[test]
    fn the_anchored_edges_stay_aligned_at_any_scale(
        scale in 0.01..5.0_f64,
        position in prop::sample::select(vec!["topLeft", "topRight", "bottomLeft", "bottomRight"]),
        (width, height) in (1..4000_u32, 1..4000_u32),
    ) {
        let clip = image(json!({ "fit": "contain", "scale": scale, "position": position }));
        let found = box_of(clip, &[picture(width, height)]);
        let x = if position.ends_with("Left") { found.x } else { found.x + found.width - 1280.0 };
        let y = if position.starts_with("top") { found.y } else { found.y + found.height - 720.0 };
        prop_assert!(x.abs() < 1e-6 && y.abs() < 1e-6, "{position} {found:?}");
    }
}
