//! What is done once per layer: pictures are cropped, scaled and converted when they first show.

use super::effects::Workshop;
use super::frame::Layout;
use super::geometry::{PixelSize, Region, axes, sides};
use super::pane::Pane;
use super::picture::Picture;
use super::resolver::{Resolver, SNAP, Shown};
use super::rgba::{Alpha, Rgba};
use super::surface::Surface;
use domain::composition::{Effect, Matrix3, Rect};
use domain::{Failure, FailureCode};

/// A picture that is ready to be painted in every frame of its layer.
#[derive(Clone, Debug)]
pub(crate) enum Prepared {
    /// It never moves: finished, with its place on the target (both even).
    Still { picture: Picture, x: usize, y: usize },
    /// It moves: at the largest size that it will have, without its transparent margins.
    Moving {
        picture: Picture,
        /// Takes the unit square to the part of it that the picture fills.
        part: Matrix3,
    },
}

/// No prepared picture is larger than this in either direction; beyond, it is enlarged while painting.
pub(crate) const LARGEST: f64 = 8192.0;

/// Prepares what layer `shown` shows: `crop` of `picture`.
pub(crate) fn prepare(
    resolver: &Resolver,
    shown: &Shown,
    picture: &Rgba,
    crop: Rect,
    layout: Layout,
    target: PixelSize,
) -> Prepared {
    if resolver.is_still(shown.slot)
        && let Some(prepared) = prepare_still(shown.matrix, picture, crop, layout, target)
    {
        return prepared;
    }
    let whole = upright(picture, crop, resolver.largest(shown.slot));
    let (width, height) = (whole.width as f64, whole.height as f64);
    let (surface, left, top) = whole.trimmed();
    let part = Matrix3::translation(left as f64 / width, top as f64 / height)
        .after(Matrix3::scaling(surface.width as f64 / width, surface.height as f64 / height));
    Prepared::Moving { picture: Picture::new(&surface, layout), part }
}

/// Prepares a matte, of which only the luma is looked at: all of `crop`, with nothing trimmed.
pub(crate) fn prepare_matte(resolver: &Resolver, slot: usize, picture: &Rgba, crop: Rect) -> Prepared {
    let surface = upright(picture, crop, resolver.largest(slot));
    Prepared::Moving { picture: Picture::new(&surface, Layout::I420), part: Matrix3::IDENTITY }
}

/// `crop` of a picture with effects, as a picture of its own at the largest size that place `slot` has on screen. A blur is
/// as wide as it is meant to be there, and stays the same part of the picture when that grows.
pub(crate) fn with_effects(
    resolver: &Resolver,
    slot: usize,
    (picture, crop): (&Rgba, Rect),
    effects: &[Effect],
    workshop: &mut Workshop,
) -> Result<(Rgba, Rect), Failure> {
    let on_screen = resolver.largest(slot);
    let surface = upright(picture, crop, on_screen);
    let mut pane = Pane::default();
    pane.load_surface(&surface);
    let per_canvas = per_canvas_pixel(pane.size(), on_screen, resolver.stretch());
    workshop.apply(&mut pane, effects, per_canvas, Layout::Rgb);
    let (width, height) = pane.size();
    let changed = Rgba::new(width, height, Alpha::Premultiplied, pane.to_pixels())
        .map_err(|e| Failure::new(FailureCode::Internal, e.to_string()))?;
    Ok((changed, Rect { x: 0.0, y: 0.0, width: width as f64, height: height as f64 }))
}

/// How many pixels of a picture of `size` a pixel of the canvas is, where the picture has a box of `on_screen` pixels of the
/// target, of which a pixel of the canvas has `stretch`.
pub(crate) fn per_canvas_pixel(size: PixelSize, on_screen: (f64, f64), stretch: (f64, f64)) -> (f64, f64) {
    let of = |size: usize, side: f64| size as f64 / side.clamp(1.0, LARGEST);
    (of(size.0, on_screen.0) * stretch.0, of(size.1, on_screen.1) * stretch.1)
}

/// The size of `crop` of a picture on screen in whole pixels, but not enlarged.
pub(crate) fn fitting(crop: Rect, on_screen: (f64, f64)) -> PixelSize {
    let fitting = |side: f64, cropped: f64| (side.min(cropped).clamp(1.0, LARGEST) - SNAP).ceil() as usize;
    (fitting(on_screen.0, crop.width), fitting(on_screen.1, crop.height))
}

/// `crop` of a picture at the size that it has on screen, but not enlarged.
fn upright(picture: &Rgba, crop: Rect, on_screen: (f64, f64)) -> Surface {
    let (width, height) = fitting(crop, on_screen);
    let mut surface = Surface::new(width, height);
    let matrix = Matrix3::scaling(width as f64, height as f64);
    let (x, y) = axes(matrix, crop, (picture.width(), picture.height()), (width, height));
    surface.stretch(picture, &x, &y);
    surface
}

/// A picture that never moves, drawn for its place.
fn prepare_still(matrix: Matrix3, picture: &Rgba, crop: Rect, layout: Layout, target: PixelSize) -> Option<Prepared> {
    // Even edges, so that chroma samples belong to the picture entirely.
    let region = Region::of(matrix, target)?;
    let size = region.size();
    let mut surface = Surface::new(size.0, size.1);
    let moved = region.view().after(matrix);
    if matrix.is_axis_aligned() {
        let (x, y) = axes(moved, crop, (picture.width(), picture.height()), size);
        surface.stretch(picture, &x.snapped(), &y.snapped());
    } else {
        surface.turn(&upright(picture, crop, sides(matrix)), moved);
    }
    Some(Prepared::Still { picture: Picture::new(&surface, layout), x: region.left, y: region.top })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compositor::Alpha;
    use crate::compositor::tests::scene::{composition, image, rect};
    use domain::composition::{Easing, Keyframes, Point};

    #[test]
    fn moving_pictures_lose_their_transparent_margins() {
        let pixel =
            |i: usize| [9, 9, 9, if (30..50).contains(&(i % 100)) && (10..16).contains(&(i / 100)) { 255 } else { 0 }];
        let picture = Rgba::new(100, 40, Alpha::Straight, (0..4000).flat_map(pixel).collect()).unwrap();
        let mut layer = image(0, rect(0.0, 0.0, 100.0, 40.0), rect(0.0, 0.0, 100.0, 40.0));
        let path = ((0.0, Point::default()), (10.0, Point { x: 5.0, y: 0.0 }));
        layer.placement.positions = vec![Keyframes::ramp(path.0, path.1, Easing::Linear)];
        let resolver = Resolver::new(&composition(200, 80, vec![layer]), &Default::default(), 200, 80);
        let shown = resolver.shown(0).remove(0);
        let prepared = prepare(&resolver, &shown, &picture, rect(0.0, 0.0, 100.0, 40.0), Layout::I420, (200, 80));
        let Prepared::Moving { picture, part } = prepared else { panic!("it moves") };
        // One pixel is left all around: interpolation fades out over it.
        assert_eq!((picture.width(), picture.height()), (22, 8));
        let corner = part.apply(Point { x: 0.0, y: 1.0 });
        assert!((corner.x - 0.29).abs() < 1e-9 && (corner.y - 17.0 / 40.0).abs() < 1e-9);
    }
}
