//! Films that are too large, and films whose key frames lie far apart.

use super::*;
use crate::watch::Fault;

/// A film whose header says that it is so large.
fn claiming(folder: &Folder, side: u16) -> PathBuf {
    let source = ["-f", "lavfi", "-i", "color=red:s=64x64:r=10:d=0.5,format=rgb24", "-c:v", "qtrle"];
    let path = folder.ffmpeg(&source, "large.mov");
    let mut bytes = std::fs::read(&path).unwrap();
    // Width and height come 24 bytes after the name in the description of samples.
    let at = bytes.windows(4).position(|name| name == b"rle ").unwrap() + 4 + 24;
    bytes[at..at + 2].copy_from_slice(&side.to_be_bytes());
    bytes[at + 2..at + 4].copy_from_slice(&side.to_be_bytes());
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_film_that_is_too_large_is_refused_before_it_is_decoded() {
    crate::gst_setup::init().unwrap();
    let folder = Folder::new();
    let path = claiming(&folder, 16_384);
    let expected = "The file is too large: 16384 x 16384 pixels, at most 8192 a side are read.";
    assert_eq!(probe(&path).unwrap_err().message, expected);
    let chain = Chain::open_once(&path, Want::Video, RATE, false);
    assert_eq!(chain.err(), Some(Fault::TooLarge(16_384, 16_384, 8_192)));
    assert!(probe(&claiming(&folder, 64)).is_ok());
    // What decodes it by itself, too, and what needs no decoder.
    for (name, codec) in [("a.webm", "libvpx"), ("a.avi", "rawvideo")] {
        let source = ["-f", "lavfi", "-i", "color=red:s=8208x16:r=10:d=0.2", "-c:v", codec, "-pix_fmt", "yuv420p"];
        let path = folder.ffmpeg(&source, name);
        let expected = "The file is too large: 8208 x 16 pixels, at most 8192 a side are read.";
        assert_eq!(probe(&path).unwrap_err().message, expected, "{name}");
    }
}

#[test]
fn one_key_frame_a_minute_is_enough() {
    crate::gst_setup::init().unwrap();
    let folder = Folder::new();
    let path = counting(&folder, "minute.mp4", 60.0, &["-g", "9999", "-bf", "2", "-sc_threshold", "0"]);
    let key_frames = crate::testing::ffprobe(&path, "v", "packet=flags").iter().filter(|f| f.starts_with('K')).count();
    assert_eq!(key_frames, 1);
    for time in [55.0, 55.02, 59.96] {
        let mut reader = VideoReader::open(&path, time).unwrap();
        let frame = (time * 25.0) as i32;
        assert_eq!(shown(&mut reader, time), Some(frame % 50), "at {time}");
        assert_eq!(shown(&mut reader, time + 0.04), Some((frame + 1).min(1_499) % 50), "after {time}");
    }
}
