//! Motion effects: evenly, from the clip's beginning to its end.

use super::{Measure, Motion};
use crate::composition::{Easing, Keyframes, Point};
use crate::edit::model::{Effect, EffectKind, Pace};

/// What a motion effect wants of what hangs over the box.
pub(in crate::edit::compile) struct Overflow;

impl Overflow {
    /// Whether the effect moves what would else be cut off into view.
    pub fn is_wanted(effect: Option<Effect>) -> bool {
        effect.is_some_and(|effect| direction(effect.kind).is_some())
    }
}

/// Where the picture goes: to the right and **down**.
fn direction(kind: EffectKind) -> Option<(f64, f64)> {
    match kind {
        EffectKind::None | EffectKind::ZoomIn | EffectKind::ZoomOut => None,
        EffectKind::SlideLeft => Some((-1.0, 0.0)),
        EffectKind::SlideRight => Some((1.0, 0.0)),
        EffectKind::SlideUp => Some((0.0, -1.0)),
        EffectKind::SlideDown => Some((0.0, 1.0)),
    }
}

pub(super) fn add(motion: &mut Motion, Effect { kind, pace }: Effect, measure: Measure) {
    let even = |from: f64, to: f64| Keyframes::ramp((0.0, from), (measure.length, to), Easing::Linear);
    let zoomed = match pace {
        Pace::Slow => 1.1,
        Pace::Normal => 1.3,
        Pace::Fast => 1.7,
    };
    match kind {
        EffectKind::None => {}
        EffectKind::ZoomIn => motion.scales.push(even(1.0, zoomed)),
        EffectKind::ZoomOut => motion.scales.push(even(zoomed, 1.0)),
        EffectKind::SlideLeft | EffectKind::SlideRight | EffectKind::SlideUp | EffectKind::SlideDown => {
            let Some((x, y)) = direction(kind) else { return };
            let Slide { magnified, travel } = slide(x != 0.0, pace, measure);
            if magnified != 1.0 {
                motion.scales.push(Keyframes::constant(magnified));
            }
            let at = |share: f64| Point { x: share * x * travel, y: share * y * travel };
            motion.positions.push(Keyframes::ramp((0.0, at(-1.0)), (measure.length, at(1.0)), Easing::Linear));
        }
    }
}

struct Slide {
    /// Factor of the clip's size that makes room for the way.
    magnified: f64,
    /// Pixels to either side of the middle.
    travel: f64,
}

/// A picture that hangs over the frame far enough slides from one of its edges to the other; any other one is magnified
/// until it hangs over by the way it has to go.
fn slide(is_across: bool, pace: Pace, Measure { frame, fitted, .. }: Measure) -> Slide {
    let share = match pace {
        Pace::Slow => 0.03,
        Pace::Normal => 0.12,
        Pace::Fast => 0.2,
    };
    let (frame, fitted) = if is_across { (frame.width, fitted.width) } else { (frame.height, fitted.height) };
    let needed = frame * (1.0 + 2.0 * share);
    if fitted < needed {
        Slide { magnified: needed / fitted, travel: share * frame }
    } else {
        Slide { magnified: 1.0, travel: (fitted - frame) / 2.0 }
    }
}
