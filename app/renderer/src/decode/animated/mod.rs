//! Animated pictures, played by the delays of their frames.

mod gif;
mod webp;

use super::translucent::Translucent;
use crate::watch::Fault;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// The longest side of an animated picture: its frames are kept whole.
const LONGEST_SIDE: u32 = 4_096;

/// The most frames of one.
const MOST_FRAMES: usize = 20_000;

/// The most pixels of all its frames together: each frame needs all that come before it, so that showing the last one takes
/// as long as decoding all. 9,600 frames of 1920 x 1080.
const MOST_PIXELS: usize = 20_000_000_000;

/// Delays up to so many milliseconds are taken for none, and stand for [`USUAL`]: so do browsers.
const NO_DELAY: u32 = 10;

/// Milliseconds a frame without a delay is shown.
const USUAL: u32 = 100;

/// What is known of an animated picture without decoding its frames.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AnimationFacts {
    /// Seconds once through.
    pub(crate) duration: f64,
    /// Whether some of it may be translucent.
    pub(crate) has_alpha: bool,
}

/// Reads whether a file is an animated picture; `None` for still ones and everything else.
///
/// # Errors
/// When it has too many or too large frames, or is damaged.
pub(crate) fn animation_facts(path: &Path) -> Result<Option<AnimationFacts>, Fault> {
    let overview = match kind_of(path) {
        Some(Kind::Gif) => gif::overview(open(path)?)?,
        Some(Kind::WebP) => webp::overview(open(path)?)?,
        None => return Ok(None),
    };
    if overview.delays.len() < 2 {
        return Ok(None);
    }
    let (width, height) = overview.size;
    if width.max(height) > LONGEST_SIDE {
        return Err(Fault::TooLarge(width, height, LONGEST_SIDE));
    }
    let most = MOST_PIXELS / (width as usize * height as usize).max(1);
    if overview.delays.len() > most {
        return Err(Fault::TooManyFrames(most));
    }
    let milliseconds: u64 = overview.delays.iter().map(|delay| u64::from(shown_for(*delay))).sum();
    Ok(Some(AnimationFacts { duration: milliseconds as f64 / 1e3, has_alpha: overview.has_alpha }))
}

/// What the headers of the frames say.
struct Overview {
    size: (u32, u32),
    /// In milliseconds, as they stand there.
    delays: Vec<u32>,
    has_alpha: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Gif,
    WebP,
}

fn kind_of(path: &Path) -> Option<Kind> {
    let mut head = [0; 12];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).ok()?;
    match &head {
        [b'G', b'I', b'F', b'8', ..] => Some(Kind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => Some(Kind::WebP),
        _ => None,
    }
}

fn open(path: &Path) -> Result<BufReader<File>, Fault> {
    File::open(path).map(BufReader::new).map_err(|_| Fault::Damaged)
}

fn shown_for(delay: u32) -> u32 {
    if delay <= NO_DELAY { USUAL } else { delay }
}

fn counted(frames: usize) -> Result<(), Fault> {
    if frames > MOST_FRAMES { Err(Fault::TooManyFrames(MOST_FRAMES)) } else { Ok(()) }
}

/// A picture being played from its first frame on.
pub(super) struct Animated {
    path: std::path::PathBuf,
    frames: Frames,
    /// Milliseconds from the beginning to the next frame.
    at: u64,
}

enum Frames {
    Gif(Box<gif::Frames>),
    WebP(Box<webp::Frames>),
}

impl Animated {
    /// Opens an animated picture; `None` when the file is none.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, Fault> {
        if animation_facts(path)?.is_none() {
            return Ok(None);
        }
        Self::start(path)
    }

    fn start(path: &Path) -> Result<Option<Self>, Fault> {
        let frames = match kind_of(path) {
            Some(Kind::Gif) => Frames::Gif(Box::new(gif::Frames::new(open(path)?)?)),
            Some(Kind::WebP) => Frames::WebP(Box::new(webp::Frames::new(open(path)?)?)),
            None => return Ok(None),
        };
        Ok(Some(Self { path: path.to_owned(), frames, at: 0 }))
    }

    /// Begins again.
    pub(super) fn rewind(&mut self) -> Result<(), Fault> {
        *self = Self::start(&self.path)?.ok_or(Fault::Damaged)?;
        Ok(())
    }

    /// The next frame, and from when to when it is shown, in seconds.
    pub(super) fn next(&mut self) -> Result<Option<(Translucent, f64, f64)>, Fault> {
        let frame = match &mut self.frames {
            Frames::Gif(frames) => frames.next()?,
            Frames::WebP(frames) => frames.next()?,
        };
        let Some((frame, delay)) = frame else { return Ok(None) };
        let start = self.at;
        self.at += u64::from(shown_for(delay));
        Ok(Some((frame, start as f64 / 1e3, self.at as f64 / 1e3)))
    }
}

#[cfg(test)]
mod tests;
