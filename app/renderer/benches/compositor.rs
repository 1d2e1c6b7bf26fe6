//! Milliseconds a frame of the compositor's ways, on made-up frames.
//!
//! `cargo bench --profile dev -p rushes-renderer --bench compositor`

// It is run by hand, and its output is a table.
#![allow(clippy::print_stdout)]

use domain::composition::{
    BlendMode, Canvas, Color, Composition, Content, Easing, Effect, Extent, Group, Keyframes, Layer, LumaPolarity,
    Mask, Matrix3, Node, Placement, RasterId, Rational, Rect, SourceId, Span, TimeMap,
};
use domain::{Failure, FailureCode};
use renderer::compositor::{Alpha, Compositor, Frame, FrameRequest, Layout, Media, Planes, Rgba, Target, VideoFacts};
use std::collections::BTreeMap;

const FRAMES: u64 = 50;

/// A small picture; all others are large.
const LETTER: SourceId = SourceId(8);

/// Milliseconds that this thread has run on a processor: what others do on the machine does not count.
fn run_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e6
}

struct Films {
    frames: BTreeMap<SourceId, Frame>,
    pictures: BTreeMap<SourceId, Rgba>,
}

impl Media for Films {
    fn frame(&mut self, request: FrameRequest) -> Result<Option<Planes<'_>>, Failure> {
        Ok(self.frames.get(&request.source).map(Frame::planes))
    }

    fn image(&mut self, source: SourceId) -> Result<Rgba, Failure> {
        if source == LETTER {
            return picture(36, 50, |i| if i % 7 < 3 { 255 } else { 128 });
        }
        self.pictures.remove(&source).ok_or_else(|| Failure::new(FailureCode::Internal, "no such picture here"))
    }

    fn raster(&mut self, _raster: RasterId) -> Result<Rgba, Failure> {
        Err(Failure::new(FailureCode::Internal, "no drawings here"))
    }
}

fn picture(width: usize, height: usize, alpha: impl Fn(usize) -> u8) -> Result<Rgba, Failure> {
    let pixel = |i: usize| [(i % 251) as u8, (i % 127) as u8, (i % 83) as u8, alpha(i)];
    Rgba::new(width, height, Alpha::Straight, (0..width * height).flat_map(pixel).collect())
        .map_err(|e| Failure::new(FailureCode::BadMedia, e.to_string()))
}

fn noise(width: usize, height: usize) -> Frame {
    let mut frame = Frame::new(Layout::I420, width, height);
    let mut state = 1u32;
    for plane in 0..3 {
        for sample in frame.plane_mut(plane) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *sample = (state >> 24) as u8;
        }
    }
    frame
}

fn layer(content: Content, place: Rect) -> Layer {
    Layer {
        pointer: "bench".into(),
        span: Span { start: 0.0, end: 1000.0 },
        content,
        placement: Placement::still(place),
        opacities: Vec::new(),
        effects: Vec::new(),
        blend: BlendMode::Normal,
        masks: Vec::new(),
    }
}

fn film(source: u32, width: f64, height: f64, place: Rect) -> Layer {
    let crop = Rect { x: 0.0, y: 0.0, width, height };
    layer(Content::Video { source: SourceId(source), crop, time: TimeMap::IDENTITY }, place)
}

fn run(name: &str, layout: Layout, layers: Vec<Layer>) -> Result<(), Failure> {
    run_nodes(name, layout, layers.into_iter().map(Node::Layer).collect())
}

