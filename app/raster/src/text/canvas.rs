//! A picture to paint on.

use crate::{FontUse, Raster};
use domain::composition::Color;
use vello_cpu::color::{AlphaColor, Srgb};
use vello_cpu::kurbo::{Affine, BezPath, Rect, RoundedRect, Shape as _};
use vello_cpu::{PaintType, Pixmap, RenderContext, Resources};

/// How far, in pixels, the straight lines that stand for a curve may lie beside it.
const TOLERANCE: f64 = 0.05;

/// A stretch of a drawing, to the pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub x: i32,
    pub y: i32,
    /// At least 1.
    pub width: u16,
    /// At least 1.
    pub height: u16,
}

impl Frame {
    /// The whole of a drawing of this size.
    pub fn whole(width: u32, height: u32) -> Frame {
        Frame { x: 0, y: 0, width: side(width.into()), height: side(height.into()) }
    }

    /// What of `rect` lies in `bounds`, rounded outwards to whole pixels; `None` when nothing does.
    pub fn within(rect: Rect, bounds: Rect) -> Option<Frame> {
        let rect = rect.intersect(bounds).expand();
        (rect.width() >= 1.0 && rect.height() >= 1.0).then(|| Frame {
            x: rect.x0 as i32,
            y: rect.y0 as i32,
            width: side(rect.width()),
            height: side(rect.height()),
        })
    }
}

/// No picture is larger.
fn side(pixels: f64) -> u16 {
    pixels.clamp(1.0, crate::limits::SIDE.into()) as u16
}

/// Paints in the coordinates of a drawing, of which it keeps a stretch.
pub(super) struct Canvas {
    pub context: RenderContext,
    pub resources: Resources,
    frame: Frame,
}

impl Canvas {
    /// Transparent.
    pub fn new(frame: Frame) -> Canvas {
        let mut context = RenderContext::new(frame.width, frame.height);
        context.set_transform(Affine::translate((-f64::from(frame.x), -f64::from(frame.y))));
        Canvas { context, resources: Resources::new(), frame }
    }

    /// Fills a rectangle with round corners.
    pub fn fill_rounded(&mut self, rect: Rect, radius: f64, color: Color) {
        self.context.set_paint(solid(color));
        match radius > 0.0 {
            true => self.context.fill_path(&rounded(rect, radius)),
            false => self.context.fill_rect(&rect),
        }
    }

    /// A frame of this width along the inside of a rectangle with round corners.
    pub fn frame_rounded(&mut self, rect: Rect, radius: f64, width: f64, color: Color) {
        let width = width.min(rect.width() / 2.0).min(rect.height() / 2.0);
        let inner = rect.inset(-width);
        let mut path = rounded(rect, radius);
        path.extend(rounded(inner, (radius - width).max(0.0)).reverse_subpaths());
        self.context.set_paint(solid(color));
        self.context.fill_path(&path);
    }

    /// What was painted.
    pub fn finish(mut self, fonts: Vec<FontUse>) -> Raster {
        let Frame { width, height, .. } = self.frame;
        let mut picture = Pixmap::new(width, height);
        self.context.flush();
        self.context.render(picture.as_mut(), &mut self.resources);
        let pixels = picture.data_as_u8_slice().to_vec();
        Raster { width: width.into(), height: height.into(), pixels, fonts }
    }
}

fn rounded(rect: Rect, radius: f64) -> BezPath {
    match radius > 0.0 {
        true => RoundedRect::from_rect(rect, radius).to_path(TOLERANCE),
        false => rect.to_path(TOLERANCE),
    }
}

/// One colour.
pub(super) fn solid(Color { r, g, b, a }: Color) -> PaintType {
    PaintType::Solid(color(Color { r, g, b, a }))
}

/// A colour in vello's terms.
pub(super) fn color(Color { r, g, b, a }: Color) -> AlphaColor<Srgb> {
    AlphaColor::from_rgba8(r, g, b, a)
}

/// The part of a picture that is not transparent, and where it lies in it; `None` when all of it is.
pub(super) fn cropped(raster: Raster) -> Option<(u32, u32, Raster)> {
    let Raster { width, height, pixels, fonts } = raster;
    let row = width as usize * 4;
    let is_ink = |pixel: &[u8]| pixel[3] != 0;
    let inked = |line: &[u8]| line.chunks_exact(4).any(is_ink);
    let top = pixels.chunks_exact(row).position(inked)?;
    let bottom = pixels.chunks_exact(row).rposition(inked)?;
    let lines = || pixels[top * row..(bottom + 1) * row].chunks_exact(row);
    let left = lines().filter_map(|line| line.chunks_exact(4).position(is_ink)).min()?;
    let right = lines().filter_map(|line| line.chunks_exact(4).rposition(is_ink)).max()?;
    let kept: Vec<u8> = lines().flat_map(|line| line[left * 4..(right + 1) * 4].iter().copied()).collect();
    let size = ((right - left + 1) as u32, (bottom - top + 1) as u32);
    debug_assert!(size.0 <= width && size.1 <= height);
    Some((left as u32, top as u32, Raster { width: size.0, height: size.1, pixels: kept, fonts }))
}
