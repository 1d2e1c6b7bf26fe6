//! A film with alpha (VP9 in WebM) with everything that is done to layers.

use super::*;
use image::RgbImage;

/// 224, 172, 105 at an alpha of 128.
const SHEER: &str = "color=0xe0ac69@0.502:s=64x64:r=25:d=2,format=gbrap";

/// Red on the left, nothing on the right.
const HALF: &str =
    "color=red:s=32x64:r=25:d=2,format=gbrap[a];color=black@0:s=32x64:r=25:d=2,format=gbrap[b];[a][b]hstack";

/// A film over the whole canvas.
fn scene(source: &str) -> Scene {
    let mut scene = Scene::new((64, 64), FPS, 2.0, OutputFormat::Png);
    let tags = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv";
    let filter = format!("{source},scale=out_color_matrix=bt709:out_range=tv,format=yuva420p,{tags}");
    let codec = ["-c:v", "libvpx-vp9", "-auto-alt-ref", "0", "-crf", "4", "-b:v", "2M", "-colorspace", "bt709"];
    let path = scene.folder.ffmpeg(&[&["-filter_complex", &filter][..], &codec].concat(), "a.webm");
    let source = scene.source(path);
    scene.film(source, (0.0, 2.0), 0.0, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
    scene
}

fn top(scene: &mut Scene) -> &mut Layer {
    match scene.job.composition.nodes.last_mut() {
        Some(Node::Layer(layer)) => layer,
        _ => panic!("it is a layer"),
    }
}

/// What is seen at a time.
fn seen(scene: &mut Scene, time: f64) -> RgbImage {
    scene.job.output.range = Some(Span { start: time, end: time + 0.04 });
    image::open(scene.render().1).unwrap().into_rgb8()
}

#[track_caller]
fn assert_near(picture: &RgbImage, (x, y): (u32, u32), expected: [u8; 3], tolerance: u8) {
    let found = picture.get_pixel(x, y).0;
    let close = found.iter().zip(expected).all(|(f, e)| f.abs_diff(e) <= tolerance);
    assert!(close, "({x}, {y}): {found:?}, not {expected:?}");
}

#[test]
fn filters_change_its_colours_and_keep_its_alpha() {
    let mut scene = scene(SHEER);
    top(&mut scene).effects = vec![Effect::Saturation { amount: 0.0 }];
    // Grey of 178 over half of 200, 40, 90.
    assert_near(&seen(&mut scene, 0.4), (32, 32), [189, 109, 134], 3);
    top(&mut scene).effects = vec![Effect::Invert];
    // 31, 83, 150.
    assert_near(&seen(&mut scene, 0.4), (32, 32), [115, 62, 120], 3);
}

#[test]
fn blur_spreads_its_alpha_with_its_colour() {
    let mut scene = scene(HALF);
    let sharp = seen(&mut scene, 0.4);
    assert_near(&sharp, (24, 32), [255, 0, 0], 4);
    assert_near(&sharp, (40, 32), [200, 40, 90], 4);
    top(&mut scene).effects = vec![Effect::Blur { sigma: 4.0 }];
    let blurred = seen(&mut scene, 0.4);
    assert_near(&blurred, (14, 32), [255, 0, 0], 5);
    assert_near(&blurred, (50, 32), [200, 40, 90], 5);
    // Half of red over half of what is beneath, and no black between them: one pixel is a twentieth.
    assert_near(&blurred, (31, 32), [230, 18, 40], 8);
    assert_near(&blurred, (32, 32), [225, 22, 50], 8);
}

#[test]
fn opacity_multiplies_its_alpha() {
    let mut scene = scene(SHEER);
    top(&mut scene).opacities = vec![Keyframes::constant(0.5)];
    // A quarter of it.
    assert_near(&seen(&mut scene, 0.4), (32, 32), [206, 73, 94], 3);
}

#[test]
fn transitions_bring_it_in_over_another_film() {
    let mut scene = scene(SHEER);
    let blue = "color=0x0000ff:s=64x64:r=25:d=2,scale=out_color_matrix=bt709,format=yuv420p";
    let tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"];
    let path = scene.folder.ffmpeg(&[&["-f", "lavfi", "-i", blue][..], &tags].concat(), "blue.mp4");
    let source = scene.source(path);
    scene.film(source, (0.0, 2.0), 0.0, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
    scene.job.composition.nodes.swap(0, 1);
    assert_near(&seen(&mut scene, 0.48), (32, 32), [112, 86, 180], 3);

    top(&mut scene).opacities = vec![Keyframes::ramp((0.0, 0.0), (1.0, 1.0), Easing::Linear)];
    assert_near(&seen(&mut scene, 0.0), (32, 32), [0, 0, 255], 3);
    // 0.48 of its half.
    assert_near(&seen(&mut scene, 0.48), (32, 32), [54, 41, 219], 3);
    assert_near(&seen(&mut scene, 1.2), (32, 32), [112, 86, 180], 3);

    top(&mut scene).opacities = Vec::new();
    let edge = Keyframes::ramp((0.0, 0.0), (1.0, 1.0), Easing::Linear);
    top(&mut scene).masks = vec![Mask::Wipe { across: Extent::Canvas, angle: 0.0, edge, softness: 0.0 }];
    // The edge has come to 30.7 of 64 from the left.
    let wiped = seen(&mut scene, 0.48);
    assert_near(&wiped, (26, 32), [112, 86, 180], 3);
    assert_near(&wiped, (36, 32), [0, 0, 255], 3);
}
