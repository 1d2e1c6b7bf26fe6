//! Fades: of pictures (transitions) and of sounds (volume effects). Both run inside the clip's own time.

use crate::composition::{Easing, Keyframes};

/// How long a volume fade lasts at most, in seconds.
const LONGEST_VOLUME_FADE: f64 = 2.0;

/// Opacity from nothing to all over the first `seconds` of a clip.
pub(super) fn picture_in(seconds: f64) -> Keyframes<f64> {
    Keyframes::ramp((0.0, 0.0), (seconds, 1.0), Easing::EASE_IN_OUT)
}

/// Opacity from all to nothing over the last `seconds` of a clip of this length. In a shorter clip it is under way from
/// the start.
pub(super) fn picture_out(seconds: f64, length: f64) -> Keyframes<f64> {
    Keyframes::ramp((length - seconds, 1.0), (length, 0.0), Easing::EASE_IN_OUT)
}

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
    fn pictures_fade_at_both_ends_along_ease_in_out() {
        let (start, end) = (picture_in(1.0), picture_out(0.5, 4.0));
        assert_eq!([0.0, 1.0, 4.0].map(|t| start.at(t)), [0.0, 1.0, 1.0]);
        assert_eq!([0.0, 3.5, 4.0].map(|t| end.at(t)), [1.0, 1.0, 0.0]);
        assert!((start.at(0.5) - 0.5).abs() < 1e-9 && (end.at(3.75) - 0.5).abs() < 1e-9);
        // CSS ease-in-out a quarter of the way.
        assert!((start.at(0.25) - 0.129_162).abs() < 1e-6, "{}", start.at(0.25));
    }

    #[test]
    fn a_clip_shorter_than_its_fade_starts_in_the_middle_of_it() {
        let end = picture_out(2.0, 1.0);
        assert!((end.at(0.0) - 0.5).abs() < 1e-9);
        assert_eq!(end.at(1.0), 0.0);
    }

    #[test]
    fn sounds_fade_linearly_over_two_seconds_or_half_their_length() {
        assert_eq!([0.0, 1.0, 2.0, 5.0].map(|t| sound_in(10.0).at(t)), [0.0, 0.5, 1.0, 1.0]);
        assert_eq!([0.0, 8.0, 9.5, 10.0].map(|t| sound_out(10.0).at(t)), [1.0, 1.0, 0.25, 0.0]);
        assert_eq!([0.0, 0.5, 1.0, 2.0].map(|t| sound_in(2.0).at(t)), [0.0, 0.5, 1.0, 1.0]);
        assert_eq!([0.5, 1.0, 1.5, 2.0].map(|t| sound_out(2.0).at(t)), [1.0, 1.0, 0.5, 0.0]);
    }
}
