//! Texts that move: their parts, and where these are when.

use super::support::{count, extent, is_opaque};
use super::text::{BLUE, RED, lettering, moving, parts, picture, text};
use domain::composition::{Ground, MotionPreset, MotionUnit, Point, Rect, Span, Sprite, Stroke, TextBox, TextMotion};
use raster::Raster;

/// Three letters in two words, 64 pixels high, at the top left: see the numbers of an H in the tests of still texts.
fn words(preset: MotionPreset) -> TextBox {
    let still = TextBox { align: Point { x: 0.0, y: 0.0 }, lettering: lettering(64.0), ..text("HH H") };
    moving(still, preset)
}

fn by(mut text: TextBox, unit: MotionUnit) -> TextBox {
    text.motion.as_mut().unwrap().by = Some(unit);
    text
}

fn opacity(sprite: &Sprite, time: f64) -> f64 {
    sprite.opacities.iter().map(|factor| factor.at(time)).product()
}

fn x(sprite: &Sprite, time: f64) -> f64 {
    sprite.placement.rect_at(time).x
}

fn spans(parts: &[(Sprite, Raster)]) -> Vec<(f64, f64)> {
    parts.iter().map(|(sprite, _)| (sprite.span.start, sprite.span.end)).collect()
}

#[test]
fn the_whole_text_takes_over_when_the_motion_has_ended() {
    let still = picture(TextBox { motion: None, ..words(MotionPreset::FadeIn) });
    let whole = extent(&still, |pixel| pixel[3] > 0).unwrap();
    for preset in [
        MotionPreset::FadeIn,
        MotionPreset::SlideIn,
        MotionPreset::Shift,
        MotionPreset::Ascend,
        MotionPreset::Typewriter,
        MotionPreset::MovingLetters,
    ] {
        let parts = parts(words(preset));
        let (last, raster) = parts.last().unwrap();
        assert_eq!(last.span, Span { start: 2.0, end: 5.0 }, "{preset:?}");
        let rect = Rect {
            x: whole.0.into(),
            y: whole.1.into(),
            width: f64::from(whole.2 - whole.0),
            height: f64::from(whole.3 - whole.1),
        };
        assert_eq!(last.placement.rect_at(0.0), rect, "{preset:?}");
        assert_eq!((raster.width, raster.height), (last.width, last.height));
        let same = (0..raster.height).all(|row| {
            (0..raster.width).all(|column| raster.pixel(column, row) == still.pixel(whole.0 + column, whole.1 + row))
        });
        assert!(same, "{preset:?}");
        assert!(parts[..parts.len() - 1].iter().all(|(sprite, _)| sprite.span.end <= 2.0), "{preset:?}");
    }
}

#[test]
fn what_is_behind_a_moving_text_stands_still_for_the_whole_clip() {
    let ground = Some(Ground { color: RED, radius: 0.0, around: None });
    let parts = parts(TextBox { ground, ..words(MotionPreset::SlideIn) });
    let (sprite, raster) = &parts[0];
    assert_eq!((sprite.span, sprite.opacities.len()), (Span { start: 0.0, end: 5.0 }, 0));
    assert_eq!(count(raster, [255, 0, 0, 255]), 400 * 200);
    assert_eq!(parts.len(), 3);
}

#[test]
fn a_fading_text_grows_about_its_middle() {
    let parts = parts(words(MotionPreset::FadeIn));
    let (sprite, raster) = &parts[0];
    assert_eq!(parts.len(), 2);
    assert_eq!([0.0, 2.0].map(|time| opacity(sprite, time)), [0.0, 1.0]);
    // 1 − (1 − ½)²
    assert!((opacity(sprite, 1.0) - 0.75).abs() < 1e-6);
    let (first, last) = (sprite.placement.rect_at(0.0), sprite.placement.rect_at(2.0));
    assert!((first.width - 0.95 * f64::from(raster.width)).abs() < 1e-6);
    // The block's middle: two H (48.125 each), a space (651 / 2048 · 64 = 20.34), another H: 164.7 wide.
    let middle = 164.72 / 2.0;
    let from_middle = |rect: Rect| (middle - rect.x) / rect.width;
    assert!((from_middle(first) - from_middle(last)).abs() < 1e-3);
}

#[test]
fn a_sliding_text_comes_from_two_letter_heights_and_a_shifting_one_from_less() {
    for (preset, far) in [(MotionPreset::SlideIn, 128.0), (MotionPreset::Shift, 38.4)] {
        let parts = parts(words(preset));
        let sprite = &parts[0].0;
        assert!((x(sprite, 0.0) - x(sprite, 2.0) - far).abs() < 1e-6, "{preset:?}");
        assert!((x(sprite, 1.0) - x(sprite, 2.0) - far / 8.0).abs() < 1e-6, "{preset:?}");
        assert!((x(sprite, 2.0) - 6.0).abs() < 1e-6, "{preset:?}");
    }
}

#[test]
fn words_ascend_one_after_the_other() {
    let parts = parts(words(MotionPreset::Ascend));
    assert_eq!(parts.len(), 3);
    let y = |index: usize, time: f64| parts[index].0.placement.rect_at(time).y;
    // Two fifths of 64, over 0.6 s each, the second from 1.4 s on.
    assert!((y(0, 0.0) - y(0, 0.6) - 25.6).abs() < 1e-6);
    assert!((y(1, 1.4) - y(1, 2.0) - 25.6).abs() < 1e-6);
    assert_eq!((opacity(&parts[1].0, 1.4), opacity(&parts[1].0, 2.0)), (0.0, 1.0));
    // "HH" and "H", each cropped to its ink.
    assert_eq!((parts[0].0.width, parts[1].0.width), (84, 37));
}

