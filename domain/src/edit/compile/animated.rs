//! Properties that stand still or move: numbers and tweens, as keyframes.

use super::compiler::Compiler;
use super::place::Place;
use super::sound::LATEST;
use super::tween::{self, Overlap, Stretch};
use crate::composition::Keyframes;
use crate::edit::model::{Animated, Easing, Interpolation, NonNegative, Tween};
use std::ops::RangeInclusive;

/// What a property may be.
pub(super) struct Property {
    /// Its value when the edit does not name it.
    pub neutral: f64,
    /// Where a value that stands still must lie.
    pub allowed: RangeInclusive<f64>,
    /// Where the values of its tweens must lie.
    pub tweened: RangeInclusive<f64>,
}

/// 0 to 1, and 1 when unsaid: opacity and volume.
pub(super) const SHARE: Property = Property { neutral: 1.0, allowed: 0.0..=1.0, tweened: 0.0..=1.0 };

impl Property {
    /// The keyframes of a property over a clip of `length` seconds; `None` where it is neutral all the time.
    pub fn compile<T>(
        &self,
        compiler: &mut Compiler<'_>,
        place: &Place,
        animated: Option<&Animated<T>>,
        value: impl Fn(&T) -> f64,
        length: f64,
    ) -> Option<Keyframes<f64>> {
        match animated? {
            Animated::Still(still) => {
                let value = value(still);
                check(compiler, place, value, &self.allowed);
                (value != self.neutral).then(|| Keyframes::constant(value))
            }
            Animated::Tweens(tweens) => self.tweens(compiler, place, tweens, length),
        }
    }

    fn tweens(
        &self,
        compiler: &mut Compiler<'_>,
        place: &Place,
        tweens: &[Tween],
        length: f64,
    ) -> Option<Keyframes<f64>> {
        let mut stretches = Vec::with_capacity(tweens.len());
        let mut reached = self.neutral;
        let start_of = |tween: &Tween| tween.start.map_or(0.0, NonNegative::get);
        let mut in_time: Vec<(usize, &Tween)> = tweens.iter().enumerate().collect();
        in_time.sort_by(|(_, a), (_, b)| start_of(a).total_cmp(&start_of(b)));
        for (nth, (index, tween)) in in_time.iter().enumerate() {
            let (place, start) = (place.item(*index), start_of(tween));
            let Tween { from, to, start: _, length: lasting, interpolation, easing } = tween;
            for (key, value) in [("from", from), ("to", to)] {
                if let Some(value) = value {
                    check(compiler, &place.key(key), value.get(), &self.tweened);
                }
            }
            for (key, seconds) in [("start", start), ("length", lasting.map_or(0.0, NonNegative::get))] {
                if seconds > LATEST {
                    let message = format!("Too big: expected number to be <={LATEST}, received {seconds}");
                    compiler.fault(&place.key(key), message);
                }
            }
            let from = from.map_or(reached, |v| v.get());
            let to = to.map_or(from, |v| v.get());
            // Where the length is unsaid, nothing hangs on how long the clip lasts unless nothing follows: that may not be
            // known before the sources are.
            let end = in_time.get(nth + 1).map_or(length, |(_, next)| start_of(next));
            let lasting = lasting.map_or((end - start).max(0.0), |l| l.get());
            stretches.push(Stretch { start, length: lasting, from, to, easing: curve(*interpolation, *easing) });
            reached = to;
        }
        tween::keyframes(&stretches, self.neutral).unwrap_or_else(|Overlap(later)| {
            let index = in_time[later].0;
            compiler.fault(&place.item(index).key("start"), "this tween begins before the one before it has ended");
            None
        })
    }
}

fn check(compiler: &mut Compiler<'_>, place: &Place, value: f64, allowed: &RangeInclusive<f64>) {
    if !allowed.contains(&value) {
        let (low, high) = (allowed.start(), allowed.end());
        compiler.fault(place, format!("Invalid input: expected {low} to {high}, received {value}"));
    }
}

