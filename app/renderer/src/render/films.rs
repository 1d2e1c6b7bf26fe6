//! Films and pictures for the compositor: opened a little ahead, closed at once.

use super::openings::{Opening, openings};
use super::source_path;
use crate::RenderJob;
use crate::compositor::{Alpha, Compositor, FrameRequest, Media, Planes, Rgba, VideoFacts};
use crate::decode::{Decoded, VideoReader};
use crate::probe::{probe, read_picture};
use crate::watch::Fault;
use domain::composition::{Content, Node, RasterId, SourceId};
use domain::{Failure, FailureCode};
use gstreamer as gst;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

/// Films are opened this many seconds before they are seen.
const AHEAD: f64 = 0.5;

/// A film's length is taken for certain up to so many seconds before its end: containers round.
const UNCERTAIN: f64 = 0.5;

/// What of a film every layer that shows it needs to know.
pub(super) fn film_facts(job: &RenderJob) -> Result<BTreeMap<SourceId, VideoFacts>, Failure> {
    let mut facts = BTreeMap::new();
    for node in &job.composition.nodes {
        let Node::Layer(layer) = node else { continue };
        let Content::Video { source, .. } = layer.content else { continue };
        if facts.contains_key(&source) {
            continue;
        }
        let (size, duration, has_alpha) = match job.facts.get(source.0 as usize) {
            Some(known) => (known.has_video.then_some((known.width, known.height)), known.duration, known.has_alpha),
            None => {
                let found = probe(source_path(job, source, &layer.pointer)?)
                    .map_err(|f| Failure::at(f.code, &*layer.pointer, format!("{}: {}", layer.pointer, f.message)))?;
                (found.width.zip(found.height).filter(|_| found.has_video), found.duration, found.has_alpha)
            }
        };
        let Some((width, height)) = size else {
            return Err(Fault::Lacks("video").of_source(&layer.pointer, "source"));
        };
        let certain = duration.filter(|d| *d > UNCERTAIN).map(|d| (0.0, d - UNCERTAIN));
        let shown = (f64::from(width), f64::from(height));
        let (width, height) = (width as usize, height as usize);
        facts.insert(source, VideoFacts { width, height, shown, has_alpha, certain });
    }
    Ok(facts)
}

enum Reader {
    Opening(JoinHandle<Result<VideoReader, Fault>>),
    Open(Box<VideoReader>),
}

/// Everything that the compositor asks for.
pub(super) struct Films<'a> {
    job: &'a RenderJob,
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
        Self { job, openings, next: 0, readers: BTreeMap::new(), ahead }
    }

    /// To be called before each frame: opens what is seen soon, closes what is not seen any more.
    pub(super) fn advance(&mut self, frame: u64) -> Result<(), Failure> {
        let seen = |key: &(usize, SourceId)| {
            self.openings.iter().any(|o| (o.layer, o.source) == *key && o.first <= frame + self.ahead && frame < o.end)
        };
        self.readers.retain(|key, _| seen(key));
        while let Some(opening) = self.openings.get(self.next).filter(|o| o.first <= frame + self.ahead) {
            let path = source_path(self.job, opening.source, self.pointer(opening.layer))?.to_owned();
            let time = opening.time;
            self.readers
                .entry((opening.layer, opening.source))
                .or_insert_with(|| Reader::Opening(std::thread::spawn(move || VideoReader::open(&path, time))));
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
        let key = (request.layer, request.source);
        let pointer = self.pointer(request.layer).to_owned();
        let failed = |fault: Fault| fault.of_source(&pointer, "video");
        let reader = match self.readers.remove(&key) {
            Some(Reader::Open(reader)) => reader,
            Some(Reader::Opening(thread)) => {
                let opened = thread.join().unwrap_or_else(|_| Err(Fault::Other("opening it crashed".to_owned())));
                Box::new(opened.map_err(failed)?)
            }
            None => {
                let path = source_path(self.job, request.source, &pointer)?;
                Box::new(VideoReader::open(path, request.time).map_err(failed)?)
            }
        };
        let reader = match self.readers.entry(key).or_insert(Reader::Open(reader)) {
            Reader::Open(reader) => reader,
            Reader::Opening(_) => return Err(failed(Fault::Stalled)),
        };
        reader.frame_at(request.time).map_err(failed)
    }

    fn pointer(&self, layer: usize) -> &'a str {
        match self.job.composition.nodes.get(layer) {
            Some(Node::Layer(layer)) => &layer.pointer,
            Some(Node::Group(group)) => &group.pointer,
            None => "timeline",
        }
    }

    fn pointer_of(&self, matches: impl Fn(&Content) -> bool) -> &'a str {
        let layers = self.job.composition.nodes.iter().filter_map(|node| match node {
            Node::Layer(layer) => Some(layer),
            Node::Group(_) => None,
        });
        layers.into_iter().find(|l| matches(&l.content)).map_or("timeline", |l| &l.pointer)
    }
}

impl Media for Films<'_> {
    fn frame(&mut self, request: FrameRequest) -> Result<Option<Planes<'_>>, Failure> {
        let pointer = self.pointer(request.layer);
        let frame = self.decoded(request)?;
        frame.map(Decoded::planes).transpose().map_err(|fault| fault.of_source(pointer, "video"))
    }

    fn image(&mut self, source: SourceId) -> Result<Rgba, Failure> {
        let pointer = self.pointer_of(|c| matches!(c, Content::Image { source: s, .. } if *s == source));
        let picture = read_picture(source_path(self.job, source, pointer)?)
            .map_err(|fault| Failure::at(FailureCode::BadMedia, pointer, format!("The image of {pointer} {fault}.")))?;
        let rgba = picture.into_rgba8();
        let (width, height) = (rgba.width() as usize, rgba.height() as usize);
        Rgba::new(width, height, Alpha::Straight, rgba.into_raw())
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
