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

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];
