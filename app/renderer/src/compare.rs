//! Two files of the same render: where do they first differ in what is seen or heard?

use crate::compositor::Planes;
use crate::decode::{AudioReader, CHANNELS, RATE, VideoReader};
use crate::watch::Fault;
use crate::{MediaFacts, MediaKind, probe};
use domain::{Failure, FailureCode};
use image::AnimationDecoder;
use image::codecs::gif::GifDecoder;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Sound is compared in pieces of a tenth of a second.
const PIECE: usize = RATE as usize / 10;

/// Where two files first differ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// This picture, from 0, shown at this many seconds.
    Frame {
        /// Which.
        number: u64,
        /// When it is shown.
        seconds: f64,
    },
    /// The sound within this tenth of a second.
    Sound {
        /// When.
        seconds: f64,
    },
    /// Nothing that can be seen or heard: only how it is packed.
    Packing,
}

/// Where the files first differ. `rate`: pictures a second of a film.
///
/// # Errors
/// [`Failure`] when one of them cannot be read.
pub fn compare(one: &Path, other: &Path, rate: f64) -> Result<Difference, Failure> {
    let (facts, others) = (probe(one)?, probe(other)?);
    let kinds = (facts.kind == others.kind, facts.has_video == others.has_video, facts.has_audio == others.has_audio);
    if kinds != (true, true, true) {
        return Ok(Difference::Frame { number: 0, seconds: 0.0 });
    }
    match facts.kind {
        MediaKind::Image => pictures(one, other),
        _ => film(one, other, rate, &facts, &others)
            .map_err(|fault| Failure::new(FailureCode::BadMedia, format!("the files cannot be compared: {fault}"))),
    }
}

fn film(one: &Path, other: &Path, rate: f64, facts: &MediaFacts, others: &MediaFacts) -> Result<Difference, Fault> {
    let seconds = facts.duration.unwrap_or(0.0).max(others.duration.unwrap_or(0.0));
    if facts.has_video && rate > 0.0 {
        let (mut one, mut other) = (VideoReader::open(one, 0.0)?, VideoReader::open(other, 0.0)?);
        for number in 0..(seconds * rate).ceil() as u64 {
            // In the middle of its time, where rounding does not matter.
            let (begins, middle) = (number as f64 / rate, (number as f64 + 0.5) / rate);
            let equal = match (one.frame_at(middle)?, other.frame_at(middle)?) {
                (Some(one), Some(other)) => is_equal(&one.planes()?, &other.planes()?),
                (None, None) => true,
                _ => false,
            };
            if !equal {
                return Ok(Difference::Frame { number, seconds: begins });
            }
        }
    }
    if facts.has_audio {
        let (mut one, mut other) = (AudioReader::open(one, 0.0, 1.0)?, AudioReader::open(other, 0.0, 1.0)?);
        let (mut piece, mut others) = (vec![0.0_f32; PIECE * CHANNELS], vec![0.0_f32; PIECE * CHANNELS]);
        for number in 0..(seconds * 10.0).ceil() as u64 {
            one.read(&mut piece)?;
            other.read(&mut others)?;
            if piece != others {
                return Ok(Difference::Sound { seconds: number as f64 / 10.0 });
            }
        }
    }
    Ok(Difference::Packing)
}

fn is_equal(one: &Planes<'_>, other: &Planes<'_>) -> bool {
    let rows = |plane: usize| if plane == 0 { one.height() } else { one.height().div_ceil(2) };
    (one.width(), one.height()) == (other.width(), other.height())
        && (0..3).all(|plane| (0..rows(plane)).all(|row| one.row(plane, row) == other.row(plane, row)))
}

