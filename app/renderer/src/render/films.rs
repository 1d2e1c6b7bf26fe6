//! Films and pictures for the compositor: opened a little ahead, closed at once.

use super::openings::{Opening, openings};
use super::source_path;
use crate::RenderJob;
use crate::compositor::{Alpha, Compositor, FrameRequest, Media, Planes, Rgba, Slot, Slots, VideoFacts};
use crate::decode::{Decoded, VideoReader};
use crate::probe::{probe, read_picture};
use crate::watch::Fault;
use domain::composition::{Content, RasterId, SourceId};
use domain::{Failure, FailureCode};
use gstreamer as gst;
use image::DynamicImage;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

/// Films are opened this many seconds before they are seen.
const AHEAD: f64 = 0.5;

/// The longest that opening one may take. Whoever watches this process ends it after a minute of silence, and would not know
/// which film it was.
const OPENING: Duration = Duration::from_secs(45);

/// A film's length is taken for certain up to so many seconds before its end: containers round.
const UNCERTAIN: f64 = 0.5;

/// What of a film every layer or matte that shows it needs to know.
pub(super) fn film_facts(job: &RenderJob, slots: &Slots) -> Result<BTreeMap<SourceId, VideoFacts>, Failure> {
    let mut facts = BTreeMap::new();
    for Slot { pointer, content, .. } in slots.iter() {
        let Some(Content::Video { source, .. }) = *content else { continue };
        if facts.contains_key(&source) {
            continue;
        }
        let (size, duration, has_alpha) = match job.facts.get(source.0 as usize) {
            Some(known) => (known.has_video.then_some((known.width, known.height)), known.duration, known.has_alpha),
            None => {
                let found = probe(source_path(job, source, pointer)?)
                    .map_err(|f| Failure::at(f.code, pointer, format!("{pointer}: {}", f.message)))?;
                (found.width.zip(found.height).filter(|_| found.has_video), found.duration, found.has_alpha)
            }
        };
        let Some((width, height)) = size else {
            return Err(Fault::Lacks("video").of_source(pointer, "source"));
        };
        let certain = duration.filter(|d| *d > UNCERTAIN).map(|d| (0.0, d - UNCERTAIN));
        let shown = (f64::from(width), f64::from(height));
        let (width, height) = (width as usize, height as usize);
        facts.insert(source, VideoFacts { width, height, shown, has_alpha, certain });
    }
    Ok(facts)
}

enum Reader {
    Opening(Begun<VideoReader>),
    Open(Box<VideoReader>),
}

/// Everything that the compositor asks for.
pub(super) struct Films<'a> {
    job: &'a RenderJob,
    slots: Slots,
    openings: Vec<Opening>,
    /// The first of `openings` that has not been opened yet.
    next: usize,
    readers: BTreeMap<(usize, SourceId), Reader>,
    ahead: u64,
}

impl<'a> Films<'a> {
    /// For composing `frames` in order.
    pub(super) fn new(job: &'a RenderJob, compositor: &Compositor, frames: std::ops::Range<u64>) -> Self {
        let ahead = (AHEAD * job.composition.canvas.fps.as_f64()).ceil() as u64;
        let openings = openings(compositor.resolver(), &compositor.schedule(frames));
        Self { job, slots: compositor.resolver().slots().clone(), openings, next: 0, readers: BTreeMap::new(), ahead }
    }

    /// To be called before each frame: opens what is seen soon, closes what is not seen any more.
    pub(super) fn advance(&mut self, frame: u64) -> Result<(), Failure> {
        let seen = |key: &(usize, SourceId)| {
            self.openings.iter().any(|o| (o.slot, o.source) == *key && o.first <= frame + self.ahead && frame < o.end)
        };
        self.readers.retain(|key, _| seen(key));
        while let Some(opening) = self.openings.get(self.next).filter(|o| o.first <= frame + self.ahead) {
            let path = source_path(self.job, opening.source, self.pointer(opening.slot))?.to_owned();
            let time = opening.time;
            self.readers.entry((opening.slot, opening.source)).or_insert_with(|| Reader::Opening(start(path, time)));
            self.next += 1;
        }
        Ok(())
    }

    /// The frame's buffer itself, to be handed on uncopied; none when it is not of this size after all, as a film may change
    /// its size on the way.
    pub(super) fn buffer(&mut self, request: FrameRequest, size: (u32, u32)) -> Result<Option<gst::Buffer>, Failure> {
        Ok(self.decoded(request)?.and_then(|frame| frame.buffer(size)))
    }

    fn decoded(&mut self, request: FrameRequest) -> Result<Option<&Decoded>, Failure> {
        let key = (request.slot, request.source);
        let pointer = self.pointer(request.slot).to_owned();
        let failed = |fault: Fault| fault.of_source(&pointer, "video");
        let reader = match self.readers.remove(&key) {
            Some(Reader::Open(reader)) => reader,
            Some(Reader::Opening(opening)) => Box::new(opening.finished(OPENING).map_err(failed)?),
            None => {
                let path = source_path(self.job, request.source, &pointer)?.to_owned();
                Box::new(start(path, request.time).finished(OPENING).map_err(failed)?)
            }
        };
        let reader = match self.readers.entry(key).or_insert(Reader::Open(reader)) {
            Reader::Open(reader) => reader,
            Reader::Opening(_) => return Err(failed(Fault::Stalled)),
        };
        reader.frame_at(request.time).map_err(failed)
    }

