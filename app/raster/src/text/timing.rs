//! When and how the units of a text move: numbers only, nothing is drawn here.

use super::units::By;
use crate::limits;
use domain::composition::{Direction, Easing, Keyframe, Keyframes, MotionPreset, MotionUnit, Point, TextMotion};
use std::f64::consts::PI;

/// 1 − (1 − x)², exactly.
const EASE_OUT_QUAD: Easing = Easing::CubicBezier(1.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 1.0);
/// 1 − (1 − x)³, exactly.
const EASE_OUT_CUBIC: Easing = Easing::CubicBezier(1.0 / 3.0, 1.0, 2.0 / 3.0, 1.0);
/// Of the whole motion: between the first unit's start and the last one's.
const STAGGER: f64 = 0.7;
/// How long one of several units moves at most, in seconds.
const WINDOW: f64 = 0.3;
/// Keyframes a second of what no curve describes.
const RATE: f64 = 30.0;

/// How one unit gets to its place. Times count from the text's start.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Move {
    /// How far it is from its place, in pixels.
    pub displacement: Keyframes<Point>,
    pub scale: Option<Keyframes<f64>>,
    pub opacity: Keyframes<f64>,
}

/// What moves when the text does not say.
pub(super) fn by(motion: &TextMotion) -> By {
    match (motion.by, motion.preset) {
        (Some(by), _) => by.into(),
        (None, MotionPreset::FadeIn | MotionPreset::SlideIn | MotionPreset::Shift) => By::Whole,
        (None, MotionPreset::Ascend) => By::from(MotionUnit::Word),
        (None, MotionPreset::Typewriter | MotionPreset::MovingLetters) => By::from(MotionUnit::Character),
    }
}

/// When everything stands in its place, in seconds: a text of this many letters that does not say takes a thirtieth of
/// a second for each of them.
pub(super) fn duration(motion: &TextMotion, letters: usize) -> f64 {
    let natural = (letters as f64 / 30.0).max(0.3);
    motion.seconds.unwrap_or(natural).min(0.9 * motion.clip)
}

/// How the units of a text move, other than by typing. `size` is the height of its letters, `seconds` what
/// [`duration`] says.
pub(super) fn moves(motion: &TextMotion, count: usize, size: f64, seconds: f64) -> Vec<Move> {
    let towards = |usual: Direction| motion.towards.unwrap_or(usual);
    match motion.preset {
        MotionPreset::FadeIn => staggered(count, seconds, |start, end| Move {
            displacement: Keyframes::constant(Point::default()),
            scale: Some(Keyframes::ramp((start, 0.95), (end, 1.0), EASE_OUT_QUAD)),
            opacity: Keyframes::ramp((start, 0.0), (end, 1.0), EASE_OUT_QUAD),
        }),
        MotionPreset::SlideIn => staggered(count, seconds, coming(2.0 * size, towards(Direction::Left))),
        MotionPreset::Shift => staggered(count, seconds, coming(0.6 * size, towards(Direction::Left))),
        MotionPreset::Ascend => {
            let coming = coming(0.4 * size, towards(Direction::Up));
            spread(count, seconds, (1.0 - STAGGER) * seconds, coming)
        }
        MotionPreset::MovingLetters => wave(count, seconds, 0.3 * size, towards(Direction::Up)),
        // Letters that are typed do not move.
        MotionPreset::Typewriter => Vec::new(),
    }
}

/// One unit takes all of the time; several begin one after the other, and each takes a part of it.
fn staggered(count: usize, seconds: f64, make: impl Fn(f64, f64) -> Move) -> Vec<Move> {
    let window = if count > 1 { WINDOW.min((1.0 - STAGGER) * seconds) } else { seconds };
    spread(count, seconds, window, make)
}

fn spread(count: usize, seconds: f64, window: f64, make: impl Fn(f64, f64) -> Move) -> Vec<Move> {
    let window = if count > 1 { window } else { seconds };
    let step = if count > 1 { STAGGER * seconds / (count - 1) as f64 } else { 0.0 };
    let starts = (0..count).map(|index| index as f64 * step);
    starts.map(|start| make(start, start + window)).collect()
}

/// From `far` away, becoming visible on the way.
fn coming(far: f64, towards: Direction) -> impl Fn(f64, f64) -> Move {
    let Point { x, y } = way(towards);
    let from = Point { x: -x * far, y: -y * far };
    move |start, end| Move {
        displacement: Keyframes::ramp((start, from), (end, Point::default()), EASE_OUT_CUBIC),
        scale: None,
        opacity: Keyframes::ramp((start, 0.0), (end, 1.0), EASE_OUT_QUAD),
    }
}

/// Two waves run through the letters, ten letters long, and come to rest over the last three tenths of the time. The letters
/// become visible over the first half.
fn wave(count: usize, seconds: f64, height: f64, towards: Direction) -> Vec<Move> {
    const WAVES: f64 = 2.0;
    const LETTERS: f64 = 10.0;
    const REST: f64 = 0.7;
    let most = (limits::KEYFRAMES / count.max(1)).clamp(2, 10_000);
    let samples = ((seconds * RATE).ceil() as usize).clamp(1, most - 1);
    let way = way(towards);
    let letter = |index: usize| {
        let at = |sample: usize| {
            let progress = sample as f64 / samples as f64;
            let rest = ((1.0 - progress) / (1.0 - REST)).min(1.0);
            let far = height * rest * (2.0 * PI * (index as f64 / LETTERS - WAVES * progress)).sin();
            let value = Point { x: way.x * far, y: way.y * far };
            Keyframe { time: progress * seconds, value, easing: Easing::Linear }
        };
        Move {
            displacement: Keyframes::through((0..=samples).map(at).collect())
                .unwrap_or_else(|| Keyframes::constant(Point::default())),
            scale: None,
            opacity: Keyframes::ramp((0.0, 0.0), (0.5 * seconds, 1.0), Easing::Linear),
        }
    };
    (0..count).map(letter).collect()
}