#[test]
fn letters_move_alone_when_the_text_says_so() {
    let parts = parts(by(words(MotionPreset::SlideIn), MotionUnit::Character));
    // Three letters and the whole; the space has no ink.
    assert_eq!(parts.len(), 4);
    let places: Vec<f64> = parts[..3].iter().map(|(sprite, _)| x(sprite, 2.0).round()).collect();
    assert_eq!(places, [6.0, 54.0, 122.0]);
    // 0.7 · 2 s / 2 between them, 0.3 s each.
    assert_eq!((opacity(&parts[1].0, 0.7), opacity(&parts[1].0, 1.0)), (0.0, 1.0));
}

#[test]
fn an_outline_never_covers_the_letter_before() {
    let mut text = by(words(MotionPreset::SlideIn), MotionUnit::Character);
    text.lettering.stroke = Some(Stroke { width: 20.0, color: BLUE });
    let parts = parts(text);
    assert_eq!(parts.len(), 7);
    let is_blue = |raster: &Raster| count(raster, [0, 0, 255, 255]) > 0;
    assert!(parts[..3].iter().all(|(_, raster)| is_blue(raster)));
    assert!(parts[3..6].iter().all(|(_, raster)| !is_blue(raster) && count(raster, [255; 4]) > 0));
}

#[test]
fn a_typed_text_appears_letter_by_letter_behind_its_cursor() {
    let parts = parts(words(MotionPreset::Typewriter));
    // Four signs in 2 s: the first after 0.5 s, the space after 1.5 s, the last with the whole text.
    let letters = [(0.5, 2.0), (1.0, 2.0)];
    let cursors = [(0.0, 0.5), (0.5, 1.0), (1.0, 1.5), (1.5, 2.0)];
    let wanted: Vec<(f64, f64)> = letters.into_iter().chain(cursors).chain([(2.0, 5.0)]).collect();
    assert_eq!(spans(&parts), wanted);
    // 64 / 15 = 4.3 wide; at the ends of the letters before it: 0, 48.1, 96.25 and 116.6.
    let bars: Vec<(f64, u32, u32)> =
        parts[2..6].iter().map(|(sprite, raster)| (x(sprite, 0.0), raster.width, raster.height)).collect();
    assert_eq!(bars, [(0.0, 4, 64), (48.0, 4, 64), (96.0, 4, 64), (117.0, 4, 64)]);
    assert_eq!(count(&parts[2].1, [255; 4]), 4 * 64);
}

#[test]
fn a_wave_runs_through_the_letters_upwards_and_sideways() {
    let parts_up = parts(words(MotionPreset::MovingLetters));
    assert_eq!(parts_up.len(), 4);
    let offsets = |sprite: &Sprite| -> Vec<f64> {
        let rest = sprite.placement.rect_at(2.0);
        (0..60).map(|at| sprite.placement.rect_at(f64::from(at) / 30.0).y - rest.y).collect()
    };
    let first = offsets(&parts_up[0].0);
    let highest = first.iter().fold(0.0_f64, |high, y| high.max(y.abs()));
    // Three tenths of 64.
    assert!(highest > 18.0 && highest <= 19.2 + 1e-9, "{highest}");
    assert_ne!(first, offsets(&parts_up[1].0));
    let mut sideways = words(MotionPreset::MovingLetters);
    sideways.motion.as_mut().unwrap().towards = Some(domain::composition::Direction::Left);
    let sprite = &parts(sideways)[0].0;
    assert!(offsets(sprite).iter().all(|y| *y == 0.0));
    assert!((x(sprite, 0.25) - x(sprite, 2.0)).abs() > 10.0);
}

#[test]
fn a_text_that_says_nothing_is_drawn_as_nothing() {
    for preset in [MotionPreset::FadeIn, MotionPreset::Typewriter] {
        let parts = parts(moving(text(" \n "), preset));
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].1.pixels, [0; 4]);
    }
}

#[test]
fn very_many_letters_are_named_as_too_many() {
    use super::support::LIBRARY;
    use super::text::request;
    let mut text = moving(text(&"x".repeat(30_000)), MotionPreset::FadeIn);
    text.lettering.size = 1.0;
    text.motion = Some(TextMotion { by: Some(MotionUnit::Character), ..text.motion.unwrap() });
    let failure = raster::draw(&request(text), raster::Given::default(), &LIBRARY).unwrap_err();
    assert_eq!(failure.code, domain::FailureCode::LimitReached);
    assert!(failure.message.contains("more than 20000 parts"), "{}", failure.message);
    assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[1].asset"));
}

#[test]
fn parts_are_cropped_to_their_ink() {
    for (sprite, raster) in parts(by(words(MotionPreset::SlideIn), MotionUnit::Character)) {
        let full = (0, 0, sprite.width, sprite.height);
        assert_eq!(extent(&raster, |pixel| pixel[3] > 0), Some(full));
        assert!(extent(&raster, is_opaque).is_some());
    }
}
