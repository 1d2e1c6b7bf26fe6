//! Films of many makes, read frame by frame and measured.

use super::*;
use crate::compositor::to_rgb_bytes;
use crate::probe;
use crate::testing::Folder;
use std::path::{Path, PathBuf};

fn read(path: &Path, time: f64) -> Option<Vec<u8>> {
    crate::gst_setup::init().unwrap();
    let mut reader = VideoReader::open(path, time).unwrap();
    reader.frame_at(time).unwrap().map(|frame| to_rgb_bytes(&frame.planes().unwrap()))
}

/// The colour at a place of the first frame, and its alpha there.
fn pixel(path: &Path, x: usize, y: usize) -> ([u8; 3], Option<u8>) {
    crate::gst_setup::init().unwrap();
    let mut reader = VideoReader::open(path, 0.0).unwrap();
    let frame = reader.frame_at(0.0).unwrap().unwrap().planes().unwrap();
    let bytes = to_rgb_bytes(&frame);
    let at = (y * frame.width() + x) * 3;
    (bytes[at..at + 3].try_into().unwrap(), frame.alpha(0).map(|alpha| alpha.row(y)[x]))
}

fn near(found: [u8; 3], expected: [u8; 3], tolerance: u8) -> bool {
    found.iter().zip(expected).all(|(f, e)| f.abs_diff(e) <= tolerance)
}

/// Half red, half translucent blue, with alpha of 255 and 128.
const HALVES: &str =
    "color=red:s=32x32:r=10:d=0.5,format=gbrap[a];color=blue@0.502:s=32x32:r=10:d=0.5,format=gbrap[b];[a][b]hstack";

fn translucent(folder: &Folder, name: &str, codec: &[&str]) -> PathBuf {
    let source = format!("{HALVES},scale=out_color_matrix=bt709:out_range=tv");
    folder.ffmpeg(&[&["-filter_complex", &source, "-colorspace", "bt709", "-color_range", "tv"], codec].concat(), name)
}

#[test]
fn films_keep_their_alpha() {
    let folder = Folder::new();
    let vpx = ["-auto-alt-ref", "0", "-crf", "4", "-b:v", "2M"];
    for (name, codec) in [
        ("a.webm", [&["-pix_fmt", "yuva420p", "-c:v", "libvpx-vp9"], &vpx[..]].concat()),
        ("b.webm", [&["-pix_fmt", "yuva420p", "-c:v", "libvpx"], &vpx[..]].concat()),
        ("c.mov", vec!["-pix_fmt", "yuva444p10le", "-c:v", "prores_ks", "-profile:v", "4444"]),
        ("e.mov", vec!["-pix_fmt", "rgba", "-c:v", "png"]),
    ] {
        let path = translucent(&folder, name, &codec);
        let facts = probe(&path).unwrap();
        assert!(facts.has_alpha && facts.has_video, "{name}: {facts:?}");
        let (red, opaque) = pixel(&path, 8, 16);
        assert!(near(red, [255, 0, 0], 4) && opaque.unwrap() >= 253, "{name}: {red:?} {opaque:?}");
        // Multiplied by its alpha.
        let (blue, half) = pixel(&path, 56, 16);
        assert!(near(blue, [0, 0, 128], 4) && half.unwrap().abs_diff(128) <= 2, "{name}: {blue:?} {half:?}");
    }
    let source = format!("{HALVES},format=argb");
    let path = folder.ffmpeg(&["-filter_complex", &source, "-c:v", "qtrle"], "d.mov");
    assert!(probe(&path).unwrap().has_alpha);
    assert_eq!(pixel(&path, 56, 16), ([0, 0, 128], Some(128)));
}

#[test]
fn films_without_alpha_have_none() {
    let folder = Folder::new();
    let path = folder.film("a.mp4", "64x32", 10, 0.5, false);
    assert!(!probe(&path).unwrap().has_alpha);
    assert_eq!(pixel(&path, 8, 8).1, None);
    assert!(read(&path, 0.2).is_some());
}
