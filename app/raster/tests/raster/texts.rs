//! Texts that stand still: where their ink lies, and in which colours.

use super::support::{LIBRARY, count, extent, is_opaque};
use super::text::{BLUE, RED, WHITE, lettering, picture, request, text};
use domain::composition::{Border, Color, Decoration, Gradient, Ground, Insets, Point, Shadow, Stroke, TextBox};
use raster::fonts::report;
use raster::{Given, Raster, draw};

const RED_PIXEL: [u8; 4] = [255, 0, 0, 255];
const BLUE_PIXEL: [u8; 4] = [0, 0, 255, 255];

fn is_ink(pixel: [u8; 4]) -> bool {
    pixel[3] > 0
}

/// One H of 64 pixels. DejaVu Sans has 2048 units: its H reaches from 201 to 1339 of an advance of 1540, and is 1493 high.
/// Ascent 1901 and descent 483 leave (2.4 pixels less than) the line's 76.8, so the baseline lies at 60.5, on whole pixels
/// at 61.
fn h() -> TextBox {
    TextBox { align: Point { x: 0.0, y: 0.0 }, lettering: lettering(64.0), ..text("H") }
}

fn aligned(x: f64, y: f64) -> TextBox {
    TextBox { align: Point { x, y }, ..h() }
}

#[test]
fn a_letter_stands_where_its_font_says() {
    // 201 · 64 / 2048 = 6.3 and 1339 · 64 / 2048 = 41.8; 61 − 1493 · 64 / 2048 = 14.3.
    assert_eq!(extent(&picture(h()), is_ink), Some((6, 14, 42, 61)));
}

#[test]
fn alignment_and_padding_place_the_block_in_the_box() {
    // 400 − 1540 · 64 / 2048 = 351.9 to the right; 200 − 76.8 = 123.2 down.
    let (left, top, ..) = extent(&picture(aligned(1.0, 1.0)), is_ink).unwrap();
    assert_eq!((left, top), (358, 137));
    let (left, top, ..) = extent(&picture(aligned(0.5, 0.5)), is_ink).unwrap();
    assert_eq!((left, top), (182, 76));
    let padding = Insets { top: 10.0, right: 30.0, bottom: 20.0, left: 50.0 };
    let (left, top, ..) = extent(&picture(TextBox { padding, ..h() }), is_ink).unwrap();
    assert_eq!((left, top), (56, 24));
    let (left, top, ..) = extent(&picture(TextBox { padding, ..aligned(1.0, 1.0) }), is_ink).unwrap();
    assert_eq!((left, top), (328, 117));
}

#[test]
fn lines_break_at_the_width_within_the_padding_and_at_newlines() {
    let lines = |says: &str, side: f64| {
        let padding = Insets { left: side, right: side, ..Insets::default() };
        let raster = picture(TextBox { padding, align: Point { x: 0.0, y: 0.0 }, ..text(says) });
        let (left, top, right, bottom) = extent(&raster, is_opaque).unwrap();
        assert!(f64::from(left) >= side && f64::from(right) <= 400.0 - side, "{left} {right}");
        (bottom - top) / 48
    };
    assert_eq!(lines("HH HH HH", 0.0), 0);
    assert_eq!(lines("HH HH HH", 120.0), 1);
    assert_eq!(lines("HH\nHH\nHH", 0.0), 2);
    // A word that is too long is broken.
    assert_eq!(lines("HHHHHHHHHHHH", 120.0), 2);
}

#[test]
fn a_line_is_as_high_as_its_multiple_says() {
    let second = |line_height: f64| {
        let mut text = TextBox { text: "H\nH".to_owned(), ..h() };
        text.lettering.line_height = line_height;
        text.lettering.size = 32.0;
        let raster = picture(text);
        let (_, top, _, bottom) = extent(&raster, is_opaque).unwrap();
        bottom - top
    };
    assert_eq!(second(2.0) - second(1.0), 32);
}

#[test]
fn letters_and_words_are_spaced() {
    let right = |letters: f64, words: f64| {
        let mut text = TextBox { text: "H H".to_owned(), ..h() };
        text.lettering.letter_spacing = letters;
        text.lettering.word_spacing = words;
        extent(&picture(text), is_opaque).unwrap().2
    };
    let plain = right(0.0, 0.0);
    assert_eq!(right(5.0, 0.0), plain + 10);
    assert_eq!(right(-3.0, 0.0), plain - 6);
    assert_eq!(right(0.0, 12.0), plain + 12);
}

