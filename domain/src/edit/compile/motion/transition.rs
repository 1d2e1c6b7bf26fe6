//! Transitions: over the first or the last part of a clip's own time.

use super::{Measure, Motion};
use crate::composition::{Easing, Extent, Keyframes, Mask, Point};
use crate::edit::model::{Pace, TransitionKind, TransitionName};

/// CSS `ease`.
const EASE: Easing = Easing::CubicBezier(0.25, 0.1, 0.25, 1.0);
/// CSS `ease-in`.
const EASE_IN: Easing = Easing::CubicBezier(0.42, 0.0, 1.0, 1.0);
/// CSS `ease-out`.
const EASE_OUT: Easing = Easing::CubicBezier(0.0, 0.0, 0.58, 1.0);

/// How far a slide goes, as a share of the frame.
const SLIDE: f64 = 0.025;
/// How large a clip is where a zoom begins or ends.
const ZOOMED: f64 = 10.0;
/// How long a zoom takes, in seconds.
const ZOOM_SECONDS: f64 = 0.4;
/// Width of a wipe's soft edge, as a share of the frame: 1 / 1.1764706.
const WIPE_SOFTNESS: f64 = 0.85;
/// From where to where the middle of a wipe's edge goes.
const WIPED: (f64, f64) = (-0.5, 1.5);

/// The frame's edges, as directions to the right and down.
const TOP: (f64, f64) = (0.0, -1.0);
const RIGHT: (f64, f64) = (1.0, 0.0);
const BOTTOM: (f64, f64) = (0.0, 1.0);
const LEFT: (f64, f64) = (-1.0, 0.0);

/// The end of the clip at which a transition is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    In,
    Out,
}

/// The time that a transition takes, and how a property runs through it.
#[derive(Clone, Copy)]
struct Course {
    end: End,
    from: f64,
    to: f64,
}

impl Course {
    fn new(end: End, seconds: f64, length: f64) -> Self {
        match end {
            End::In => Self { end, from: 0.0, to: seconds },
            End::Out => Self { end, from: length - seconds, to: length },
        }
    }

    /// From `away` to `there` on the way in, and back on the way out.
    fn between<T: crate::composition::Lerp>(self, away: T, there: T, easing: Easing) -> Keyframes<T> {
        match self.end {
            End::In => Keyframes::ramp((self.from, away), (self.to, there), easing),
            End::Out => Keyframes::ramp((self.from, there), (self.to, away), easing),
        }
    }

    fn is_in(self) -> bool {
        self.end == End::In
    }
}

