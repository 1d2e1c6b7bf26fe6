//! `transform`: rotation, skew and flip. Only what changes nothing is compiled so far.

use super::compiler::Compiler;
use super::place::Place;
use crate::edit::model::{Animated, FlipTransformation, RotateTransformation, SkewTransformation, Transformation};

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, transform: &Transformation) {
    let Transformation { rotate, skew, flip } = transform;
    if let Some(RotateTransformation { angle }) = rotate {
        still(compiler, &place.key("rotate").key("angle"), angle.as_ref(), |v| v.get(), "rotation");
    }
    if let Some(SkewTransformation { x, y }) = skew {
        still(compiler, &place.key("skew").key("x"), x.as_ref(), |v| v.get(), "skewing");
        still(compiler, &place.key("skew").key("y"), y.as_ref(), |v| v.get(), "skewing");
    }
    if let Some(FlipTransformation { horizontal, vertical }) = flip {
        for (key, flipped) in [("horizontal", horizontal), ("vertical", vertical)] {
            if *flipped == Some(true) {
                compiler.not_yet(&place.key("flip").key(key), "flipping");
            }
        }
    }
}

/// Nothing to do where the value is 0 all the time.
fn still<T>(
    compiler: &mut Compiler<'_>,
    place: &Place,
    animated: Option<&Animated<T>>,
    value: impl Fn(&T) -> f64,
    what: &str,
) {
    match animated {
        None => {}
        Some(Animated::Still(still)) if value(still) == 0.0 => {}
        Some(_) => compiler.not_yet(place, what),
    }
}
