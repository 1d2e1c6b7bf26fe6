//! Tweens: a property that changes over time, as keyframes.

use crate::composition::{Easing, Keyframe, Keyframes};

/// One stretch of change, with its defaults filled in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    /// Seconds from the clip's start.
    pub start: f64,
    /// Seconds.
    pub length: f64,
    pub from: f64,
    pub to: f64,
    /// [`Easing::Hold`] keeps `from` to the end of the stretch.
    pub easing: Easing,
}

/// Two stretches lie over one another; this is the place of the later one in the list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Overlap(pub usize);

/// What rounding may do to the end of one stretch and the start of the next, in seconds.
const TOUCHING: f64 = 1e-6;

/// The keyframes of a property whose value without tweens is `neutral`, out of stretches in the order of their starts.
///
/// Before the first stretch the value goes evenly from `neutral` to its `from`, between two evenly from one's `to` to
/// the other's `from`, and after the last it stays. `None` when there are no stretches.
pub(super) fn keyframes(stretches: &[Stretch], neutral: f64) -> Result<Option<Keyframes<f64>>, Overlap> {
    let mut frames = Vec::new();
    let mut reached: Option<f64> = None;
    for (index, Stretch { start, length, from, to, easing }) in stretches.iter().copied().enumerate() {
        match reached {
            None if start > 0.0 => frames.push(Keyframe { time: 0.0, value: neutral, easing: Easing::Linear }),
            Some(end) if start < end - TOUCHING => return Err(Overlap(index)),
            _ => {}
        }
        // Never before the stretch that ends here: keyframes of equal time keep their order.
        let start = reached.map_or(start, |end| start.max(end));
        frames.push(Keyframe { time: start, value: from, easing });
        frames.push(Keyframe { time: start + length, value: to, easing: Easing::Linear });
        reached = Some(start + length);
    }
    Ok(Keyframes::through(frames))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(start: f64, length: f64, from: f64, to: f64) -> Stretch {
        Stretch { start, length, from, to, easing: Easing::Linear }
    }

    fn values(stretches: &[Stretch], neutral: f64, times: &[f64]) -> Vec<f64> {
        let keyframes = keyframes(stretches, neutral).unwrap().unwrap();
        times.iter().map(|t| keyframes.at(*t)).collect()
    }

    #[test]
    fn gaps_are_crossed_evenly_and_the_end_is_held() {
        let tweens = [linear(1.0, 1.0, 2.0, 4.0), linear(4.0, 2.0, 10.0, 20.0)];
        let at = values(&tweens, 1.0, &[0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 60.0]);
        assert_eq!(at, [1.0, 1.5, 2.0, 3.0, 4.0, 7.0, 10.0, 15.0, 20.0, 20.0]);
    }

    #[test]
    fn a_constant_stretch_keeps_its_from_to_its_end() {
        let tweens = [Stretch { start: 0.0, length: 2.0, from: 0.5, to: 1.0, easing: Easing::Hold }];
        assert_eq!(values(&tweens, 1.0, &[0.0, 1.9, 2.0, 9.0]), [0.5, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn touching_is_allowed_and_may_jump_but_overlapping_is_not() {
        let touching = [linear(0.0, 1.0, 0.0, 1.0), linear(1.0, 1.0, 5.0, 6.0)];
        assert_eq!(values(&touching, 0.0, &[0.5, 1.0, 2.0]), [0.5, 5.0, 6.0]);
        let overlapping = [linear(0.0, 1.0, 0.0, 1.0), linear(0.5, 1.0, 0.0, 1.0)];
        assert_eq!(keyframes(&overlapping, 0.0), Err(Overlap(1)));
        assert_eq!(keyframes(&[], 0.0), Ok(None));
    }
}
