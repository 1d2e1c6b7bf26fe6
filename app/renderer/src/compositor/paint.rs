//! Frames in, frame out.

use super::blend::Blender;
use super::color::plane_values;
use super::draw::Use;
use super::effects::Workshop;
use super::frame::{Layout, PlanesMut};
use super::geometry::{Region, axes};
use super::held::Held;
use super::media::{FrameRequest, Media, VideoFacts};
use super::pane::{Ground, Pane};
use super::picture::Picture;
use super::prepare::Prepared;
use super::resolver::{Resolver, SNAP, Shown};
use super::scale::{Scratch, Tables};
use super::schedule::{Need, schedule};
use super::slots::{Slots, slots};
use super::veil::Veil;
use super::watermark::watermark;
use domain::composition::{Composition, Content, Rect, SourceId};
use domain::{Failure, FailureCode};
use std::collections::BTreeMap;
use std::ops::Range;

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
    pub(super) resolver: Resolver,
    pub(super) videos: BTreeMap<SourceId, VideoFacts>,
    pub(super) target: Target,
    background: [u8; 3],
    watermark: Option<(Picture, usize, usize)>,
    /// Pictures, by the numbers of their places.
    pub(super) prepared: BTreeMap<usize, Prepared>,
    pub(super) tables: BTreeMap<(usize, Use), Tables>,
    /// The last frames of films that mattes have been left with.
    pub(super) held: BTreeMap<usize, Held>,
    pub(super) scratch: Scratch,
    /// Panes that nobody paints on now: never more than are needed at once.
    pub(super) panes: Vec<Pane>,
    pub(super) veil: Veil,
    pub(super) luma: Vec<u8>,
    pub(super) workshop: Workshop,
    pub(super) blender: Blender,
}

impl Compositor {
    /// For all frames of `composition` that are painted on such a target.
    pub fn new(composition: &Composition, videos: BTreeMap<SourceId, VideoFacts>, target: Target) -> Self {
        Self::sharing(slots(composition), composition, videos, target)
    }

    /// The same where the places of `composition` are known already.
    pub fn sharing(
        slots: Slots,
        composition: &Composition,
        videos: BTreeMap<SourceId, VideoFacts>,
        target: Target,
    ) -> Self {
        let ground = composition.canvas.background;
        Self {
            resolver: Resolver::sharing(slots, composition, &videos, target.width, target.height),
            videos,
            target,
            background: plane_values(target.layout, ground.r, ground.g, ground.b),
            watermark: target.watermark.then(|| watermark(target.layout, (target.width, target.height))),
            prepared: BTreeMap::new(),
            tables: BTreeMap::new(),
            held: BTreeMap::new(),
            scratch: Scratch::default(),
            panes: Vec::new(),
            veil: Veil::default(),
            luma: Vec::new(),
            workshop: Workshop::default(),
            blender: Blender::default(),
        }
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
        let Some(only) = shown.last() else { return Plan::Compose };
        let alone = only.covers || shown.len() == 1;
        match self.request(only) {
            Some(request) if alone && self.watermark.is_none() && self.is_whole_frame(only) => {
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
        self.prepared.retain(|slot, _| resolver.frames(*slot).contains(&frame));
        self.tables.retain(|(slot, _), _| resolver.frames(*slot).contains(&frame));
        self.held.retain(|slot, _| resolver.frames(*slot).contains(&frame));
        let shown = self.resolver.shown(frame);
        let mut ground = Ground { color: out.reborrow(), alpha: None, region: Region::all((width, height)) };
        self.draw_all(&shown, Some(self.background), media, &mut ground)?;
        if let Some((mark, x, y)) = &self.watermark {
            mark.put(&mut ground, *x, *y, 256);
        }
        Ok(())
    }

    /// The frame of a film that `shown` is, if it is one to which nothing is done.
    fn request(&self, shown: &Shown) -> Option<FrameRequest> {
        let untouched = shown.is_plain() && self.resolver.effects(shown.slot).is_empty();
        match self.resolver.content(shown.slot) {
            Some(Content::Video { source, .. }) if untouched => {
                Some(FrameRequest { slot: shown.slot, source: *source, time: shown.source_time? })
            }
            _ => None,
        }
    }

    /// Whether a layer's film, as stored, fills the target pixel by pixel.
    fn is_whole_frame(&self, shown: &Shown) -> bool {
        let Some(Content::Video { source, crop, .. }) = self.resolver.content(shown.slot) else { return false };
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
pub(super) fn in_stored_pixels(crop: Rect, shown: (f64, f64), stored: (usize, usize)) -> Rect {
    let (x, y) = (stored.0 as f64 / shown.0, stored.1 as f64 / shown.1);
    Rect { x: crop.x * x, y: crop.y * y, width: crop.width * x, height: crop.height * y }
}