#[test]
fn a_weight_in_a_familys_name_is_drawn_and_an_unknown_family_replaced() {
    let ink = |family: &str, weight: f64| {
        let mut text = h();
        text.lettering.family = family.to_owned();
        text.lettering.weight = weight;
        let raster = picture(text);
        assert_eq!(raster.fonts.len(), 1, "{family}");
        raster.pixels.chunks_exact(4).map(|pixel| u64::from(pixel[3])).sum::<u64>()
    };
    let (bold, regular) = (ink("DejaVu Sans", 700.0), ink("DejaVu Sans", 400.0));
    assert!(bold > regular * 5 / 4, "{bold} {regular}");
    assert_eq!(ink("DejaVu Sans Bold", 400.0), bold);
    assert!(ink("No Such Family", 400.0) > 0);
}

#[test]
fn an_outline_is_half_outside_and_lies_beneath_the_letter() {
    let mut text = h();
    text.lettering.stroke = Some(Stroke { width: 8.0, color: BLUE });
    let raster = picture(text);
    // 4 pixels further than the letter on every side.
    assert_eq!(extent(&raster, is_ink), Some((2, 10, 46, 65)));
    assert_eq!(raster.pixel(4, 40), BLUE_PIXEL);
    // The left stem is white all over: 201 to 403 of 2048.
    assert_eq!((raster.pixel(7, 40), raster.pixel(11, 40)), ([255; 4], [255; 4]));
}

#[test]
fn a_box_is_filled_to_the_pixel() {
    let ground = |radius, around| Some(Ground { color: RED, radius, around });
    let empty = picture(TextBox { ground: ground(0.0, None), ..text("") });
    assert_eq!(count(&empty, RED_PIXEL), 400 * 200);
    let round = picture(TextBox { ground: ground(40.0, None), ..text("") });
    assert_eq!(extent(&round, |pixel| pixel == RED_PIXEL), Some((0, 0, 400, 200)));
    for (x, y) in [(0, 0), (399, 0), (0, 199), (399, 199), (10, 10)] {
        assert_eq!(round.pixel(x, y), [0; 4], "{x} {y}");
    }
    // Within the circle about (40, 40).
    assert_eq!((round.pixel(12, 13), round.pixel(0, 40)), (RED_PIXEL, RED_PIXEL));
    let nothing = picture(TextBox { ground: ground(0.0, Some(10.0)), ..text("") });
    assert_eq!(count(&nothing, [0; 4]), 400 * 200);
}

#[test]
fn a_ground_around_the_text_follows_its_block() {
    let ground = Some(Ground { color: RED, radius: 0.0, around: Some(10.0) });
    let raster = picture(TextBox { ground, ..aligned(0.5, 0.5) });
    // 48.1 wide in the middle of 400 and 76.8 high from 62: ten more on each side.
    assert_eq!(extent(&raster, is_opaque), Some((166, 52, 234, 149)));
}

#[test]
fn a_border_lies_along_the_inside_of_the_box() {
    let border = Some(Border { width: 6.0, color: BLUE, radius: 0.0 });
    let raster = picture(TextBox { border, ..text("") });
    assert_eq!(count(&raster, BLUE_PIXEL), 400 * 200 - 388 * 188);
    assert_eq!((raster.pixel(5, 100), raster.pixel(6, 100)), (BLUE_PIXEL, [0; 4]));
    let round = picture(TextBox { border: Some(Border { width: 6.0, color: BLUE, radius: 30.0 }), ..text("") });
    assert_eq!((round.pixel(0, 0), round.pixel(11, 11), round.pixel(200, 3)), ([0; 4], BLUE_PIXEL, BLUE_PIXEL));
}

#[test]
fn each_line_has_its_colour_behind_it() {
    let mut text = TextBox { text: "HH\nH".to_owned(), ..h() };
    text.lettering.behind = Some(RED);
    let raster = picture(text);
    // 96.25 wide, then 48.1; 76.8 high each.
    assert_eq!((raster.pixel(95, 5), raster.pixel(97, 5)), (RED_PIXEL, [0; 4]));
    assert_eq!((raster.pixel(47, 80), raster.pixel(49, 80)), (RED_PIXEL, [0; 4]));
    assert_eq!((raster.pixel(20, 152), raster.pixel(20, 154)), (RED_PIXEL, [0; 4]));
}

fn shaded(angle: Option<f64>) -> Raster {
    let mut text = TextBox { text: "HHHHHH\nHHHHHH".to_owned(), ..h() };
    text.lettering.gradient = Some(Gradient { angle, stops: vec![(0.0, RED), (1.0, BLUE)] });
    picture(text)
}