/// How a tween gets from one value to the other; the control points are the published ones.
fn curve(interpolation: Option<Interpolation>, easing: Option<Easing>) -> crate::composition::Easing {
    use crate::composition::Easing as Curve;
    match interpolation {
        None | Some(Interpolation::Linear) => return Curve::Linear,
        Some(Interpolation::Constant) => return Curve::Hold,
        Some(Interpolation::Bezier) => {}
    }
    let (x1, y1, x2, y2) = match easing.unwrap_or(Easing::Ease) {
        Easing::Linear => return Curve::Linear,
        Easing::Ease => (0.25, 0.1, 0.25, 1.0),
        Easing::EaseIn => (0.42, 0.0, 1.0, 1.0),
        Easing::EaseOut => (0.0, 0.0, 0.58, 1.0),
        Easing::EaseInOut => (0.42, 0.0, 0.58, 1.0),
        Easing::EaseInQuad => (0.55, 0.085, 0.68, 0.53),
        Easing::EaseOutQuad => (0.25, 0.46, 0.45, 0.94),
        Easing::EaseInOutQuad => (0.455, 0.03, 0.515, 0.955),
        Easing::EaseInCubic => (0.55, 0.055, 0.675, 0.19),
        Easing::EaseOutCubic => (0.215, 0.61, 0.355, 1.0),
        Easing::EaseInOutCubic => (0.645, 0.045, 0.355, 1.0),
        Easing::EaseInQuart => (0.895, 0.03, 0.685, 0.22),
        Easing::EaseOutQuart => (0.165, 0.84, 0.44, 1.0),
        Easing::EaseInOutQuart => (0.77, 0.0, 0.175, 1.0),
        Easing::EaseInQuint => (0.755, 0.05, 0.855, 0.06),
        Easing::EaseOutQuint => (0.23, 1.0, 0.32, 1.0),
        Easing::EaseInOutQuint => (0.86, 0.0, 0.07, 1.0),
        Easing::EaseInSine => (0.47, 0.0, 0.745, 0.715),
        Easing::EaseOutSine => (0.39, 0.575, 0.565, 1.0),
        Easing::EaseInOutSine => (0.445, 0.05, 0.55, 0.95),
        Easing::EaseInExpo => (0.95, 0.05, 0.795, 0.035),
        Easing::EaseOutExpo => (0.19, 1.0, 0.22, 1.0),
        Easing::EaseInOutExpo => (1.0, 0.0, 0.0, 1.0),
        Easing::EaseInCirc => (0.6, 0.04, 0.98, 0.335),
        Easing::EaseOutCirc => (0.075, 0.82, 0.165, 1.0),
        Easing::EaseInOutCirc => (0.785, 0.135, 0.15, 0.86),
        Easing::EaseInBack => (0.6, -0.28, 0.735, 0.045),
        Easing::EaseOutBack => (0.175, 0.885, 0.32, 1.275),
        Easing::EaseInOutBack => (0.68, -0.55, 0.265, 1.55),
    };
    Curve::CubicBezier(x1, y1, x2, y2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn middle(interpolation: Interpolation, easing: Option<Easing>) -> f64 {
        curve(Some(interpolation), easing).at(0.5)
    }

    #[test]
    fn interpolations_are_told_apart() {
        assert_eq!(curve(None, Some(Easing::EaseIn)).at(0.5), 0.5);
        assert_eq!(middle(Interpolation::Linear, Some(Easing::EaseIn)), 0.5);
        assert_eq!(middle(Interpolation::Constant, None), 0.0);
        // CSS "ease" half way.
        assert!((middle(Interpolation::Bezier, None) - 0.802_403).abs() < 1e-6);
    }

    #[test]
    fn curves_start_slow_end_slow_or_both_as_named() {
        for easing in Easing::ALL {
            let half = middle(Interpolation::Bezier, Some(*easing));
            match easing.as_str() {
                "linear" => assert_eq!(half, 0.5),
                "ease" => {}
                // The published inOut curves are nearly, not quite, symmetrical.
                both if both.starts_with("easeInOut") => assert!((half - 0.5).abs() < 0.2, "{both} {half}"),
                slow_in if slow_in.starts_with("easeIn") => assert!(half < 0.35, "{slow_in} {half}"),
                slow_out => assert!(half > 0.65, "{slow_out} {half}"),
            }
        }
        assert!(curve(Some(Interpolation::Bezier), Some(Easing::EaseOutBack)).at(0.6) > 1.0);
    }
}
