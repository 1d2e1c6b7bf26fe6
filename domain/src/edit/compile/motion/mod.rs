//! What happens to a clip besides what its own properties say: how it comes and goes, and how it moves meanwhile.

mod effect;
mod transition;

use crate::composition::{Keyframes, Mask, Point, Size};
use crate::edit::model::{Effect, Transition};

pub(super) use effect::Overflow;

/// Additions to a clip's placement, opacity and masks, all in the clip's own time.
#[derive(Default)]
pub(super) struct Motion {
    pub positions: Vec<Keyframes<Point>>,
    pub scales: Vec<Keyframes<f64>>,
    pub rotations: Vec<Keyframes<f64>>,
    pub opacities: Vec<Keyframes<f64>>,
    pub masks: Vec<Mask>,
}

/// What a motion is measured by.
#[derive(Clone, Copy)]
pub(super) struct Measure {
    /// The canvas, in pixels.
    pub frame: Size,
    /// The clip's box before `scale`, in canvas pixels.
    pub fitted: Size,
    /// How long the clip lasts in seconds.
    pub length: f64,
}

/// The motion of a clip. Transitions that overlap, in a clip too short for both, both apply.
pub(super) fn compile(transition: Option<&Transition>, effect: Option<Effect>, measure: Measure) -> Motion {
    let mut motion = Motion::default();
    if let Some(effect) = effect {
        effect::add(&mut motion, effect, measure);
    }
    if let Some(Transition { entry, exit }) = transition {
        if let Some(entry) = entry {
            transition::add(&mut motion, *entry, transition::End::In, measure);
        }
        if let Some(exit) = exit {
            transition::add(&mut motion, *exit, transition::End::Out, measure);
        }
    }
    motion
}
