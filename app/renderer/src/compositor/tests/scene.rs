//! Small compositions and media for tests.

use crate::compositor::{Alpha, Compositor, Frame, FrameRequest, Layout, Media, Planes, Rgba, Target, VideoFacts};
use domain::composition::{
    BlendMode, Canvas, Color, Composition, Content, Group, Layer, Node, Placement, RasterId, Rational, Rect, SourceId,
    Span, TimeMap,
};
use domain::{Failure, FailureCode};
use std::collections::BTreeMap;

pub const WHITE: Color = Color { r: 255, g: 255, b: 255, a: 255 };

pub fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

/// Ten seconds at ten frames a second on black.
pub fn composition(width: u32, height: u32, layers: Vec<Layer>) -> Composition {
    Composition {
        canvas: Canvas { width, height, fps: Rational::new(10, 1), background: Color::BLACK },
        duration: 10.0,
        nodes: layers.into_iter().map(Node::Layer).collect(),
        audio: Vec::new(),
        rasters: Vec::new(),
    }
}

/// A layer over all ten seconds.
pub fn layer(content: Content, place: Rect) -> Layer {
    Layer {
        pointer: "timeline.tracks[0].clips[0]".into(),
        span: Span { start: 0.0, end: 10.0 },
        content,
        placement: Placement::still(place),
        opacities: Vec::new(),
        effects: Vec::new(),
        blend: BlendMode::Normal,
        masks: Vec::new(),
    }
}

/// A group over all ten seconds, of the size of its box.
pub fn group(nodes: Vec<Node>, place: Rect) -> Group {
    Group {
        pointer: "timeline.tracks[0].clips[0]".into(),
        span: Span { start: 0.0, end: 10.0 },
        nodes,
        placement: Placement::still(place),
        opacities: Vec::new(),
        effects: Vec::new(),
        blend: BlendMode::Normal,
        masks: Vec::new(),
    }
}

/// Like [`composition`], of any nodes.
pub fn scene(width: u32, height: u32, nodes: Vec<Node>) -> Composition {
    Composition { nodes, ..composition(width, height, Vec::new()) }
}

pub fn solid(color: Color, place: Rect) -> Layer {
    layer(Content::Solid { color }, place)
}

pub fn video(source: u32, crop: Rect, place: Rect) -> Layer {
    layer(Content::Video { source: SourceId(source), crop, time: TimeMap::IDENTITY }, place)
}

pub fn image(source: u32, crop: Rect, place: Rect) -> Layer {
    layer(Content::Image { source: SourceId(source), crop }, place)
}

/// Films (one frame each, shown for as long as told) and pictures, and a record of what was asked for.
#[derive(Default)]
pub struct Shelf {
    pub films: BTreeMap<SourceId, (Frame, f64)>,
    pub pictures: BTreeMap<SourceId, Rgba>,
    pub asked: Vec<usize>,
    pub loaded: Vec<SourceId>,
}

impl Shelf {
    pub fn film(mut self, source: u32, frame: Frame) -> Self {
        self.films.insert(SourceId(source), (frame, 1e9));
        self
    }

    pub fn picture(
        mut self,
        source: u32,
        width: usize,
        height: usize,
        pixel: impl Fn(usize, usize) -> [u8; 4],
    ) -> Self {
        let pixels = (0..width * height).flat_map(|i| pixel(i % width, i / width)).collect();
        self.pictures.insert(SourceId(source), Rgba::new(width, height, Alpha::Straight, pixels).unwrap());
        self
    }

    /// What is known of the films: their size, and that they last as long as they do.
    pub fn facts(&self) -> BTreeMap<SourceId, VideoFacts> {
        let fact = |frame: &Frame, end: f64| VideoFacts {
            has_alpha: false,
            width: frame.width(),
            height: frame.height(),
            shown: (frame.width() as f64, frame.height() as f64),
            certain: Some((0.0, end)),
        };
        self.films.iter().map(|(id, (frame, end))| (*id, fact(frame, *end))).collect()
    }

    /// Frame `index` of a composition, and the compositor.
    pub fn compose(&mut self, composition: &Composition, layout: Layout, index: u64) -> Frame {
        let target = Target {
            width: composition.canvas.width as usize,
            height: composition.canvas.height as usize,
            layout,
            watermark: false,
        };
        let mut compositor = Compositor::new(composition, self.facts(), target);
        let mut frame = Frame::new(layout, target.width, target.height);
        compositor.compose(index, self, &mut frame.planes_mut()).unwrap();
        frame
    }
}

impl Media for Shelf {
    fn frame(&mut self, request: FrameRequest) -> Result<Option<Planes<'_>>, Failure> {
        self.asked.push(request.slot);
        let film = self.films.get(&request.source);
        Ok(film.filter(|(_, end)| (0.0..*end).contains(&request.time)).map(|(frame, _)| frame.planes()))
    }

    fn image(&mut self, source: SourceId) -> Result<Rgba, Failure> {
        self.loaded.push(source);
        self.pictures.get(&source).cloned().ok_or_else(|| Failure::new(FailureCode::BadMedia, "no such picture"))
    }

    fn raster(&mut self, _raster: RasterId) -> Result<Rgba, Failure> {
        Err(Failure::new(FailureCode::Internal, "no drawings here"))
    }
}

/// Red, green and blue of a pixel.
pub fn pixel(frame: &Frame, x: usize, y: usize) -> [u8; 3] {
    let at = (y * frame.width() + x) * 3;
    let bytes = crate::compositor::to_rgb_bytes(&frame.planes());
    [bytes[at], bytes[at + 1], bytes[at + 2]]
}

/// Holds a pixel to what it should be, give or take.
#[track_caller]
pub fn near(frame: &Frame, (x, y): (usize, usize), expected: [f64; 3], tolerance: f64) {
    let found = pixel(frame, x, y);
    let close = found.iter().zip(expected).all(|(found, wanted)| (f64::from(*found) - wanted).abs() <= tolerance);
    assert!(close, "({x}, {y}): {found:?} instead of {expected:?}");
}

/// A film of one colour.
pub fn plain_film(width: usize, height: usize, color: Color) -> Frame {
    let mut frame = Frame::new(Layout::I420, width, height);
    let values = crate::compositor::color::plane_values(Layout::I420, color.r, color.g, color.b);
    frame.planes_mut().fill(values);
    frame
}

/// A frame whose planes are functions of the place.
pub fn painted(width: usize, height: usize, value: impl Fn(usize, usize, usize) -> u8) -> Frame {
    let mut frame = Frame::new(Layout::I420, width, height);
    for plane in 0..3 {
        let (columns, rows) = Layout::I420.plane_size(plane, width, height);
        for (i, sample) in frame.plane_mut(plane).iter_mut().enumerate().take(columns * rows) {
            *sample = value(plane, i % columns, i / columns);
        }
    }
    frame
}