#[test]
fn a_gradient_runs_over_the_whole_block() {
    // The block is 288.75 wide and 153.6 high. At (x + ½) the share of blue is (x + ½) / 288.75.
    let blue = |raster: &Raster, x, y| raster.pixel(x, y)[2];
    let across = shaded(Some(0.0));
    for (x, wanted) in [(9, 8), (249, 220), (57, 51)] {
        assert!(blue(&across, x, 40).abs_diff(wanted) <= 2, "{x}: {}", blue(&across, x, 40));
        assert_eq!(blue(&across, x, 40), blue(&across, x, 117), "{x}");
    }
    assert!(across.pixel(9, 40)[0].abs_diff(247) <= 2);
    let down = shaded(Some(90.0));
    assert!(blue(&down, 9, 40).abs_diff(67) <= 2, "{}", blue(&down, 9, 40));
    assert_eq!(blue(&down, 9, 40), blue(&down, 249, 40));
    assert!(blue(&shaded(Some(180.0)), 9, 40).abs_diff(247) <= 2);
    // From the middle at (144.4, 76.8), half of the width far.
    let round = shaded(None);
    assert!(blue(&round, 153, 58) < 60, "{}", blue(&round, 153, 58));
    assert!(blue(&round, 9, 40) > 230, "{}", blue(&round, 9, 40));
}

#[test]
fn a_shadow_falls_beside_the_letter_and_is_blurred() {
    let mut text = h();
    text.lettering.shadow = Some(Shadow { offset: Point { x: 60.0, y: 20.0 }, blur: 0.0, color: RED });
    let raster = picture(text.clone());
    // The letter's (6, 14) to (42, 61), further by the offset.
    assert_eq!(extent(&raster, |pixel| pixel[3] > 0 && pixel[1] == 0), Some((66, 34, 102, 81)));
    let half = Color { a: 128, ..RED };
    text.lettering.shadow = Some(Shadow { offset: Point { x: 60.0, y: 0.0 }, blur: 0.0, color: half });
    assert_eq!(picture(text.clone()).pixel(70, 40), [128, 0, 0, 128]);
    text.lettering.shadow = Some(Shadow { offset: Point { x: 100.0, y: 60.0 }, blur: 20.0, color: RED });
    let soft = picture(text);
    let (left, top, right, bottom) = extent(&soft, |pixel| pixel[3] > 8 && pixel[1] == 0).unwrap();
    assert!(left < 100 && top < 68 && right > 148 && bottom > 127, "{left} {top} {right} {bottom}");
    assert_eq!(count(&soft, RED_PIXEL), 0);
}

#[test]
fn lines_go_under_and_through_the_letters() {
    let with = |decoration| {
        let mut text = TextBox { text: "H H".to_owned(), ..h() };
        text.lettering.decoration = Some(decoration);
        picture(text)
    };
    let under = with(Decoration::Underline);
    // From the block's left end to its right one, without a gap between the words, below the baseline at 61.
    let lined = (61..76).filter(|y| (0..110).all(|x| is_opaque(under.pixel(x, *y)))).count();
    assert!((2..=5).contains(&lined), "{lined}");
    let through = with(Decoration::LineThrough);
    assert!((30..61).any(|y| (0..110).all(|x| is_opaque(through.pixel(x, y)))));
    assert_eq!(extent(&through, is_opaque).unwrap().3, 61);
}

#[test]
fn an_ellipsis_ends_what_does_not_fit() {
    let words = "HHHH HHHH HHHH HHHH HHHH HHHH HHHH HHHH HHHH HHHH HHHH";
    let padding = Insets { top: 20.0, ..Insets::default() };
    let base = TextBox { align: Point { x: 0.0, y: 0.0 }, padding, ..text(words) };
    // Three words of 120.3 fit into a line, and three lines of 48 into what is left of the box; the fourth would be cut.
    let (_, _, _, bottom) = extent(&picture(base.clone()), is_opaque).unwrap();
    assert_eq!(bottom, 200);
    let ended = picture(TextBox { ellipsis: Some("…".to_owned()), ..base.clone() });
    // The baseline of the third line: 20 + 96 + 38. It still has its first two words, and the ellipsis near its end.
    let (_, _, right, bottom) = extent(&ended, is_opaque).unwrap();
    assert_eq!(bottom, 154);
    let dots = (146..154).flat_map(|y| (253..400).map(move |x| (x, y))).filter(|(x, y)| is_opaque(ended.pixel(*x, *y)));
    assert!(dots.count() > 20 && right > 380, "{right}");
    let fits = TextBox { text: "HHHH".to_owned(), ..base };
    let same = TextBox { ellipsis: Some("…".to_owned()), ..fits.clone() };
    assert_eq!(picture(fits), picture(same));
}

