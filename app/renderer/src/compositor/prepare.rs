//! What is done once per layer: pictures are cropped, scaled and converted when they first show.

use super::frame::Layout;
use super::geometry::{PixelSize, axes, is_still, sides};
use super::picture::Picture;
use super::resolver::{Resolver, SNAP, Shown, bounds};
use super::rgba::Rgba;
use super::surface::Surface;
use domain::composition::{Matrix3, Rect};

/// A picture that is ready to be painted in every frame of its layer.
#[derive(Clone, Debug)]
pub(crate) enum Prepared {
    /// It never moves: finished, with its place on the target (both even).
    Still { picture: Picture, x: usize, y: usize },
    /// It moves: at the largest size that it will have.
    Moving(Picture),
}

/// No prepared picture is larger than this in either direction; beyond, it is enlarged while painting.
const LARGEST: f64 = 8192.0;

/// Prepares what layer `shown` shows: `crop` of `picture`.
pub(crate) fn prepare(
    resolver: &Resolver,
    shown: &Shown,
    picture: &Rgba,
    crop: Rect,
    layout: Layout,
    target: PixelSize,
) -> Prepared {
    let still = resolver.layer(shown.layer).is_some_and(|layer| is_still(&layer.placement));
    if still && let Some(prepared) = prepare_still(shown.matrix, picture, crop, layout, target) {
        return prepared;
    }
    let (mut width, mut height) = (1.0f64, 1.0f64);
    for frame in resolver.frames(shown.layer) {
        if let Some(here) = resolver.shown_layer(shown.layer, frame) {
            let (w, h) = sides(here.matrix);
            (width, height) = (width.max(w), height.max(h));
        }
    }
    let fitting = |side: f64, cropped: f64| side.min(cropped).clamp(1.0, LARGEST).ceil() as usize;
    let (width, height) = (fitting(width, crop.width), fitting(height, crop.height));
    let mut surface = Surface::new(width, height);
    let matrix = Matrix3::scaling(width as f64, height as f64);
    let (x, y) = axes(matrix, crop, (picture.width(), picture.height()), (width, height));
    surface.stretch(picture, &x, &y);
    Prepared::Moving(Picture::new(&surface, layout))
}

fn prepare_still(matrix: Matrix3, picture: &Rgba, crop: Rect, layout: Layout, target: PixelSize) -> Option<Prepared> {
    let (low, high) = bounds(matrix)?;
    // Even edges, so that chroma samples belong to the picture entirely.
    let begin = |v: f64| ((v + SNAP).floor().max(0.0) as usize) & !1;
    let end = |v: f64, size: usize| (((v - SNAP).ceil().max(0.0) as usize).saturating_add(1) & !1).min(size);
    let (left, top) = (begin(low.x), begin(low.y));
    let (right, bottom) = (end(high.x, target.0), end(high.y, target.1));
    let size = (right.checked_sub(left)?, bottom.checked_sub(top)?);
    let mut surface = Surface::new(size.0, size.1);
    let moved = Matrix3::translation(-(left as f64), -(top as f64)).after(matrix);
    let (x, y) = axes(moved, crop, (picture.width(), picture.height()), size);
    surface.stretch(picture, &x.snapped(), &y.snapped());
    Some(Prepared::Still { picture: Picture::new(&surface, layout), x: left, y: top })
}