    fn pointer(&self, slot: usize) -> &str {
        self.slots.get(slot).map_or("timeline", |slot| &slot.pointer)
    }

    fn pointer_of(&self, matches: impl Fn(&Content) -> bool) -> &str {
        let found = self.slots.iter().find(|slot| slot.content.as_ref().is_some_and(&matches));
        found.map_or("timeline", |slot| &slot.pointer)
    }
}

/// Something that is being opened in a thread of its own.
struct Begun<T> {
    at: Instant,
    told: Receiver<Result<T, Fault>>,
}

/// Opens a film.
fn start(path: PathBuf, time: f64) -> Begun<VideoReader> {
    let (told, opening) = sync_channel(1);
    std::thread::spawn(move || {
        // Nobody waits for it any more once the film is not seen.
        let _ = told.send(VideoReader::open(&path, time));
    });
    Begun { at: Instant::now(), told: opening }
}

impl<T> Begun<T> {
    /// What is being opened, once it is. The limit counts from when it was begun: two slow films that a frame waits for take
    /// no longer than one.
    fn finished(&self, limit: Duration) -> Result<T, Fault> {
        self.told.recv_timeout(limit.saturating_sub(self.at.elapsed())).unwrap_or_else(|gone| {
            Err(match gone {
                RecvTimeoutError::Timeout => Fault::Slow(limit.as_secs()),
                RecvTimeoutError::Disconnected => Fault::Other("opening it crashed".to_owned()),
            })
        })
    }
}

impl Media for Films<'_> {
    fn frame(&mut self, request: FrameRequest) -> Result<Option<Planes<'_>>, Failure> {
        let pointer = self.pointer(request.slot).to_owned();
        let frame = self.decoded(request)?;
        frame.map(Decoded::planes).transpose().map_err(|fault| fault.of_source(&pointer, "video"))
    }

    fn image(&mut self, source: SourceId) -> Result<Rgba, Failure> {
        let pointer = self.pointer_of(|c| matches!(c, Content::Image { source: s, .. } if *s == source));
        let picture = read_picture(source_path(self.job, source, pointer)?)
            .map_err(|fault| Failure::at(FailureCode::BadMedia, pointer, format!("The image of {pointer} {fault}.")))?;
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let pixels = match picture {
            DynamicImage::ImageRgb8(opaque) => with_alpha(opaque.into_raw()),
            other => other.into_rgba8().into_raw(),
        };
        Rgba::new(width, height, Alpha::Straight, pixels)
            .map_err(|e| Failure::at(FailureCode::Internal, pointer, e.to_string()))
    }

    fn raster(&mut self, raster: RasterId) -> Result<Rgba, Failure> {
        let request = self.job.composition.rasters.get(raster.0 as usize);
        let pointer = request.map_or("timeline", |r| r.pointer.as_str());
        let path: Option<&PathBuf> = self.job.rasters.get(raster.0 as usize);
        path.and_then(|path| read_raster(path).ok()).ok_or_else(|| {
            Failure::at(FailureCode::Internal, pointer, format!("The drawing of {pointer} cannot be read."))
        })
    }
}

/// Red, green, blue with an alpha each, in place: large photos would otherwise be in memory twice.
fn with_alpha(mut bytes: Vec<u8>) -> Vec<u8> {
    let pixels = bytes.len() / 3;
    bytes.reserve_exact(pixels);
    bytes.resize(4 * pixels, 255);
    // From the end, so that nothing is overwritten before it has been moved.
    for i in (0..pixels).rev() {
        bytes.copy_within(3 * i..3 * i + 3, 4 * i);
        bytes[4 * i + 3] = 255;
    }
    bytes
}

/// A drawing: `RUSHRGBA`, width and height, premultiplied rows.
fn read_raster(path: &Path) -> std::io::Result<Rgba> {
    let mut file = std::fs::File::open(path)?;
    let mut head = [0; 16];
    file.read_exact(&mut head)?;
    let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]) as usize;
    if &head[..8] != b"RUSHRGBA" {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    let mut pixels = Vec::new();
    file.read_to_end(&mut pixels)?;
    Rgba::new(number(8), number(12), Alpha::Premultiplied, pixels).map_err(std::io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_to_open_is_given_up_and_named() {
        let (told, opening) = sync_channel::<Result<(), Fault>>(1);
        let opening = Begun { at: Instant::now(), told: opening };
        let fault = opening.finished(Duration::ZERO).unwrap_err();
        assert_eq!(fault, Fault::Slow(0));
        let failure = fault.of_source("timeline.tracks[0].clips[1].asset", "video");
        assert_eq!(failure.code, FailureCode::BadMedia);
        assert!(failure.message.contains("clips[1]") && failure.message.contains("opened within"), "{failure}");
        told.send(Ok(())).unwrap();
        assert_eq!(opening.finished(Duration::ZERO), Ok(()));
        drop(told);
        assert!(matches!(opening.finished(Duration::ZERO), Err(Fault::Other(_))));
    }

    #[test]
    fn opaque_pixels_get_their_alpha_in_place() {
        assert_eq!(with_alpha(vec![1, 2, 3, 4, 5, 6, 7, 8, 9]), [1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255]);
        assert!(with_alpha(Vec::new()).is_empty());
    }
}