#[test]
fn right_to_left_and_foreign_scripts_are_drawn_where_they_belong() {
    let raster = picture(TextBox { align: Point { x: 1.0, y: 0.5 }, ..text("שלום ") });
    let (left, _, right, _) = extent(&raster, is_opaque).unwrap();
    assert!(right > 390 && left > 250, "{left} {right}");
    let raster = picture(TextBox { align: Point { x: 0.0, y: 0.5 }, ..text("שלום ") });
    assert!(extent(&raster, is_opaque).unwrap().0 < 8);
}

#[test]
fn a_text_is_set_in_the_file_that_it_names_whatever_that_calls_itself() {
    let file = report(&LIBRARY).into_iter().find(|line| line.family == "Roboto").and_then(|line| line.file).unwrap();
    let fonts = [b"no font".to_vec(), std::fs::read(file).unwrap()];
    let set = |family: &str, file: Option<usize>| {
        let mut text = text("Hamburg");
        (text.lettering.family, text.lettering.file) = (family.to_owned(), file);
        draw(&request(text), Given { fonts: &fonts, file: &[] }, &LIBRARY).unwrap().whole().unwrap().pixels
    };
    assert_eq!(set("a1b2c3", Some(1)), set("Roboto", None));
    assert_eq!(set("a1b2c3", Some(0)), set("Open Sans", None), "it is no font");
    assert_eq!(set("a1b2c3", Some(2)), set("Open Sans", None), "there is none");
    assert_ne!(set("Roboto", None), set("Open Sans", None));
}

#[test]
fn emoji_have_their_own_colours() {
    let mut text = text("😀");
    text.lettering.family = "Open Sans".to_owned();
    let raster = picture(text);
    let yellow = raster.pixels.chunks_exact(4).filter(|p| p[3] == 255 && p[0] > 200 && p[2] < 100).count();
    assert!(yellow > 300, "{yellow}");
}

#[test]
fn emoji_are_as_opaque_as_their_text() {
    let drawn = |opacity: u8, gradient: bool, stroke: bool| {
        let mut text = text("😀");
        // DejaVu Sans has outlines of it.
        text.lettering.family = "Open Sans".to_owned();
        let color = Color { a: opacity, ..RED };
        text.lettering.color = color;
        text.lettering.gradient = gradient.then(|| Gradient { angle: None, stops: vec![(0.0, color), (1.0, color)] });
        text.lettering.stroke = stroke.then_some(Stroke { width: 2.0, color: BLUE });
        picture(text)
    };
    let whole = drawn(255, false, false);
    for raster in [drawn(128, false, false), drawn(128, true, false), drawn(128, false, true)] {
        for (whole, faint) in whole.pixels.chunks_exact(4).zip(raster.pixels.chunks_exact(4)) {
            // Premultiplied: every value is half of what it was.
            let half =
                whole.iter().zip(faint).all(|(w, f)| (f64::from(*w) * 128.0 / 255.0 - f64::from(*f)).abs() <= 2.0);
            assert!(half, "{whole:?} {faint:?}");
        }
    }
    let yellow = whole.pixels.chunks_exact(4).filter(|p| p[3] == 255 && p[0] > 200 && p[2] < 100).count();
    assert!(yellow > 300, "{yellow}");
    assert_eq!(extent(&drawn(0, false, false), is_ink), None);
}

#[test]
fn what_cannot_be_placed_is_still_drawn_without_a_fault() {
    let padding = Insets { top: 500.0, right: 500.0, bottom: 500.0, left: 500.0 };
    assert_eq!(picture(TextBox { padding, ..text("gone") }).width, 400);
    let mut flat = text("flat\nand flat");
    flat.lettering.line_height = 0.0;
    assert!(extent(&picture(flat), is_opaque).is_some());
    let spaces = picture(TextBox { ellipsis: Some("…".to_owned()), ..text(" \n\n\n \n\n\n\n") });
    assert_eq!((spaces.width, spaces.height), (400, 200));
}

#[test]
fn tabs_and_other_controls_are_spaces() {
    assert_eq!(picture(text("H\tH\u{1}H")), picture(text("H H H")));
    assert_eq!(picture(text("H\r\nH")), picture(text("H\nH")));
}

#[test]
fn a_text_that_is_too_long_is_named() {
    let failure = draw(&request(text(&"x".repeat(512 * 1024 + 1))), Given::default(), &LIBRARY).unwrap_err();
    assert_eq!(failure.code, domain::FailureCode::LimitReached);
    assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[1].asset"));
}

#[test]
fn equal_texts_give_equal_pictures() {
    let mut text = text("Same again, 😀");
    text.lettering.shadow = Some(Shadow { offset: Point { x: 1.0, y: 1.0 }, blur: 5.0, color: WHITE });
    assert_eq!(picture(text.clone()), picture(text));
}