pub(super) fn add(motion: &mut Motion, TransitionName { kind, pace }: TransitionName, end: End, measure: Measure) {
    let Measure { frame, length, .. } = measure;
    let course = |slow: f64, normal: f64, fast: f64| {
        let seconds = match pace {
            Pace::Slow => slow,
            Pace::Normal => normal,
            Pace::Fast => fast,
        };
        Course::new(end, seconds, length)
    };
    // The edge goes the way that the name says at both ends: what it passes is shown on the way in and gone on the way out.
    let wiped = |motion: &mut Motion, coming: f64, going: f64| {
        let angle = if end == End::In { coming } else { going };
        let edge = course(2.0, 1.0, 0.5).between(WIPED.0, WIPED.1, Easing::EASE_IN_OUT);
        motion.masks.push(Mask::Wipe { across: Extent::Canvas, angle, edge, softness: WIPE_SOFTNESS });
    };
    match kind {
        TransitionKind::None => {}
        TransitionKind::Fade => {
            motion.opacities.push(course(2.0, 1.0, 0.5).between(0.0, 1.0, Easing::EASE_IN_OUT));
        }
        TransitionKind::Reveal => {
            let edge = course(2.0, 1.0, 0.5).between(0.0, 1.0, EASE);
            motion.masks.push(Mask::Wipe { across: Extent::Box, angle: 0.0, edge, softness: 0.0 });
        }
        TransitionKind::WipeLeft => wiped(motion, 180.0, 0.0),
        TransitionKind::WipeRight => wiped(motion, 0.0, 180.0),
        TransitionKind::SlideLeft
        | TransitionKind::SlideRight
        | TransitionKind::SlideUp
        | TransitionKind::SlideDown => {
            let course = course(2.0, 0.5, 0.25);
            motion.opacities.push(course.between(0.0, 1.0, EASE));
            let easing = if course.is_in() { Easing::Linear } else { EASE };
            let (across, down) = (SLIDE * frame.width, SLIDE * frame.height);
            travel(motion, kind, course, (across, down), easing);
        }
        TransitionKind::CarouselLeft
        | TransitionKind::CarouselRight
        | TransitionKind::CarouselUp
        | TransitionKind::CarouselDown => {
            let course = course(2.0, 0.5, 0.25);
            let (easing, down) = if course.is_in() { (Easing::Linear, 1.05) } else { (EASE, 1.1) };
            travel(motion, kind, course, (frame.width, down * frame.height), easing);
        }
        TransitionKind::Zoom => {
            let course = Course::new(end, ZOOM_SECONDS, length);
            let (growing, fading) = if course.is_in() { (Easing::Linear, EASE_IN) } else { (EASE_OUT, EASE_OUT) };
            motion.scales.push(course.between(ZOOMED, 1.0, growing));
            motion.opacities.push(course.between(0.0, 1.0, fading));
        }
        TransitionKind::ShuffleTopRight => shuffle(motion, course(2.0, 1.0, 0.5), measure, TOP, RIGHT),
        TransitionKind::ShuffleRightTop => shuffle(motion, course(2.0, 1.0, 0.5), measure, RIGHT, TOP),
        TransitionKind::ShuffleRightBottom => shuffle(motion, course(2.0, 1.0, 0.5), measure, RIGHT, BOTTOM),
        TransitionKind::ShuffleBottomRight => shuffle(motion, course(2.0, 1.0, 0.5), measure, BOTTOM, RIGHT),
        TransitionKind::ShuffleBottomLeft => shuffle(motion, course(2.0, 1.0, 0.5), measure, BOTTOM, LEFT),
        TransitionKind::ShuffleLeftBottom => shuffle(motion, course(2.0, 1.0, 0.5), measure, LEFT, BOTTOM),
        TransitionKind::ShuffleLeftTop => shuffle(motion, course(2.0, 1.0, 0.5), measure, LEFT, TOP),
        TransitionKind::ShuffleTopLeft => shuffle(motion, course(2.0, 1.0, 0.5), measure, TOP, LEFT),
    }
}

/// A straight way in one direction: what goes left comes from the right and leaves to the left.
fn travel(motion: &mut Motion, kind: TransitionKind, course: Course, (across, down): (f64, f64), easing: Easing) {
    let goes = match kind {
        TransitionKind::SlideLeft | TransitionKind::CarouselLeft => Point { x: -across, y: 0.0 },
        TransitionKind::SlideRight | TransitionKind::CarouselRight => Point { x: across, y: 0.0 },
        TransitionKind::SlideUp | TransitionKind::CarouselUp => Point { x: 0.0, y: -down },
        _ => Point { x: 0.0, y: down },
    };
    let away = if course.is_in() { Point { x: -goes.x, y: -goes.y } } else { goes };
    motion.positions.push(course.between(away, Point::default(), easing));
}

/// From beyond an edge, nearer to one of its corners, turning: our own design, as nothing is published but the names.
///
/// `edge` and `bias` are the two words of the name, as directions.
fn shuffle(motion: &mut Motion, course: Course, measure: Measure, edge: (f64, f64), bias: (f64, f64)) {
    let Measure { frame, fitted, .. } = measure;
    // On its side, a picture reaches as far up as it is wide: it begins where nothing of it is seen.
    let across = frame.width.max((frame.width + fitted.height) / 2.0);
    let down = frame.height.max((frame.height + fitted.width) / 2.0);
    let away =
        Point { x: edge.0 * across + bias.0 * frame.width / 2.0, y: edge.1 * down + bias.1 * frame.height / 2.0 };
    // As the hand of a clock goes from the first word to the second.
    let degrees = if edge.0 * bias.1 - edge.1 * bias.0 > 0.0 { 90.0 } else { -90.0 };
    motion.positions.push(course.between(away, Point::default(), EASE));
    motion.rotations.push(course.between(degrees, 0.0, EASE));
}
