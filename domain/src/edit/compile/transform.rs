//! `transform`: rotation, skew and flip about the clip's own centre.

use super::animated::Property;
use super::compiler::Compiler;
use super::place::Place;
use super::placing::along;
use crate::composition::{Flip, Keyframes, Point};
use crate::edit::model::{FlipTransformation, RotateTransformation, SkewTransformation, Transformation};

/// A tween may turn a clip many times.
const ANGLE: Property = Property { neutral: 0.0, allowed: -360.0..=360.0, tweened: -360_000.0..=360_000.0 };
const SHEAR: Property = Property { neutral: 0.0, allowed: -100.0..=100.0, tweened: -1_000.0..=1_000.0 };

/// What `transform` does to a placement.
#[derive(Default, PartialEq)]
pub(super) struct Compiled {
    pub rotations: Vec<Keyframes<f64>>,
    pub skews: Vec<Keyframes<Point>>,
    pub flip: Flip,
}

/// Positive angles turn clockwise; a positive `skew.x` leans the clip to the right, a positive `skew.y` lifts its right
/// side.
pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, transform: &Transformation, length: f64) -> Compiled {
    let Transformation { rotate, skew, flip } = transform;
    let mut compiled = Compiled::default();
    if let Some(RotateTransformation { angle }) = rotate {
        let place = place.key("rotate").key("angle");
        compiled.rotations.extend(ANGLE.compile(compiler, &place, angle.as_ref(), |v| v.get(), length));
    }
    if let Some(SkewTransformation { x, y }) = skew {
        let place = place.key("skew");
        let x = SHEAR.compile(compiler, &place.key("x"), x.as_ref(), |v| v.get(), length);
        let y = SHEAR.compile(compiler, &place.key("y"), y.as_ref(), |v| v.get(), length);
        // The composition's y points down.
        let units = [(x, Point { x: -1.0, y: 0.0 }), (y, Point { x: 0.0, y: -1.0 })];
        compiled.skews.extend(units.into_iter().filter_map(|(shear, unit)| along(&shear?, unit)));
    }
    if let Some(FlipTransformation { horizontal, vertical }) = flip {
        compiled.flip = Flip { horizontal: *horizontal == Some(true), vertical: *vertical == Some(true) };
    }
    compiled
}
