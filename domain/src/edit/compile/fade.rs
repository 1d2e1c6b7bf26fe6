//! Fades of sounds: volume effects, inside the sound's own time.

use crate::composition::{Easing, Keyframes};

/// How long a volume fade lasts at most, in seconds.
const LONGEST_VOLUME_FADE: f64 = 2.0;

/// Gain from silence over the first 2 s, or over half of a sound shorter than 4 s.
pub(super) fn sound_in(length: f64) -> Keyframes<f64> {
    Keyframes::ramp((0.0, 0.0), (sound_fade(length), 1.0), Easing::Linear)
}

/// Gain to silence over the last 2 s, or over half of a sound shorter than 4 s.
pub(super) fn sound_out(length: f64) -> Keyframes<f64> {
    Keyframes::ramp((length - sound_fade(length), 1.0), (length, 0.0), Easing::Linear)
}

fn sound_fade(length: f64) -> f64 {
    LONGEST_VOLUME_FADE.min(length / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_fade_linearly_over_two_seconds_or_half_their_length() {
        assert_eq!([0.0, 1.0, 2.0, 5.0].map(|t| sound_in(10.0).at(t)), [0.0, 0.5, 1.0, 1.0]);
        assert_eq!([0.0, 8.0, 9.5, 10.0].map(|t| sound_out(10.0).at(t)), [1.0, 1.0, 0.25, 0.0]);
        assert_eq!([0.0, 0.5, 1.0, 2.0].map(|t| sound_in(2.0).at(t)), [0.0, 0.5, 1.0, 1.0]);
        assert_eq!([0.5, 1.0, 1.5, 2.0].map(|t| sound_out(2.0).at(t)), [1.0, 1.0, 0.5, 0.0]);
    }
}
