//! Frames in, frame out.

use super::affine::paint_turned;
use super::check::check;
use super::color::{plane_values, to_rgb_frame};
use super::frame::{Frame, Layout, PlaneView, Planes, PlanesMut};
use super::geometry::{axes, sides};
use super::media::{FrameRequest, Media, VideoFacts};
use super::picture::Picture;
use super::prepare::{LARGEST, Prepared, prepare};
use super::resolver::{Resolver, SNAP, Shown};
use super::rgba::Rgba;
use super::scale::{Scratch, Source, Tables, paint};
use super::schedule::{Need, schedule};
use super::watermark::watermark;
use domain::composition::{Composition, Content, Matrix3, Rect, SourceId};
use domain::{Failure, FailureCode};
use std::collections::BTreeMap;
use std::ops::Range;

/// By how much a turned film may be shrunk before it is shrunk apart.
const SHRINKS: f64 = 1.5;

/// What is painted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Pixels. The canvas is stretched to the target: this is how a smaller file of the same edit is made.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// [`Layout::I420`] for films, [`Layout::Rgb`] for stills and GIFs.
    pub layout: Layout,
    /// Whether the sandbox's mark is drawn on top.
    pub watermark: bool,
}

/// How a frame comes about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plan {
    /// The frame is this frame of a film as it is: hand the buffer on uncopied. Should the film have no frame there,
    /// compose.
    PassThrough(FrameRequest),
    /// Call [`Compositor::compose`].
    Compose,
}

/// Paints the frames of one composition. Equal calls give equal bytes.
#[derive(Debug)]
pub struct Compositor {
    resolver: Resolver,
    videos: BTreeMap<SourceId, VideoFacts>,
    target: Target,
    background: [u8; 3],
    watermark: Option<(Picture, usize, usize)>,
    prepared: BTreeMap<usize, Prepared>,
    tables: BTreeMap<usize, Tables>,
    scratch: Scratch,
}

impl Compositor {
    /// Refuses, as [`check`] does, what cannot be drawn.
    pub fn new(
        composition: &Composition,
        videos: BTreeMap<SourceId, VideoFacts>,
        target: Target,
    ) -> Result<Self, Failure> {
        check(composition)?;
        let ground = composition.canvas.background;
        Ok(Self {
            resolver: Resolver::new(composition, &videos, target.width, target.height),
            videos,
            target,
            background: plane_values(target.layout, ground.r, ground.g, ground.b),
            watermark: target.watermark.then(|| watermark(target.layout, (target.width, target.height))),
            prepared: BTreeMap::new(),
            tables: BTreeMap::new(),
            scratch: Scratch::default(),
        })
    }

    /// Which layers show when.
    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// When which film is needed.
    pub fn schedule(&self, frames: Range<u64>) -> Vec<Need> {
        schedule(&self.resolver, frames)
    }

    /// Whether frame `frame` is a frame of a film as it is.
    pub fn plan(&self, frame: u64) -> Plan {
        let shown = self.resolver.shown(frame);
        let [.., only] = shown[Resolver::first_needed(&shown)..] else { return Plan::Compose };
        let alone = only.covers || shown.len() == 1;
        match self.request(&only) {
            Some(request) if alone && self.watermark.is_none() && self.is_whole_frame(&only) => {
                Plan::PassThrough(request)
            }
            _ => Plan::Compose,
        }
    }

