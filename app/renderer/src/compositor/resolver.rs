//! Which layers show in which frame, and how. Pure: no pixel is touched.

use super::media::VideoFacts;
use domain::composition::{Composition, Content, Layer, Matrix3, Node, Point, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Edges this close to a whole pixel lie on it: nobody sees the difference, and the cheap ways become possible.
pub(crate) const SNAP: f64 = 1.0 / 256.0;

/// Times of spans are sums and differences of decimal numbers; a millionth of a frame is taken for zero.
const TIME_TOLERANCE: f64 = 1e-6;

/// What is opaque to this much is opaque: less than half a step of 8 bits.
const OPAQUE: f64 = 1.0 - 1.0 / 1024.0;

/// One layer in one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    /// Index into the composition's nodes.
    pub layer: usize,
    /// Takes the unit square of the layer's content to pixels of the target.
    pub matrix: Matrix3,
    /// From just above 0 to 1.
    pub opacity: f64,
    /// Source time in seconds, for films.
    pub source_time: Option<f64>,
    /// Whether it certainly hides everything beneath.
    pub covers: bool,
}

/// Answers which layers show in a frame.
#[derive(Clone, Debug)]
pub struct Resolver {
    composition: Composition,
    frames: Vec<Range<u64>>,
    videos: BTreeMap<domain::composition::SourceId, VideoFacts>,
    view: Matrix3,
    width: f64,
    height: f64,
}

impl Resolver {
    /// For a target of `width` by `height` pixels, onto which the canvas is stretched.
    pub fn new(
        composition: &Composition,
        videos: &BTreeMap<domain::composition::SourceId, VideoFacts>,
        width: usize,
        height: usize,
    ) -> Self {
        let canvas = &composition.canvas;
        let (width, height) = (width as f64, height as f64);
        let frames = composition.nodes.iter().map(|node| frames_of(composition, span_of(node))).collect();
        Self {
            composition: composition.clone(),
            frames,
            videos: videos.clone(),
            view: Matrix3::scaling(width / f64::from(canvas.width), height / f64::from(canvas.height)),
            width,
            height,
        }
    }

    /// The composition that is resolved.
    pub fn composition(&self) -> &Composition {
        &self.composition
    }

    /// Layer number `index`, if that node is one.
    pub fn layer(&self, index: usize) -> Option<&Layer> {
        match self.composition.nodes.get(index)? {
            Node::Layer(layer) => Some(layer),
            Node::Group(_) => None,
        }
    }

    /// The frames in which the time of layer `index` runs, visible or not.
    pub fn frames(&self, index: usize) -> Range<u64> {
        self.frames.get(index).cloned().unwrap_or(0..0)
    }

    /// All layers that paint something in frame `frame`, in paint order, hidden ones included.
    pub fn shown(&self, frame: u64) -> Vec<Shown> {
        let time = self.composition.canvas.fps.time_of_frame(frame);
        let running = self.frames.iter().enumerate().filter(|(_, frames)| frames.contains(&frame));
        running.filter_map(|(index, _)| self.show(index, time)).collect()
    }

    /// Where painting may begin: the place in `shown` of the topmost layer that covers everything, else 0.
    pub fn first_needed(shown: &[Shown]) -> usize {
        shown.iter().rposition(|s| s.covers).unwrap_or(0)
    }

    /// Layer `index` in frame `frame`, unless it paints nothing there.
    pub fn shown_layer(&self, index: usize, frame: u64) -> Option<Shown> {
        let time = self.composition.canvas.fps.time_of_frame(frame);
        self.frames(index).contains(&frame).then(|| self.show(index, time))?
    }

    fn is_filled_by(&self, matrix: Matrix3) -> bool {
        let fills = |low: Point, high: Point| {
            low.x <= SNAP && low.y <= SNAP && high.x >= self.width - SNAP && high.y >= self.height - SNAP
        };
        matrix.is_axis_aligned() && bounds(matrix).is_some_and(|(low, high)| fills(low, high))
    }

    fn show(&self, index: usize, time: f64) -> Option<Shown> {
        let layer = self.layer(index)?;
        let local = (time - layer.span.start).max(0.0);
        let opacity: f64 = layer.opacities.iter().map(|k| k.at(local).clamp(0.0, 1.0)).product();
        if opacity.is_nan() || opacity <= 1.0 - OPAQUE {
            return None;
        }
        let matrix = self.view.after(layer.placement.matrix_at(local));
        let (low, high) = bounds(matrix)?;
        if high.x <= 0.0 || high.y <= 0.0 || low.x >= self.width || low.y >= self.height {
            return None;
        }
        let (source_time, solid) = match &layer.content {
            Content::Video { source, time, .. } => {
                let at = time.source_time(local);
                let certain = self.videos.get(source).filter(|v| !v.has_alpha).and_then(|v| v.certain);
                (Some(at), certain.is_some_and(|(from, to)| from <= at && at < to))
            }
            Content::Solid { color } if color.a == 0 => return None,
            Content::Solid { color } => (None, color.a == 255),
            Content::Image { .. } | Content::Raster { .. } => (None, false),
        };
        let covers = solid && opacity >= OPAQUE && self.is_filled_by(matrix);
        let opacity = if opacity >= OPAQUE { 1.0 } else { opacity };
        Some(Shown { layer: index, matrix, opacity, source_time, covers })
    }
}

fn span_of(node: &Node) -> Span {
    match node {
        Node::Layer(layer) => layer.span,
        Node::Group(group) => group.span,
    }
}

/// The frames whose times lie in `span`.
fn frames_of(composition: &Composition, span: Span) -> Range<u64> {
    let count = composition.frame_count();
    let first_at = |time: f64| {
        let exact = time * composition.canvas.fps.as_f64();
        // A negative or absurd time saturates.
        ((exact - TIME_TOLERANCE).ceil().max(0.0) as u64).min(count)
    };
    first_at(span.start)..first_at(span.end)
}

/// The corners of the box around the image of the unit square. `None` when it has no area or no finite place.
pub(crate) fn bounds(matrix: Matrix3) -> Option<(Point, Point)> {
    let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| matrix.apply(Point { x, y }));
    if !corners.iter().all(|c| c.x.is_finite() && c.y.is_finite()) {
        return None;
    }
    let low = corners.iter().fold(corners[0], |m, c| Point { x: m.x.min(c.x), y: m.y.min(c.y) });
    let high = corners.iter().fold(corners[0], |m, c| Point { x: m.x.max(c.x), y: m.y.max(c.y) });
    (high.x > low.x && high.y > low.y).then_some((low, high))
}
