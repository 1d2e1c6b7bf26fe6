//! Films, pictures, sounds and subtitles that are not what they say.

use super::{Case, End};
use crate::edits::{audio, image, video};
use crate::{Origin, media, tools};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// Those whose files are made in an instant.
pub(super) fn quick(folder: &Path, origin: &Origin) -> Vec<Case> {
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).unwrap();
        origin.own(name)
    };
    let known = |name: &str| std::fs::read(media::file(name)).unwrap();
    let film = |name: &str| video(&origin.media(name));
    let photo = known("photo.jpg");
    let (mut lies, mut bomb) = (known("patch.png"), known("patch.png"));
    resize_png(&mut lies, 4_000, 4_000);
    resize_png(&mut bomb, 60_000, 60_000);
    let cues: String = (0..25_000).map(|n| format!("{n}\n00:00:00,000 --> 00:00:01,000\nx\n\n")).collect();
    let captions = |url: String| json!({ "type": "caption", "src": url });
    let luma = |url: String| json!({ "type": "luma", "src": url });
    let case = |name, asset: Value, end| Case { name, asset, end, quick: true };
    vec![
        case("a film without its index", film("truncated.mp4"), End::Failed("cut off")),
        case("a film without its second half", film("cut-short.mp4"), End::Failed("")),
        case("no byte", video(&file("nothing.mp4", b"")), End::Failed("empty")),
        case("text", film("text.mp4"), End::Failed("is not a video, image or audio file")),
        case("noise", video(&file("noise.mp4", &noise(300_000))), End::Failed("")),
        case("a picture of 60000 x 60000, says its head", image(&file("bomb.png", &bomb)), End::Failed("is too large")),
        case("a matte of 60000 x 60000, says its head", luma(file("matte.png", &bomb)), End::Failed("is too large")),
        case("a picture smaller than its head says", image(&file("lies.png", &lies)), End::Failed("damaged PNG")),
        case("half a JPEG", image(&file("half.jpg", &photo[..photo.len() / 2])), End::Bounded),
        case("a JPEG's head alone", image(&file("head.jpg", &photo[..200])), End::Failed("damaged JPEG")),
        case("100000 frames", image(&file("frames.gif", &gif(1, 1, 100_000))), End::Failed("more than 20000 pictures")),
        case("frames of 65535 x 65535", image(&file("wall.gif", &gif(65_535, 65_535, 2))), End::Failed("is too large")),
        case("a WebM that is called MP4", video(&file("webm.mp4", &known("silent.webm"))), End::Done),
        case("a WebM that is called JPEG", video(&file("webm.jpg", &known("silent.webm"))), End::Done),
        case("sound as a video", video(&origin.media("tone.mp3")), End::Failed("sound only")),
        case("a silent film as sound", audio(&origin.media("silent.webm")), End::Failed("a video without sound")),
        case("a picture as sound", audio(&origin.media("photo.jpg")), End::Failed("a still picture")),
        case("a film as a picture", image(&origin.media("film.mp4")), End::Failed("a video")),
        case(
            "an SVG as a picture",
            image(&file("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
            End::Failed("SVG"),
        ),
        case("25000 subtitles", captions(file("many.srt", cues.as_bytes())), End::Failed("more than 20000")),
        case("a film as subtitles", captions(origin.media("film.mp4")), End::Failed("")),
        case("noise as subtitles", captions(file("noise.srt", &noise(300_000))), End::Failed("")),
    ]
}

/// All of them.
pub(super) fn cases(folder: &Path, origin: &Origin) -> Vec<Case> {
    let made = |name: &str, arguments: &[&str]| {
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.args(["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i"]).args(arguments);
        tools::succeed(ffmpeg.arg(folder.join(name)));
        origin.own(name)
    };
    let one = ["-frames:v", "1"];
    let frames = gif(4_096, 4_096, 19_000);
    std::fs::write(folder.join("screens.gif"), frames).unwrap();
    let bomb = made("real-bomb.png", &[&["color=black:s=16000x16000,format=gray"][..], &one].concat());
    let large = made("large.png", &[&["color=black:s=11000x11000,format=rgb24"][..], &one].concat());
    let wide =
        made("wide.mov", &[&["color=gray:s=16000x16000,format=yuvj420p"][..], &one, &["-c:v", "mjpeg"]].concat());
    let tall = made(
        "tall.mp4",
        &[&["color=gray:s=8192x4096:r=25:d=0.2,format=yuv420p"][..], &["-c:v", "libx264", "-preset", "ultrafast"]]
            .concat(),
    );
    let case = |name, asset: Value, end| Case { name, asset, end, quick: false };
    let screens = origin.own("screens.gif");
    let late = json!({ "type": "video", "src": screens, "trim": 1_899 });
    let mut cases = quick(folder, origin);
    cases.extend([
        case("a picture of 16000 x 16000", image(&bomb), End::Failed("is too large")),
        case("a picture of 11000 x 11000", image(&large), End::Done),
        case("a film of 16000 x 16000", video(&wide), End::Failed("")),
        case("a film of 8192 x 4096", video(&tall), End::Bounded),
        case("19000 frames of 4096 x 4096", image(&screens), End::Failed("more than 1192 pictures")),
        case("the last of 19000 frames of 4096 x 4096", late, End::Failed("more than 1192 pictures")),
    ]);
    cases
}

/// Bytes without any sense, the same every time.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// Has the head of a PNG say another size.
pub(super) fn resize_png(png: &mut [u8], width: u32, height: u32) {
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = png[12..29].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
    });
    png[29..33].copy_from_slice(&(!sum).to_be_bytes());
}

/// An animated picture of this size whose frames are one pixel each.
fn gif(width: u16, height: u16, frames: usize) -> Vec<u8> {
    let mut gif = Vec::from(*b"GIF89a");
    gif.extend([width.to_le_bytes(), height.to_le_bytes()].concat());
    // A palette of black and white.
    gif.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
    for _ in 0..frames {
        // A tenth of a second, and one black pixel at the corner.
        gif.extend([0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
    }
    gif.push(0x3b);
    gif
}
