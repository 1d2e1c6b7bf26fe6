//! What the check lets through, the compiler compiles, and what comes out keeps the composition's promises.

use super::*;
use crate::composition::{Content, Keyframes};
use proptest::prelude::*;

fn asset() -> impl Strategy<Value = Value> {
    let share = 0.0..0.5_f64;
    let crop = (share.clone(), share.clone(), share.clone(), share)
        .prop_map(|(top, bottom, left, right)| json!({ "top": top, "bottom": bottom, "left": left, "right": right }));
    prop_oneof![
        (crop.clone(), 0.0..5.0_f64, 0.0..10.0_f64, 0.0..=1.0_f64).prop_map(|(crop, trim, speed, volume)| json!({
            "type": "video", "src": "https://example.com/a.mp4", "crop": crop, "trim": trim, "speed": speed,
            "volume": volume, "volumeEffect": "fadeInFadeOut"
        })),
        crop.prop_map(|crop| json!({ "type": "image", "src": "https://example.com/a.png", "crop": crop })),
        (0.0..5.0_f64, 0.1..10.0_f64).prop_map(|(trim, speed)| json!({
            "type": "audio", "src": "https://example.com/a.mp3", "trim": trim, "speed": speed
        })),
        (1..=8192_u32, 1..=8192_u32)
            .prop_map(|(width, height)| json!({ "type": "html", "html": "x", "width": width, "height": height })),
        (1..=8192_u32, 0..=3000_u32, 0.0..20.0_f64).prop_map(|(width, length, stroke)| json!({
            "type": "shape", "shape": "line", "line": { "length": length, "thickness": 4 }, "width": width,
            "stroke": { "color": "#80ff0000", "width": stroke }, "fill": { "opacity": 0.5 }
        })),
        "[ -%'-;=?-~]{0,40}".prop_map(|inside| json!({ "type": "svg", "src": format!("<svg>{inside}</svg>") })),
        "[ -~]{0,40}".prop_map(|text| json!({ "type": "title", "text": text, "size": "small" })),
        ("[ -~]{0,40}", 1..=8192_u32, 0.0..=100.0_f64).prop_map(|(text, width, padding)| json!({
            "type": "text", "text": text, "width": width, "background": { "color": "#102030", "padding": padding },
            "animation": { "preset": "typewriter" }
        })),
        ("[ -~]{0,40}", 1..=500_u32, 0.0..=200.0_f64).prop_map(|(text, size, width)| json!({
            "type": "rich-text", "text": text, "font": { "size": size }, "stroke": { "width": width },
            "animation": { "preset": "slideIn", "direction": "up" }
        })),
        (0.0..5.0_f64, 0.0..10.0_f64, 0.0..0.5_f64).prop_map(|(trim, speed, margin)| json!({
            "type": "caption", "src": "https://example.com/a.srt", "trim": trim, "speed": speed,
            "margin": { "left": margin, "right": margin }
        })),
    ]
}

fn clip() -> impl Strategy<Value = Value> {
    let fit = prop::sample::select(vec!["crop", "contain", "cover", "none"]);
    let position = prop::sample::select(vec!["top", "topRight", "left", "bottomLeft", "center"]);
    let transition = prop::sample::select(vec!["none", "fade", "fadeSlow", "fadeFast"]);
    let shape = (fit, position, transition, 0.0..4.0_f64, 0.0..=1.0_f64);
    (asset(), 0.0..60.0_f64, 0.01..60.0_f64, -10.0..=10.0_f64, shape).prop_map(
        |(asset, start, length, offset, (fit, position, transition, scale, opacity))| {
            json!({
                "asset": asset, "start": start, "length": length, "fit": fit, "scale": scale, "opacity": opacity,
                "position": position, "offset": { "x": offset, "y": -offset },
                "transition": { "in": transition, "out": transition }
            })
        },
    )
}

fn probed(checked: &Checked, width: u32, height: u32) -> Vec<SourceFacts> {
    let sized = |kind| SourceFacts { width, height, duration: Some(7.5), ..SourceFacts::assumed(kind) };
    checked.sources.iter().map(|source| sized(source.kind)).collect()
}

fn within_a_share(keyframes: &[Keyframes<f64>]) -> bool {
    keyframes.iter().flat_map(Keyframes::keyframes).all(|k| (0.0..=1.0).contains(&k.value))
}

proptest! {
    #[test]
    fn what_is_let_through_is_compiled_as_promised(
        tracks in prop::collection::vec(prop::collection::vec(clip(), 1..4), 1..4),
        (width, height) in (1..5000_u32, 1..5000_u32),
    ) {
        let tracks: Vec<Value> = tracks.into_iter().map(Value::from).collect();
        let checked = checked(&edit(&tracks));
        let facts = probed(&checked, width, height);
        let options = CompileOptions { watermark: true, max_duration: 600.0, mattes: LumaPolarity::default() };
        let (composition, _) = compile(&checked.edit, &facts, &options).unwrap();
        prop_assert!(composition.duration > 0.0 && composition.duration <= 120.0);
        for layer in layers(&composition) {
            prop_assert!(0.0 <= layer.span.start && layer.span.start < layer.span.end);
            prop_assert!(layer.span.end <= composition.duration);
            prop_assert!(within_a_share(&layer.opacities));
            let (crop, whole) = match layer.content {
                Content::Video { crop, .. } | Content::Image { crop, .. } => (crop, (width, height)),
                Content::Raster { raster, crop } => {
                    let request = &composition.rasters[raster.0 as usize];
                    (crop, (request.width, request.height))
                }
                Content::Solid { .. } => continue,
            };
            prop_assert!(crop.width > 0.0 && crop.height > 0.0 && crop.x >= 0.0 && crop.y >= 0.0, "{crop:?}");
            prop_assert!(crop.x + crop.width <= f64::from(whole.0) + 1e-6, "{crop:?}");
            prop_assert!(crop.y + crop.height <= f64::from(whole.1) + 1e-6, "{crop:?}");
            let size = layer.placement.size;
            prop_assert!(size.width > 0.0 && size.height > 0.0);
        }
        for track in &composition.audio {
            prop_assert!(track.time.speed > 0.0 && track.time.offset >= 0.0 && within_a_share(&track.gains));
        }
        let json = serde_json::to_string(&composition).unwrap();
        prop_assert_eq!(serde_json::from_str::<Composition>(&json).unwrap().nodes.len(), composition.nodes.len());
    }
}