fn run_nodes(name: &str, layout: Layout, nodes: Vec<Node>) -> Result<(), Failure> {
    let composition = Composition {
        canvas: Canvas { width: 1280, height: 720, fps: Rational::new(25, 1), background: Color::BLACK },
        duration: 1000.0,
        nodes,
        audio: Vec::new(),
        rasters: Vec::new(),
    };
    let mut films = Films {
        frames: BTreeMap::from([(SourceId(0), noise(1280, 720)), (SourceId(1), noise(1920, 1080))]),
        pictures: BTreeMap::from([
            (SourceId(9), picture(2000, 1500, |i| if i % 7 < 3 { 255 } else { 128 })?),
            (SourceId(10), picture(4000, 3000, |_| 255)?),
        ]),
    };
    let facts = |frame: &Frame| VideoFacts {
        has_alpha: false,
        width: frame.width(),
        height: frame.height(),
        shown: (frame.width() as f64, frame.height() as f64),
        certain: Some((0.0, 1e9)),
    };
    let facts = films.frames.iter().map(|(id, frame)| (*id, facts(frame))).collect();
    let target = Target { width: 1280, height: 720, layout, watermark: false };
    let mut compositor = Compositor::new(&composition, facts, target);
    let mut out = Frame::new(layout, 1280, 720);
    let began = run_time();
    compositor.compose(0, &mut films, &mut out.planes_mut())?;
    let first = run_time() - began;
    let mut best = f64::MAX;
    for round in 0..5 {
        let began = run_time();
        for frame in 0..FRAMES {
            compositor.compose(round * FRAMES + frame, &mut films, &mut out.planes_mut())?;
        }
        best = best.min((run_time() - began) / FRAMES as f64);
    }
    println!("{name:<44} {best:7.3} ms a frame, first {first:7.1} ms");
    Ok(())
}

/// A text whose letters come in one by one.
fn letters(full: Rect) -> Result<(), Failure> {
    let letter = |i: u32| {
        let place = Rect { x: f64::from(i % 25) * 40.0, y: f64::from(i / 25) * 60.0, width: 36.0, height: 50.0 };
        let crop = Rect { x: 0.0, y: 0.0, width: 36.0, height: 50.0 };
        let mut layer = layer(Content::Image { source: LETTER, crop }, place);
        let point = |y: f64| domain::composition::Point { x: place.x, y };
        let path = ((0.0, point(place.y + 20.0)), (500.0, point(place.y)));
        layer.placement.positions = vec![Keyframes::ramp(path.0, path.1, Easing::Linear)];
        Node::Layer(layer)
    };
    let mut text = Group {
        pointer: "bench".into(),
        span: Span { start: 0.0, end: 1000.0 },
        nodes: (0..100).map(letter).collect(),
        placement: Placement::still(Rect { x: 100.0, y: 200.0, width: 1080.0, height: 300.0 }),
        opacities: Vec::new(),
        effects: Vec::new(),
        blend: BlendMode::Normal,
        masks: Vec::new(),
    };
    let film = || Node::Layer(film(0, 1280.0, 720.0, full));
    run_nodes("a hundred moving letters over 720p", Layout::I420, vec![film(), Node::Group(text.clone())])?;
    text.opacities = vec![Keyframes::ramp((0.0, 0.1), (500.0, 0.9), Easing::Linear)];
    run_nodes("the same as they fade", Layout::I420, vec![film(), Node::Group(text)])
}

fn main() -> Result<(), Failure> {
    let full = Rect { x: 0.0, y: 0.0, width: 1280.0, height: 720.0 };
    let image = |place: Rect| {
        let crop = Rect { x: 0.0, y: 0.0, width: 2000.0, height: 1500.0 };
        layer(Content::Image { source: SourceId(9), crop }, place)
    };
    let small = || film(0, 1280.0, 720.0, full);
    let large = || film(1, 1920.0, 1080.0, full);
    run("copy 720p", Layout::I420, vec![small()])?;
    run("scale 1080p to 720p", Layout::I420, vec![large()])?;
    let corner = Rect { x: 60.5, y: 40.5, width: 400.0, height: 225.0 };
    run("scale 1080p to 400x225, over 720p", Layout::I420, vec![small(), film(1, 1920.0, 1080.0, corner)])?;
    let mut fading = small();
    fading.opacities = vec![Keyframes::ramp((0.0, 0.1), (500.0, 0.9), Easing::Linear)];
    run("crossfade of two 720p", Layout::I420, vec![small(), fading])?;
    let card = Rect { x: 201.0, y: 501.0, width: 800.0, height: 160.0 };
    run("copy 720p and a still 800x160 overlay", Layout::I420, vec![small(), image(card)])?;
    let mut sliding = image(card);
    let points = [(0.0, -100.0), (500.0, 400.0)].map(|(t, x)| (t, domain::composition::Point { x, y: 501.0 }));
    sliding.placement.positions = vec![Keyframes::ramp(points[0], points[1], Easing::Linear)];
    run("copy 720p and a sliding 800x160 overlay", Layout::I420, vec![small(), sliding])?;
    let zoomed = |mut layer: Layer| {
        layer.placement.anchor = domain::composition::Point { x: 0.5, y: 0.5 };
        layer.placement.positions = vec![Keyframes::constant(domain::composition::Point { x: 640.0, y: 360.0 })];
        layer.placement.scales = vec![Keyframes::ramp((0.0, 1.0), (100.0, 1.2), Easing::Linear)];
        layer
    };
    run("zoom of a translucent picture over all", Layout::I420, vec![zoomed(image(full))])?;
    let photo = Content::Image { source: SourceId(10), crop: Rect { x: 0.0, y: 375.0, width: 4000.0, height: 2250.0 } };
    run("zoom of an opaque 12-megapixel picture", Layout::I420, vec![zoomed(layer(photo, full))])?;
    run("zoom of a 720p film", Layout::I420, vec![zoomed(small())])?;
    let mut turning = small();
    turning.placement.rotations = vec![Keyframes::ramp((0.0, 0.0), (10.0, 360.0), Easing::Linear)];
    run("turn of a 720p film", Layout::I420, vec![turning])?;
    run("scale 1080p to 720p in RGB", Layout::Rgb, vec![large()])?;
    changes(full)?;
    panes(full)
}

