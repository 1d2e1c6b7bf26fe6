//! Subtitles: when they are shown, and where.

use super::support::{LIBRARY, count, extent, is_opaque};
use super::text::{RED, lettering, parts_of};
use domain::composition::{Captions, Ground, Insets, RasterRequest, RasterSource, SourceId, Span, Sprite, TimeMap};
use domain::{Failure, FailureCode};
use raster::{Drawing, Given, Raster, draw};

const FILE: &str =
    "1\n00:00:01,000 --> 00:00:02,500\nHH\n\n2\n00:00:04,000 --> 00:00:20,000\nHH HH HH HH HH HH HH HH\n";
const RED_PIXEL: [u8; 4] = [255, 0, 0, 255];

fn captions() -> Captions {
    Captions {
        source: SourceId(0),
        time: TimeMap::IDENTITY,
        clip: 10.0,
        lettering: lettering(20.0),
        ground: Some(Ground { color: RED, radius: 0.0, around: Some(10.0) }),
        within: Insets { left: 40.0, right: 40.0, ..Insets::default() },
        anchor: 0.5,
        at: 0.5,
    }
}

fn drawn(captions: Captions, file: &str) -> Result<Drawing, Failure> {
    let request = RasterRequest {
        pointer: "timeline.tracks[0].clips[1].asset".to_owned(),
        width: 320,
        height: 200,
        source: RasterSource::Captions(Box::new(captions)),
        fonts: Vec::new(),
    };
    draw(&request, Given { fonts: &[], file: file.as_bytes() }, &LIBRARY)
}

fn parts(captions: Captions, file: &str) -> Vec<(Sprite, Raster)> {
    parts_of(drawn(captions, file).unwrap())
}

#[test]
fn each_is_shown_in_its_time_and_no_longer_than_the_clip() {
    let spans: Vec<Span> = parts(captions(), FILE).iter().map(|(sprite, _)| sprite.span).collect();
    assert_eq!(spans, [Span { start: 1.0, end: 2.5 }, Span { start: 4.0, end: 10.0 }]);
}

#[test]
fn trim_and_speed_move_the_times_of_the_file() {
    let time = TimeMap { offset: 2.0, speed: 2.0, repeats: None };
    let spans: Vec<Span> =
        parts(Captions { time, clip: 3.0, ..captions() }, FILE).iter().map(|(s, _)| s.span).collect();
    assert_eq!(spans, [Span { start: 0.0, end: 0.25 }, Span { start: 1.0, end: 3.0 }]);
}

#[test]
fn the_ground_covers_the_block_and_what_is_around_it() {
    let (sprite, raster) = &parts(captions(), FILE)[0];
    let rect = sprite.placement.rect_at(0.0);
    // "HH" is 2 · 1540 / 2048 · 20 = 30.1 wide and 24 high, and stands in the middle; ten more on every side.
    assert_eq!((rect.x, rect.y), (134.0, 78.0));
    assert_eq!((raster.width, raster.height), (52, 44));
    assert_eq!(extent(raster, |pixel| pixel == RED_PIXEL), Some((1, 0, 51, 44)));
    assert!(count(raster, [255; 4]) > 50);
}

#[test]
fn long_lines_break_between_the_sides() {
    let (sprite, raster) = &parts(captions(), FILE)[1];
    let rect = sprite.placement.rect_at(0.0);
    assert!(rect.x >= 30.0 && rect.x + rect.width <= 290.0, "{rect:?}");
    // Two lines, and ten more above and below.
    assert_eq!(raster.height, 68);
}

#[test]
fn the_block_hangs_on_its_anchor_and_stays_in_the_frame() {
    let top = |anchor, at| parts(Captions { anchor, at, ..captions() }, FILE)[0].0.placement.rect_at(0.0).y;
    assert_eq!(top(0.0, 0.25), 40.0);
    assert_eq!(top(1.0, 0.25), 16.0);
    assert_eq!(top(0.5, 1.0), 156.0);
    assert_eq!(top(1.0, 0.0), 0.0);
}

#[test]
fn without_a_ground_there_are_letters_alone() {
    let (_, raster) = &parts(Captions { ground: None, ..captions() }, FILE)[0];
    assert_eq!(count(raster, RED_PIXEL), 0);
    assert!(extent(raster, is_opaque).is_some());
    assert!(raster.width < 34 && raster.height < 18, "{} {}", raster.width, raster.height);
}

#[test]
fn a_file_that_shows_nothing_in_the_clip_is_drawn_as_nothing() {
    let parts = parts(Captions { clip: 0.5, ..captions() }, FILE);
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].1.pixels, [0; 4]);
}

#[test]
fn a_file_that_is_none_is_told_by_its_line() {
    let failure = drawn(captions(), "1\n00:00:01,000 --> 00:00:02,000\na\n\n2\nsoon --> later\nb\n").unwrap_err();
    assert_eq!(
        (failure.code, failure.pointer.as_deref()),
        (FailureCode::BadMedia, Some("timeline.tracks[0].clips[1].asset"))
    );
    assert!(failure.message.contains("line 6: expected times"), "{}", failure.message);
    assert!(drawn(captions(), "<html>").unwrap_err().message.contains("line 1:"));
}
