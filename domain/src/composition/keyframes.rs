//! A property over time.

use serde::{Deserialize, Serialize};

/// How a property gets from one keyframe to the next.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Easing {
    /// At an even pace.
    Linear,
    /// Not at all: the value jumps when the next keyframe is reached.
    Hold,
    /// Along a CSS cubic Bézier curve with control points (x1, y1) and (x2, y2).
    CubicBezier(f64, f64, f64, f64),
}

impl Easing {
    /// CSS `ease-in-out`.
    pub const EASE_IN_OUT: Easing = Easing::CubicBezier(0.42, 0.0, 0.58, 1.0);

    /// Progress of the value (0 at the first keyframe, 1 at the second; may overshoot) at progress `x` of time (0 to 1).
    pub fn at(self, x: f64) -> f64 {
        match self {
            Easing::Linear => x,
            Easing::Hold => 0.0,
            Easing::CubicBezier(x1, y1, x2, y2) => bezier(x1, y1, x2, y2, x),
        }
    }
}

/// The curve's y where its x is `x`. Bisection: x is monotonic, and 40 halvings are exact to far below a pixel.
fn bezier(x1: f64, y1: f64, x2: f64, y2: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let axis = |a: f64, b: f64, s: f64| {
        let r = 1.0 - s;
        3.0 * r * r * s * a + 3.0 * r * s * s * b + s * s * s
    };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if axis(x1, x2, middle) < x { low = middle } else { high = middle }
    }
    axis(y1, y2, (low + high) / 2.0)
}

/// A value that can stand between two others.
pub trait Lerp: Copy {
    /// `self` at 0, `other` at 1, in between or beyond elsewhere.
    fn lerp(self, other: Self, at: f64) -> Self;
}

impl Lerp for f64 {
    fn lerp(self, other: Self, at: f64) -> Self {
        self + (other - self) * at
    }
}

/// The value at one time, and how it goes on from there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Keyframe<T> {
    /// Seconds from the start of the layer (or of the audio track).
    pub time: f64,
    /// The value at that time.
    pub value: T,
    /// How it gets to the next keyframe. Unused on the last.
    pub easing: Easing,
}

/// A property over time: held before the first keyframe and after the last, eased in between.
///
/// Never empty; keyframes stand in order of time. Two at the same time are a jump: the later one counts from there on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keyframes<T>(Vec<Keyframe<T>>);

impl<T: Lerp> Keyframes<T> {
    /// The same value at all times.
    pub fn constant(value: T) -> Self {
        Self(vec![Keyframe { time: 0.0, value, easing: Easing::Hold }])
    }

    /// Through these keyframes, sorted by time (stable). `None` when there are none.
    pub fn through(mut keyframes: Vec<Keyframe<T>>) -> Option<Self> {
        keyframes.sort_by(|a, b| a.time.total_cmp(&b.time));
        (!keyframes.is_empty()).then_some(Self(keyframes))
    }

    /// From one value to another between two times.
    pub fn ramp(from: (f64, T), to: (f64, T), easing: Easing) -> Self {
        Self(vec![
            Keyframe { time: from.0, value: from.1, easing },
            Keyframe { time: to.0, value: to.1, easing: Easing::Hold },
        ])
    }

    /// The value at `time` seconds.
    pub fn at(&self, time: f64) -> T {
        let next = self.0.partition_point(|k| k.time <= time);
        match (next.checked_sub(1).and_then(|i| self.0.get(i)), self.0.get(next)) {
            (Some(here), Some(there)) => {
                let progress = (time - here.time) / (there.time - here.time);
                here.value.lerp(there.value, here.easing.at(progress))
            }
            (Some(last), None) => last.value,
            (None, first) => first.map_or_else(|| self.0[0].value, |k| k.value),
        }
    }

    /// The keyframes, in order of time.
    pub fn keyframes(&self) -> &[Keyframe<T>] {
        &self.0
    }
}

impl<T: Lerp + PartialEq> Keyframes<T> {
    /// The value, if it is the same at all times.
    pub fn as_constant(&self) -> Option<T> {
        let first = self.0.first()?.value;
        self.0.iter().all(|k| k.value == first).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_held_outside_and_eased_inside() {
        let fade = Keyframes::ramp((1.0, 0.0), (3.0, 10.0), Easing::Linear);
        assert_eq!([0.0, 1.0, 2.0, 3.0, 9.0].map(|t| fade.at(t)), [0.0, 0.0, 5.0, 10.0, 10.0]);
        assert_eq!(fade.as_constant(), None);
        assert_eq!(Keyframes::constant(4.0).as_constant(), Some(4.0));
    }

    #[test]
    fn a_hold_jumps_at_the_next_keyframe() {
        let steps = Keyframes::ramp((0.0, 1.0), (2.0, 5.0), Easing::Hold);
        assert_eq!([0.0, 1.9, 2.0].map(|t| steps.at(t)), [1.0, 1.0, 5.0]);
    }

    #[test]
    fn bezier_curves_match_css() {
        assert!((Easing::EASE_IN_OUT.at(0.5) - 0.5).abs() < 1e-9);
        assert!((Easing::CubicBezier(0.25, 0.1, 0.25, 1.0).at(0.5) - 0.802_403_4).abs() < 1e-6);
        assert_eq!(Easing::EASE_IN_OUT.at(0.0), 0.0);
        assert_eq!(Easing::EASE_IN_OUT.at(1.0), 1.0);
    }
}