/// Stills and animations.
fn pictures(one: &Path, other: &Path) -> Result<Difference, Failure> {
    let unreadable = |error: image::ImageError| {
        Failure::new(FailureCode::BadMedia, format!("the files cannot be compared: {error}"))
    };
    if !is_gif(one) {
        let open = |path: &Path| {
            let reader = image::ImageReader::open(path)?.with_guessed_format()?;
            Ok(reader.decode()?.into_rgba8())
        };
        let equal = open(one).map_err(unreadable)? == open(other).map_err(unreadable)?;
        return Ok(if equal { Difference::Packing } else { Difference::Frame { number: 0, seconds: 0.0 } });
    }
    let frames = |path: &Path| -> Result<_, image::ImageError> {
        Ok(GifDecoder::new(BufReader::new(File::open(path)?))?.into_frames())
    };
    let (mut one, mut other) = (frames(one).map_err(unreadable)?, frames(other).map_err(unreadable)?);
    let (mut number, mut millis) = (0, 0.0);
    loop {
        let (a, b) = (one.next().transpose().map_err(unreadable)?, other.next().transpose().map_err(unreadable)?);
        let here = Difference::Frame { number, seconds: millis / 1000.0 };
        match (a, b) {
            (None, None) => return Ok(Difference::Packing),
            (Some(a), Some(b)) if a.delay() == b.delay() && a.buffer() == b.buffer() => {
                let (numerator, denominator) = a.delay().numer_denom_ms();
                millis += f64::from(numerator) / f64::from(denominator.max(1));
                number += 1;
            }
            _ => return Ok(here),
        }
    }
}

fn is_gif(path: &Path) -> bool {
    use std::io::Read;
    let mut head = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && &head == b"GIF8"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;

    const FILM: [&str; 4] = ["-f", "lavfi", "-i", "testsrc2=size=64x36:rate=25:duration=2"];

    fn film(folder: &Folder, filter: &str, loud: &str, name: &str) -> std::path::PathBuf {
        let tone = format!("sine=frequency=440:duration=2,{loud}");
        let sound = ["-f", "lavfi", "-i", &tone, "-c:a", "flac"];
        let picture = ["-vf", filter, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
        folder.ffmpeg(&[&FILM[..], &sound, &picture].concat(), name)
    }

    #[test]
    fn the_first_picture_or_sound_that_differs_is_named() {
        crate::gst_setup::init().unwrap();
        let folder = Folder::new();
        let original = film(&folder, "null", "anull", "original.mkv");
        let painted = film(&folder, "drawbox=c=red:t=fill:enable='gte(n,30)'", "anull", "painted.mkv");
        assert_eq!(compare(&original, &painted, 25.0).unwrap(), Difference::Frame { number: 30, seconds: 1.2 });
        let quieter = film(&folder, "null", "volume=0.5:enable='gte(t,0.75)'", "quiet.mkv");
        let Difference::Sound { seconds } = compare(&original, &quieter, 25.0).unwrap() else {
            panic!("it sounds different")
        };
        assert!((0.6..=0.8).contains(&seconds), "{seconds}");
        let packed = folder.ffmpeg(&["-i", original.to_str().unwrap(), "-c", "copy"], "packed.mkv");
        assert_eq!(compare(&original, &packed, 25.0).unwrap(), Difference::Packing);
        let mute = folder.ffmpeg(&["-i", original.to_str().unwrap(), "-c", "copy", "-an"], "mute.mkv");
        assert_eq!(compare(&original, &mute, 25.0).unwrap(), Difference::Frame { number: 0, seconds: 0.0 });
    }

    #[test]
    fn pictures_and_animations_are_compared_by_their_pixels() {
        let folder = Folder::new();
        let still =
            |filter: &str, name: &str| folder.ffmpeg(&[&FILM[..], &["-vf", filter, "-frames:v", "1"]].concat(), name);
        let (png, same) = (still("null", "one.png"), still("null", "same.bmp"));
        assert_eq!(compare(&png, &same, 0.0).unwrap(), Difference::Packing);
        let other = still("negate", "other.png");
        assert_eq!(compare(&png, &other, 0.0).unwrap(), Difference::Frame { number: 0, seconds: 0.0 });
        let moving = |filter: &str, name: &str| folder.ffmpeg(&[&FILM[..], &["-vf", filter]].concat(), name);
        let (gif, box_) = (moving("null", "one.gif"), moving("drawbox=c=red:t=fill:enable='gte(n,10)'", "two.gif"));
        let Difference::Frame { number, .. } = compare(&gif, &box_, 25.0).unwrap() else {
            panic!("it looks different")
        };
        assert_eq!(number, 10);
    }

    #[test]
    fn what_cannot_be_read_fails_with_a_reason() {
        crate::gst_setup::init().unwrap();
        let folder = Folder::new();
        let whole = film(&folder, "null", "anull", "whole.mkv");
        std::fs::write(folder.path("broken.mkv"), b"not a film").unwrap();
        assert_eq!(compare(&whole, &folder.path("broken.mkv"), 25.0).unwrap_err().code, FailureCode::BadMedia);
    }
}
