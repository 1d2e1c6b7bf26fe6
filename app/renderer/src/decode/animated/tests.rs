use super::*;
use crate::testing::Folder;
use std::path::PathBuf;

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];

/// A 4 × 2 GIF of frames: left, columns, colour (index 0 of the palette is transparent, 1 red, 2 blue), delay in
/// hundredths of a second, disposal.
fn gif_of(folder: &Folder, frames: &[(u16, u16, u8, u16, ::gif::DisposalMethod)]) -> PathBuf {
    let path = folder.path("a.gif");
    let palette = [[0; 3], RED, BLUE].concat();
    let mut encoder = ::gif::Encoder::new(File::create(&path).unwrap(), 4, 2, &palette).unwrap();
    for (left, width, color, delay, dispose) in frames.iter().copied() {
        let frame = ::gif::Frame {
            left,
            width,
            height: 2,
            delay,
            dispose,
            transparent: Some(0),
            buffer: vec![color; usize::from(width) * 2].into(),
            ..::gif::Frame::default()
        };
        encoder.write_frame(&frame).unwrap();
    }
    path
}

/// The upper row of luma and alpha of every frame with its times. Red is 63, blue 32.
fn played(path: &Path) -> Vec<([u8; 4], [u8; 4], f64, f64)> {
    let mut animation = Animated::open(path).unwrap().unwrap();
    std::iter::from_fn(|| animation.next().unwrap())
        .map(|(frame, start, end)| {
            let planes = frame.planes().unwrap();
            let alpha = planes.alpha(0).unwrap().row(0);
            (planes.row(0, 0).try_into().unwrap(), alpha.try_into().unwrap(), start, end)
        })
        .collect()
}

#[test]
fn frames_of_a_gif_are_laid_over_what_is_left_and_shown_for_their_delays() {
    use ::gif::DisposalMethod::{Background, Keep, Previous};
    let folder = Folder::new();
    let frames = [(0, 2, 1, 20, Keep), (2, 2, 2, 30, Previous), (1, 2, 2, 0, Background), (3, 1, 1, 5, Keep)];
    let path = gif_of(&folder, &frames);
    let expected = [
        ([63, 63, 0, 0], [255, 255, 0, 0], 0.0, 0.2),
        ([63, 63, 32, 32], [255; 4], 0.2, 0.5),
        // The blue of before is taken back. No delay is a tenth of a second.
        ([63, 32, 32, 0], [255, 255, 255, 0], 0.5, 0.6),
        // The middle was cleared.
        ([63, 0, 0, 63], [255, 0, 0, 255], 0.6, 0.65),
    ];
    assert_eq!(played(&path), expected);
    let facts = animation_facts(&path).unwrap().unwrap();
    assert!((facts.duration - 0.65).abs() < 1e-9 && facts.has_alpha);
}

#[test]
fn a_gif_of_one_frame_is_a_still_picture() {
    let folder = Folder::new();
    let path = gif_of(&folder, &[(0, 4, 1, 50, ::gif::DisposalMethod::Keep)]);
    assert_eq!(animation_facts(&path).unwrap(), None);
    assert!(Animated::open(&path).unwrap().is_none());
}

#[test]
fn an_animated_webp_is_played_by_its_delays() {
    let folder = Folder::new();
    // Lossless: red, then blue, a quarter of a second each.
    let source = "color=red:s=4x2:r=4:d=0.25[a];color=blue:s=4x2:r=4:d=0.25[b];[a][b]concat,format=bgra";
    let arguments = ["-filter_complex", source, "-c:v", "libwebp_anim", "-lossless", "1"];
    let path = folder.ffmpeg(&arguments, "a.webp");
    let shown: Vec<_> =
        played(&path).into_iter().map(|(luma, alpha, start, end)| (luma[0], alpha[0], start, end)).collect();
    assert_eq!(shown, [(63, 255, 0.0, 0.25), (32, 255, 0.25, 0.5)]);
    assert!((animation_facts(&path).unwrap().unwrap().duration - 0.5).abs() < 1e-9);
}

#[test]
fn what_is_cut_off_or_too_long_is_refused() {
    let folder = Folder::new();
    let frame = (0, 4, 1, 2, ::gif::DisposalMethod::Keep);
    let path = gif_of(&folder, &[frame; 3]);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 6]).unwrap();
    assert_eq!(animation_facts(&path), Err(Fault::Damaged));
    let path = gif_of(&folder, &vec![frame; MOST_FRAMES + 1]);
    assert_eq!(animation_facts(&path), Err(Fault::TooManyFrames(MOST_FRAMES)));
    // The screen's size stands behind the six bytes that every GIF begins with. 4096 x 4096 go 1192.09 times into the most.
    let path = gif_of(&folder, &vec![frame; 1_193]);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[6..10].copy_from_slice(&[0, 16, 0, 16]);
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(animation_facts(&path), Err(Fault::TooManyFrames(1_192)));
}
