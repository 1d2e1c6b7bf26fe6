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
    let still = resolver.layer(shown.layer).is_some_and(|layer| is_still(&layer.placement));
    if still && let Some(prepared) = prepare_still(shown.matrix, picture, crop, layout, target) {
        return prepared;
    }
    let here = |frame| resolver.shown_layer(shown.layer, frame).map(|s| sides(s.matrix));
    let largest =
        resolver.frames(shown.layer).filter_map(here).fold((1.0f64, 1.0f64), |a, b| (a.0.max(b.0), a.1.max(b.1)));
    let whole = upright(picture, crop, largest);
    let (width, height) = (whole.width as f64, whole.height as f64);
    let (surface, left, top) = whole.trimmed();
    let part = Matrix3::translation(left as f64 / width, top as f64 / height)
        .after(Matrix3::scaling(surface.width as f64 / width, surface.height as f64 / height));
    Prepared::Moving { picture: Picture::new(&surface, layout), part }
}

/// `crop` of a picture at the size that it has on screen, but not enlarged.
fn upright(picture: &Rgba, crop: Rect, on_screen: (f64, f64)) -> Surface {
    let fitting = |side: f64, cropped: f64| (side.min(cropped).clamp(1.0, LARGEST) - SNAP).ceil() as usize;
    let (width, height) = (fitting(on_screen.0, crop.width), fitting(on_screen.1, crop.height));
    let mut surface = Surface::new(width, height);
    let matrix = Matrix3::scaling(width as f64, height as f64);
    let (x, y) = axes(matrix, crop, (picture.width(), picture.height()), (width, height));
    surface.stretch(picture, &x, &y);
    surface
}

/// A picture that never moves, drawn for its place.
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
    if matrix.is_axis_aligned() {
        let (x, y) = axes(moved, crop, (picture.width(), picture.height()), size);
        surface.stretch(picture, &x.snapped(), &y.snapped());
    } else {
        surface.turn(&upright(picture, crop, sides(matrix)), moved);
    }
    Some(Prepared::Still { picture: Picture::new(&surface, layout), x: left, y: top })
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
        let shown = resolver.shown_layer(0, 0).unwrap();
        let prepared = prepare(&resolver, &shown, &picture, rect(0.0, 0.0, 100.0, 40.0), Layout::I420, (200, 80));
        let Prepared::Moving { picture, part } = prepared else { panic!("it moves") };
        // One pixel is left all around: interpolation fades out over it.
        assert_eq!((picture.width(), picture.height()), (22, 8));
        let corner = part.apply(Point { x: 0.0, y: 1.0 });
        assert!((corner.x - 0.29).abs() < 1e-9 && (corner.y - 17.0 / 40.0).abs() < 1e-9);
    }
}
