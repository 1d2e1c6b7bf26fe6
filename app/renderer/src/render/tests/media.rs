//! Sources of many makes, rendered and measured in what comes out.

use super::*;

/// The colour in the middle of what was rendered.
fn middle(path: &Path, frame: u64) -> [u8; 3] {
    let (pixels, width) = rgb_frame(path, frame);
    let at = (pixels.len() / 3 / 2 / width * width + width / 2) * 3;
    pixels[at..at + 3].try_into().unwrap()
}

fn assert_near(found: [u8; 3], expected: [u8; 3], what: &str) {
    assert!(found.iter().zip(expected).all(|(f, e)| f.abs_diff(e) <= 2), "{what}: {found:?}, not {expected:?}");
}

#[test]
fn what_lies_beneath_a_translucent_film_shows_through_it() {
    for format in [OutputFormat::Mp4, OutputFormat::Png] {
        let mut scene = Scene::new((64, 64), FPS, 0.4, format);
        let source = "color=white@0.502:s=64x64:r=25:d=1,format=argb";
        let path = scene.folder.ffmpeg(&["-f", "lavfi", "-i", source, "-c:v", "qtrle"], "a.mov");
        let source = scene.source(path);
        scene.film(source, (0.0, 0.4), 0.0, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
        let (_, path) = scene.render();
        // Half of white, half of (200, 40, 90).
        let found = match format {
            OutputFormat::Mp4 => middle(&path, 4),
            _ => image::open(&path).unwrap().into_rgb8().get_pixel(32, 32).0,
        };
        assert_near(found, [228, 148, 173], &format!("{format:?}"));
    }
}

#[test]
fn an_animated_picture_starts_over_at_its_end() {
    let mut scene = Scene::new((64, 64), FPS, 1.2, OutputFormat::Mp4);
    let source = "color=red:s=64x64:r=10:d=0.2[a];color=blue:s=64x64:r=10:d=0.2[b];[a][b]concat,split[c][d];[c]palettegen[p];[d][p]paletteuse";
    let path = scene.folder.ffmpeg(&["-filter_complex", source], "a.gif");
    let facts = probe(&path).unwrap();
    assert_eq!((facts.kind, facts.has_video, facts.duration), (crate::MediaKind::Image, true, Some(0.4)));
    let source = scene.source(path);
    scene.film(source, (0.0, 1.2), 0.0, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
    let Some(Node::Layer(Layer { content: Content::Video { time, .. }, .. })) = scene.job.composition.nodes.last_mut()
    else {
        panic!("it is a film")
    };
    time.repeats = Some(0.4);
    let (_, path) = scene.render();
    for (frame, color) in [(2, RED), (7, BLUE), (12, RED), (17, BLUE), (22, RED), (29, BLUE)] {
        assert_near(middle(&path, frame), color, &format!("frame {frame}"));
    }
}

#[test]
fn a_clip_begins_at_its_moment_in_a_film_with_one_key_frame_a_minute() {
    let mut scene = Scene::new((1280, 720), FPS, 0.4, OutputFormat::Mp4);
    // Luma of 16, and four more in each of fifty frames. Flat pictures, made small.
    let source = "color=black:s=16x16:r=25:d=60,format=yuv420p,geq=lum='16+mod(N*4,200)':cb=128:cr=128,\
                  scale=1280:720:flags=neighbor";
    let codec = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-qp", "8", "-g", "9999", "-sc_threshold", "0"];
    let tags = ["-colorspace", "bt709", "-color_range", "tv"];
    let path = scene.folder.ffmpeg(&[&["-f", "lavfi", "-i", source][..], &codec, &tags].concat(), "minute.mp4");
    let source = scene.source(path);
    scene.film(source, (0.0, 0.4), 55.0, (1280.0, 720.0), rect(0.0, 0.0, 1280.0, 720.0));
    let (report, path) = scene.render();
    assert_eq!(report.frames, 10);
    // Frame 1,375 is the twenty-fifth of its fifty.
    for frame in [0, 1, 9] {
        let (found, expected) = (luma(&path, frame), 16 + 4 * (25 + frame as u8));
        assert!(found.abs_diff(expected) <= 1, "frame {frame}: {found}, not {expected}");
    }
}

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];