    /// Paints frame `frame` on `out`, which must be as the target says.
    ///
    /// Pictures are asked for when they first show, and dropped when their layer has ended.
    pub fn compose(&mut self, frame: u64, media: &mut dyn Media, out: &mut PlanesMut<'_>) -> Result<(), Failure> {
        let Target { width, height, layout, .. } = self.target;
        if (out.width(), out.height(), out.layout()) != (width, height, layout) {
            return Err(Failure::new(FailureCode::Internal, "The frame to paint on has another size than agreed."));
        }
        let resolver = &self.resolver;
        self.prepared.retain(|layer, _| resolver.frames(*layer).contains(&frame));
        self.tables.retain(|layer, _| resolver.frames(*layer).contains(&frame));
        let mut shown = self.resolver.shown(frame);
        'again: loop {
            let from = Resolver::first_needed(&shown);
            let covered = shown.get(from).is_some_and(|base| base.covers);
            if !covered {
                out.fill(self.background);
            }
            for (i, layer) in shown.iter_mut().enumerate().skip(from) {
                let drawn = self.draw(layer, media, out)?;
                if !drawn && covered && i == from {
                    // The film that should have hidden the rest has ended.
                    layer.covers = false;
                    continue 'again;
                }
            }
            break;
        }
        if let Some((mark, x, y)) = &self.watermark {
            mark.put(out, *x, *y, 256);
        }
        Ok(())
    }

    /// Draws one layer; `false` when its film has no frame there.
    fn draw(&mut self, shown: &Shown, media: &mut dyn Media, out: &mut PlanesMut<'_>) -> Result<bool, Failure> {
        let Some(layer) = self.resolver.layer(shown.layer) else { return Ok(false) };
        let opacity = (shown.opacity * 256.0).round() as u16;
        if let Content::Video { source, crop, .. } = &layer.content {
            let Some(request) = self.request(shown) else { return Ok(false) };
            let Some(frame) = media.frame(request)? else { return Ok(false) };
            let crop = match self.videos.get(source) {
                Some(facts) => in_stored_pixels(*crop, facts.shown, (frame.width(), frame.height())),
                None => *crop,
            };
            if self.target.layout == Layout::Rgb {
                let converted = to_rgb_frame(&frame);
                // All three planes have the size of the first.
                let alpha = frame.alpha(0).map(|alpha| [(alpha.data, alpha.stride); 2]);
                let planes = converted.planes();
                let planes = alpha.and_then(|alpha| planes.with_alpha(alpha).ok()).unwrap_or(planes);
                self.draw_source(shown, &Film(planes), crop, (frame.width(), frame.height()), opacity, out);
            } else {
                self.draw_source(shown, &Film(frame), crop, (frame.width(), frame.height()), opacity, out);
            }
            return Ok(true);
        }
        let prepared = match self.prepared.remove(&shown.layer) {
            Some(prepared) => prepared,
            None => {
                let size = (self.target.width, self.target.height);
                let (picture, crop) = load(&layer.content, media)?;
                prepare(&self.resolver, shown, &picture, crop, self.target.layout, size)
            }
        };
        match &prepared {
            Prepared::Still { picture, x, y } => picture.put(out, *x, *y, opacity),
            Prepared::Moving { picture, part } => {
                let (width, height) = (picture.width(), picture.height());
                let crop = Rect { x: 0.0, y: 0.0, width: width as f64, height: height as f64 };
                let shown = Shown { matrix: shown.matrix.after(*part), ..*shown };
                self.draw_source(&shown, picture, crop, (width, height), opacity, out);
            }
        }
        self.prepared.insert(shown.layer, prepared);
        Ok(true)
    }

    fn draw_source(
        &mut self,
        shown: &Shown,
        source: &dyn Source,
        crop: Rect,
        size: (usize, usize),
        opacity: u16,
        out: &mut PlanesMut<'_>,
    ) {
        let Target { width, height, layout, .. } = self.target;
        if !shown.matrix.is_axis_aligned() {
            let (across, down) = sides(shown.matrix);
            let shrinks = crop.width > SHRINKS * across || crop.height > SHRINKS * down;
            if source.alpha(0).is_none() && shrinks {
                // Interpolation between neighbours would skip samples: shrink first, turn then.
                let fitting = |side: f64, cropped: f64| side.min(cropped).clamp(1.0, LARGEST).ceil() as usize;
                let small = (fitting(across, crop.width), fitting(down, crop.height));
                let whole = Rect { x: 0.0, y: 0.0, width: small.0 as f64, height: small.1 as f64 };
                let (x, y) = axes(Matrix3::scaling(whole.width, whole.height), crop, size, small);
                let mut frame = Frame::new(layout, small.0, small.1);
                paint(&mut frame.planes_mut(), source, &Tables::new(x, y, layout), 256, &mut self.scratch);
                let film = Film(frame.planes());
                paint_turned(out, &film, shown.matrix, whole, small, opacity, &mut self.scratch);
                return;
            }
            paint_turned(out, source, shown.matrix, crop, size, opacity, &mut self.scratch);
            return;
        }
        let (x, y) = axes(shown.matrix, crop, size, (width, height));
        let cached = self.tables.remove(&shown.layer).filter(|tables| tables.fit(x, y, layout));
        let tables = cached.unwrap_or_else(|| Tables::new(x, y, layout));
        paint(out, source, &tables, opacity, &mut self.scratch);
        self.tables.insert(shown.layer, tables);
    }

    fn request(&self, shown: &Shown) -> Option<FrameRequest> {
        match &self.resolver.layer(shown.layer)?.content {
            Content::Video { source, .. } => {
                Some(FrameRequest { layer: shown.layer, source: *source, time: shown.source_time? })
            }
            _ => None,
        }
    }

    /// Whether a layer's film, as stored, fills the target pixel by pixel.
    fn is_whole_frame(&self, shown: &Shown) -> bool {
        let Some(Content::Video { source, crop, .. }) = self.resolver.layer(shown.layer).map(|l| &l.content) else {
            return false;
        };
        let Some(facts) = self.videos.get(source) else { return false };
        let Target { width, height, layout, .. } = self.target;
        let crop = in_stored_pixels(*crop, facts.shown, (facts.width, facts.height));
        let (x, y) = axes(shown.matrix, crop, (facts.width, facts.height), (width, height));
        let whole = |pair: (f64, f64), size: usize| pair.0.abs() <= SNAP && (pair.1 - size as f64).abs() <= SNAP;
        layout == Layout::I420
            && !facts.has_alpha
            && shown.opacity == 1.0
            && shown.matrix.is_axis_aligned()
            && (facts.width, facts.height) == (width, height)
            && whole(x.target, width)
            && whole(x.source, width)
            && whole(y.target, height)
            && whole(y.source, height)
    }
}

/// A crop rectangle of square pixels in those of the frames.
fn in_stored_pixels(crop: Rect, shown: (f64, f64), stored: (usize, usize)) -> Rect {
    let (x, y) = (stored.0 as f64 / shown.0, stored.1 as f64 / shown.1);
    Rect { x: crop.x * x, y: crop.y * y, width: crop.width * x, height: crop.height * y }
}

fn load(content: &Content, media: &mut dyn Media) -> Result<(Rgba, Rect), Failure> {
    match content {
        Content::Image { source, crop } => Ok((media.image(*source)?, *crop)),
        Content::Raster { raster, crop } => Ok((media.raster(*raster)?, *crop)),
        Content::Solid { color } => Ok((Rgba::dot(*color), Rect { x: 0.0, y: 0.0, width: 1.0, height: 1.0 })),
        Content::Video { .. } => Err(Failure::new(FailureCode::Internal, "A film was taken for a picture.")),
    }
}

/// A decoded frame as something to paint.
struct Film<'a>(Planes<'a>);

impl Source for Film<'_> {
    fn color(&self, plane: usize) -> PlaneView<'_> {
        self.0.plane(plane)
    }

    fn alpha(&self, plane: usize) -> Option<PlaneView<'_>> {
        self.0.alpha(plane)
    }
}