fn way(towards: Direction) -> Point {
    let (x, y) = match towards {
        Direction::Left => (-1.0, 0.0),
        Direction::Right => (1.0, 0.0),
        Direction::Up => (0.0, -1.0),
        Direction::Down => (0.0, 1.0),
    };
    Point { x, y }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn motion(preset: MotionPreset) -> TextMotion {
        TextMotion { preset, seconds: None, by: None, towards: None, clip: 10.0 }
    }

    #[test]
    fn a_text_takes_a_thirtieth_of_a_second_a_letter_and_no_more_than_nine_tenths_of_its_clip() {
        let typed = motion(MotionPreset::Typewriter);
        assert_eq!(duration(&typed, 3), 0.3);
        assert_eq!(duration(&typed, 60), 2.0);
        assert_eq!(duration(&typed, 600), 9.0);
        assert_eq!(duration(&TextMotion { seconds: Some(5.0), ..typed }, 600), 5.0);
        assert_eq!(duration(&TextMotion { seconds: Some(9.5), ..typed }, 600), 9.0);
    }

    #[test]
    fn what_moves_is_the_presets_unless_the_text_says() {
        assert_eq!(by(&motion(MotionPreset::FadeIn)), By::Whole);
        assert_eq!(by(&motion(MotionPreset::Ascend)), By::Word);
        assert_eq!(by(&motion(MotionPreset::Typewriter)), By::Letter);
        let worded = TextMotion { by: Some(MotionUnit::Word), ..motion(MotionPreset::Typewriter) };
        assert_eq!(by(&worded), By::Word);
    }

    #[test]
    fn a_whole_text_slides_two_letter_heights_to_the_left() {
        let moves = moves(&motion(MotionPreset::SlideIn), 1, 50.0, 2.0);
        let slide = |time| moves[0].displacement.at(time);
        assert_eq!(slide(0.0), Point { x: 100.0, y: 0.0 });
        // (1 − 0.5)³ of the way is left at half the time.
        assert!((slide(1.0).x - 12.5).abs() < 1e-6, "{:?}", slide(1.0));
        assert_eq!(slide(2.0).x, 0.0);
        assert!((moves[0].opacity.at(1.0) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn units_begin_one_after_the_other_over_seven_tenths_of_the_time() {
        let found = moves(&motion(MotionPreset::FadeIn), 8, 50.0, 4.0);
        // 0.7 · 4 s / 7 between them, 0.3 s each.
        let begun = |index: usize| found[index].opacity.keyframes()[0].time;
        assert!((begun(1) - 0.4).abs() < 1e-9 && (begun(7) - 2.8).abs() < 1e-9);
        assert_eq!(found[7].opacity.at(3.11), 1.0);
        assert!(found[7].opacity.at(3.09) < 1.0);
        assert_eq!(found[0].scale.as_ref().unwrap().at(0.0), 0.95);
    }

    #[test]
    fn words_ascend_two_fifths_of_a_letter_height_and_the_last_is_there_at_the_end() {
        let found = moves(&motion(MotionPreset::Ascend), 3, 50.0, 2.0);
        assert_eq!(found[0].displacement.at(0.0), Point { x: 0.0, y: 20.0 });
        assert_eq!(found[2].displacement.keyframes()[0].time, 1.4);
        assert_eq!(found[2].opacity.at(2.0), 1.0);
        let down = TextMotion { towards: Some(Direction::Down), ..motion(MotionPreset::Ascend) };
        assert_eq!(moves(&down, 1, 50.0, 2.0)[0].displacement.at(0.0).y, -20.0);
    }

    #[test]
    fn the_wave_is_three_tenths_high_and_comes_to_rest() {
        let found = moves(&motion(MotionPreset::MovingLetters), 40, 50.0, 3.0);
        let heights = |one: &Move| one.displacement.keyframes().iter().map(|k| k.value.y.abs()).fold(0.0, f64::max);
        let highest = found.iter().map(heights).fold(0.0, f64::max);
        assert!((highest - 15.0).abs() < 0.01, "{highest}");
        assert_eq!(found[0].displacement.keyframes().len(), 91);
        // A quarter of a wave into the letters, before it moves on.
        let start: Vec<f64> = [0, 5, 10].iter().map(|at: &usize| found[*at].displacement.at(0.0).y).collect();
        assert!(start.iter().all(|y| y.abs() < 1e-9), "{start:?}");
        assert!(found.iter().all(|one| one.displacement.at(3.0).y.abs() < 1e-9 && one.opacity.at(1.5) == 1.0));
    }

    #[test]
    fn very_many_letters_share_the_keyframes_there_are() {
        let found = moves(&motion(MotionPreset::MovingLetters), 10_000, 50.0, 9.0);
        let keyframes: usize = found.iter().map(|one| one.displacement.keyframes().len()).sum();
        assert!(keyframes <= limits::KEYFRAMES, "{keyframes}");
    }
}