/// Effects on a film of the canvas's size.
fn changes(full: Rect) -> Result<(), Failure> {
    let small = || film(0, 1280.0, 720.0, full);
    let key = Effect::ChromaKey { color: Color { r: 0, g: 200, b: 0, a: 255 }, threshold: 80.0, halo: 60.0 };
    let linear = |slope, offset| Effect::Linear { slope, offset };
    let cases: [(&str, &[Effect]); 8] = [
        ("greyscale", &[Effect::Saturation { amount: 0.0 }]),
        ("inverse", &[Effect::Invert]),
        ("muted: weak colours, weak contrast", &[Effect::Saturation { amount: 0.6 }, linear(0.9, 0.05)]),
        ("contrast", &[linear(1.3, -0.15)]),
        ("boost: contrast and rich colours", &[linear(1.2, -0.1), Effect::Saturation { amount: 1.4 }]),
        ("chroma key", &[key]),
        ("blur by 2 pixels", &[Effect::Blur { sigma: 2.0 }]),
        ("blur by 7 pixels", &[Effect::Blur { sigma: 7.0 }]),
    ];
    for (name, effects) in cases {
        let layer = || Layer { effects: effects.to_vec(), ..small() };
        run(&format!("{name}, 720p"), Layout::I420, vec![layer()])?;
    }
    let layer = Layer { effects: vec![linear(1.3, -0.15)], ..film(1, 1920.0, 1080.0, full) };
    run("contrast, 1080p to 720p", Layout::I420, vec![layer])
}

/// What needs a picture of its own.
fn panes(full: Rect) -> Result<(), Failure> {
    let small = || film(0, 1280.0, 720.0, full);
    let masked = |mask| Layer { masks: vec![mask], ..small() };
    let edge = Keyframes::ramp((0.0, 0.1), (500.0, 0.9), Easing::Linear);
    let wipe = Mask::Wipe { across: Extent::Canvas, angle: 0.0, edge, softness: 0.8 };
    run("soft wipe between two 720p", Layout::I420, vec![small(), masked(wipe)])?;
    let content = film(1, 1920.0, 1080.0, full).content;
    let luma = Mask::Luma { span: Span { start: 0.0, end: 1000.0 }, content, polarity: LumaPolarity::BlackHides };
    run("1080p matte between two 720p", Layout::I420, vec![small(), masked(luma)])?;
    let multiplied = Layer { blend: BlendMode::Multiply, ..small() };
    run("product of two 720p", Layout::I420, vec![small(), multiplied])?;
    let mut away = small();
    away.placement.projection = Some(Matrix3([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0005, 1.0]]));
    run("720p in perspective", Layout::I420, vec![away])?;
    let group = Group {
        pointer: "bench".into(),
        span: Span { start: 0.0, end: 1000.0 },
        nodes: vec![Node::Layer(small()), Node::Layer(film(1, 1920.0, 1080.0, Rect { width: 640.0, ..full }))],
        placement: Placement::still(full),
        opacities: vec![Keyframes::ramp((0.0, 0.1), (500.0, 0.9), Easing::Linear)],
        effects: Vec::new(),
        blend: BlendMode::Normal,
        masks: Vec::new(),
    };
    run_nodes("fading group of two films", Layout::I420, vec![Node::Group(group)])?;
    letters(full)
}
