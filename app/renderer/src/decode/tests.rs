//! Films of many makes, read frame by frame and measured.

mod gaps;
mod hours;
mod orientations;
mod sizes;

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

fn translucent(folder: &Folder, name: &str, format: &str, codec: &[&str]) -> PathBuf {
    let tags = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709";
    let source = format!("{HALVES},scale=out_color_matrix=bt709:out_range=tv,format={format},{tags}");
    let tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];
    folder.ffmpeg(&[&["-filter_complex", &source], &tags[..], codec].concat(), name)
}

#[test]
fn films_keep_their_alpha() {
    let folder = Folder::new();
    let vpx = ["-auto-alt-ref", "0", "-crf", "4", "-b:v", "2M"];
    for (name, format, codec) in [
        ("a.webm", "yuva420p", [&["-c:v", "libvpx-vp9"], &vpx[..]].concat()),
        ("b.webm", "yuva420p", [&["-c:v", "libvpx"], &vpx[..]].concat()),
        ("c.mov", "yuva444p10le", vec!["-c:v", "prores_ks", "-profile:v", "4444"]),
        ("e.mov", "rgba", vec!["-c:v", "png"]),
    ] {
        let path = translucent(&folder, name, format, &codec);
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
    let (blue, half) = pixel(&path, 56, 16);
    assert!(near(blue, [0, 0, 128], 2) && half == Some(128), "{blue:?} {half:?}");
}

#[test]
fn films_without_alpha_have_none() {
    let folder = Folder::new();
    let path = folder.film("a.mp4", "64x32", 10, 0.5, false);
    assert!(!probe(&path).unwrap().has_alpha);
    assert_eq!(pixel(&path, 8, 8).1, None);
    assert!(read(&path, 0.2).is_some());
}
/// The patches of [`patches`], 32 pixels wide each.
const PATCHES: [[u8; 3]; 6] = [[255, 0, 0], [0, 128, 0], [0, 0, 255], [224, 172, 105], [255, 255, 255], [40, 40, 40]];

/// A film of coloured patches, converted and tagged as asked.
fn patches(folder: &Folder, name: &str, [format, matrix, range]: [&str; 3], codec: &[&str]) -> PathBuf {
    let colors = PATCHES.map(|[r, g, b]| format!("color=0x{r:02x}{g:02x}{b:02x}:s=32x64:r=10:d=0.5,format=gbrp"));
    let named: String = colors.iter().enumerate().map(|(i, color)| format!("{color}[{i}];")).collect();
    let space = match matrix {
        "bt601" => "smpte170m",
        other => other,
    };
    let filter = format!(
        "{named}[0][1][2][3][4][5]hstack=inputs=6,scale=out_color_matrix={matrix}:out_range={range}:flags=accurate_rnd,\
         format={format},setparams=colorspace={space}:color_primaries={space}:color_trc={space}:range={range}"
    );
    let range = if range == "full" { "pc" } else { "tv" };
    let tags = ["-colorspace", space, "-color_primaries", space, "-color_trc", space, "-color_range", range];
    folder.ffmpeg(&[&["-filter_complex", &filter], &tags[..], codec].concat(), name)
}

#[test]
fn known_colours_come_out_of_every_format() {
    let folder = Folder::new();
    let x264 = &["-c:v", "libx264", "-qp", "4"][..];
    let mut wrong = Vec::new();
    for (name, how, codec) in [
        ("709.mp4", ["yuv420p", "bt709", "limited"], x264),
        ("601.mp4", ["yuv420p", "bt601", "limited"], x264),
        ("709-full.mp4", ["yuv420p", "bt709", "full"], x264),
        ("601-full.mp4", ["yuvj420p", "bt601", "full"], x264),
        ("444.mp4", ["yuv444p", "bt709", "limited"], x264),
        ("422.mp4", ["yuv422p", "bt709", "limited"], x264),
        ("10-bit.mp4", ["yuv420p10le", "bt709", "limited"], x264),
        ("422-10-bit.mp4", ["yuv422p10le", "bt601", "limited"], x264),
        ("nv12.mp4", ["nv12", "bt709", "limited"], x264),
        ("hevc.mp4", ["yuv420p10le", "bt709", "limited"], &["-c:v", "libx265", "-x265-params", "log-level=error:qp=4"]),
        ("vp9.webm", ["yuv420p", "bt709", "limited"], &["-c:v", "libvpx-vp9", "-crf", "4", "-b:v", "0"]),
        ("vp9-444.webm", ["yuv444p", "bt709", "limited"], &["-c:v", "libvpx-vp9", "-crf", "4", "-b:v", "0"]),
        ("prores.mov", ["yuv422p10le", "bt709", "limited"], &["-c:v", "prores_ks", "-profile:v", "3"]),
        ("mjpeg.mov", ["yuvj420p", "bt601", "full"], &["-c:v", "mjpeg", "-q:v", "1"]),
        ("mjpeg-422.avi", ["yuvj422p", "bt601", "full"], &["-c:v", "mjpeg", "-q:v", "1"]),
        ("png.mov", ["rgb24", "bt709", "full"], &["-c:v", "png"]),
        ("ffv1.mkv", ["yuv422p10le", "bt709", "limited"], &["-c:v", "ffv1"]),
    ] {
        let path = patches(&folder, name, how, codec);
        for (i, expected) in PATCHES.into_iter().enumerate() {
            let (found, _) = pixel(&path, 32 * i + 16, 32);
            if !near(found, expected, 2) {
                wrong.push(format!("{name}: {found:?}, not {expected:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn uncompressed_films_have_their_colours() {
    let folder = Folder::new();
    let mut wrong = Vec::new();
    for (name, how, tolerance) in [
        ("bgr24.avi", ["bgr24", "bt709", "full"], 2),
        ("bgra.avi", ["bgra", "bt709", "full"], 2),
        ("i420.avi", ["yuv420p", "bt601", "limited"], 2),
        // Its chroma is rounded down on the way to one sample for four pixels.
        ("yuy2.avi", ["yuyv422", "bt601", "limited"], 5),
        ("rgb24.mov", ["rgb24", "bt709", "full"], 2),
        ("uyvy.mov", ["uyvy422", "bt601", "limited"], 2),
    ] {
        let path = patches(&folder, name, how, &["-c:v", "rawvideo"]);
        assert_eq!(probe(&path).map(|facts| (facts.width, facts.height)), Ok((Some(192), Some(64))), "{name}");
        for (i, expected) in PATCHES.into_iter().enumerate() {
            // The upper half and the lower: neither upside down nor slanted.
            for y in [8, 56] {
                let (found, _) = pixel(&path, 32 * i + 16, y);
                if !near(found, expected, tolerance) {
                    wrong.push(format!("{name}: {found:?}, not {expected:?}"));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// A film whose luma is 16 plus `step` a frame; which frame is shown can be told by it.
fn counting(folder: &Folder, name: &str, seconds: f64, extra: &[&str]) -> PathBuf {
    let source = format!("color=black:s=64x64:r=25:d={seconds},format=yuv420p,geq=lum='16+mod(N*4,200)':cb=128:cr=128");
    let tags = ["-colorspace", "bt709", "-color_range", "tv", "-c:v", "libx264", "-qp", "8"];
    folder.ffmpeg(&[&["-f", "lavfi", "-i", &source][..], &tags, extra].concat(), name)
}

/// Which frame of a [`counting`] film is shown.
fn shown(reader: &mut VideoReader, time: f64) -> Option<i32> {
    let frame = reader.frame_at(time).unwrap()?;
    Some((i32::from(frame.planes().unwrap().row(0, 32)[32]) - 16 + 2) / 4)
}

#[test]
fn frames_are_chosen_by_their_times() {
    crate::gst_setup::init().unwrap();
    let folder = Folder::new();
    // Key frames far apart and frames that refer to later ones; opened in the middle.
    let long = counting(&folder, "long.mp4", 1.9, &["-g", "500", "-bf", "3"]);
    for frame in [0, 1, 7, 30, 46] {
        let mut reader = VideoReader::open(&long, f64::from(frame) / 25.0).unwrap();
        assert_eq!(shown(&mut reader, f64::from(frame) / 25.0), Some(frame));
        assert_eq!(shown(&mut reader, f64::from(frame) / 25.0 + 0.03), Some(frame), "it is held until the next");
        assert_eq!(shown(&mut reader, f64::from(frame + 1) / 25.0), Some((frame + 1).min(47)));
    }
    // Of every five frames only the first two are left: the second is held.
    let varying = counting(&folder, "varying.mp4", 1.0, &["-vf", "select='lt(mod(n,5),2)'", "-fps_mode", "vfr"]);
    let mut reader = VideoReader::open(&varying, 0.0).unwrap();
    for (time, frame) in [(0.0, 0), (0.05, 1), (0.15, 1), (0.19, 1), (0.2, 5), (0.3, 6), (0.39, 6), (0.41, 10)] {
        assert_eq!(shown(&mut reader, time), Some(frame), "at {time}");
    }
    // Over: shown for a moment longer, then not any more.
    let mut reader = VideoReader::open(&long, 1.8).unwrap();
    assert_eq!(shown(&mut reader, 3.0), None);
}

#[test]
fn what_an_edit_list_leaves_out_is_not_shown() {
    crate::gst_setup::init().unwrap();
    let folder = Folder::new();
    let whole = counting(&folder, "whole.mp4", 2.0, &["-g", "25", "-bf", "0"]);
    // Copied from the middle of a group of pictures: the file begins at its key frame, an edit list at frame 30.
    let cut = folder.ffmpeg(&["-ss", "1.2", "-i", whole.to_str().unwrap(), "-c", "copy"], "cut.mp4");
    let mut reader = VideoReader::open(&cut, 0.0).unwrap();
    assert_eq!(shown(&mut reader, 0.0), Some(30));
    assert_eq!(shown(&mut reader, 0.2), Some(35));
}

#[test]
fn interlaced_films_lose_their_combs() {
    let folder = Folder::new();
    // Every other frame is white: woven together, the lines alternate.
    let source =
        "color=black:s=64x64:r=50:d=1,geq=lum='16+219*mod(N,2)':cb=128:cr=128,interlace=lowpass=0,format=yuv420p";
    let codec = ["-c:v", "libx264", "-flags", "+ilme+ildct", "-x264-params", "tff=1", "-qp", "8"];
    let path = folder.ffmpeg(&[&["-f", "lavfi", "-i", source][..], &codec].concat(), "a.mp4");
    let bytes = read(&path, 0.2).unwrap();
    let column: Vec<u8> = (8..56).map(|y| bytes[(y * 64 + 32) * 3]).collect();
    assert!(column.windows(2).all(|pair| pair[0].abs_diff(pair[1]) < 40), "{column:?}");
}

#[test]
fn the_plain_chain_decodes_what_is_usual() {
    crate::gst_setup::init().unwrap();
    let folder = Folder::new();
    for (name, codec) in [
        ("a.mp4", &["-c:v", "libx264"][..]),
        ("b.mkv", &["-c:v", "libx264"]),
        ("c.mp4", &["-c:v", "libx265", "-x265-params", "log-level=error"]),
        ("d.webm", &["-c:v", "libvpx"]),
        ("e.webm", &["-c:v", "libvpx-vp9"]),
        ("f.mp4", &["-c:v", "libaom-av1", "-cpu-used", "8"]),
    ] {
        let source = ["-f", "lavfi", "-i", "color=red:s=64x64:r=10:d=0.5", "-pix_fmt", "yuv420p"];
        let path = folder.ffmpeg(&[&source[..], codec].concat(), name);
        let chain = Chain::open_once(&path, Want::Video, RATE, true).unwrap();
        let sink = chain.sinks.video.clone().unwrap();
        chain.play_from(0.0).unwrap();
        let frames = std::iter::from_fn(|| chain.pull(&sink).unwrap()).count();
        assert_eq!(frames, 5, "{name}");
    }
}

#[test]
fn many_films_open_at_once() {
    crate::gst_setup::init().unwrap();
    let folder = Folder::new();
    let film = counting(&folder, "a.mp4", 1.0, &["-g", "10"]);
    std::thread::scope(|threads| {
        for thread in 0..4 {
            let film = &film;
            threads.spawn(move || {
                for i in 0..10 {
                    let frame = (thread * 7 + i * 3) % 24;
                    let time = f64::from(frame) / 25.0;
                    let mut reader = VideoReader::open(film, time).unwrap();
                    assert_eq!(shown(&mut reader, time), Some(frame));
                }
            });
        }
    });
}
