//! Wipes and mattes, measured in shares of what is shown.

use super::scene::{Shelf, WHITE, composition, image, near, painted, plain_film, rect, solid, video};
use crate::compositor::{Compositor, Frame, FrameRequest, Layout, Media, Need, Plan, Planes, Rgba, Target};
use domain::Failure;
use domain::composition::{
    Color, Content, Easing, Extent, Keyframes, Layer, LumaPolarity, Mask, RasterId, Rect, SourceId, Span, TimeMap,
};

const LAYOUTS: [Layout; 2] = [Layout::Rgb, Layout::I420];

fn wipe(across: Extent, angle: f64, edge: f64, softness: f64) -> Mask {
    Mask::Wipe { across, angle, edge: Keyframes::constant(edge), softness }
}

fn masked(layer: Layer, mask: Mask) -> Layer {
    Layer { masks: vec![mask], ..layer }
}

/// Holds what is left of white on black to these shares.
#[track_caller]
fn shares(layer: &Layer, expected: &[(usize, usize, f64)]) {
    for layout in LAYOUTS {
        let frame = Shelf::default().compose(&composition(64, 16, vec![layer.clone()]), layout, 0);
        for (x, y, share) in expected {
            near(&frame, (*x, *y), [share * 255.0; 3], 1.5);
        }
    }
}

fn all() -> Rect {
    rect(0.0, 0.0, 64.0, 16.0)
}

#[test]
fn a_hard_wipe_has_shown_what_its_edge_has_passed() {
    let white = || solid(WHITE, all());
    let right = masked(white(), wipe(Extent::Canvas, 0.0, 32.25 / 64.0, 0.0));
    shares(&right, &[(0, 0, 1.0), (31, 7, 1.0), (32, 7, 0.25), (33, 7, 0.0), (63, 15, 0.0)]);
    let left = masked(white(), wipe(Extent::Canvas, 180.0, 0.25, 0.0));
    shares(&left, &[(47, 3, 0.0), (48, 3, 1.0), (63, 3, 1.0), (0, 3, 0.0)]);
    let down = masked(white(), wipe(Extent::Canvas, 90.0, 0.25, 0.0));
    shares(&down, &[(5, 3, 1.0), (60, 3, 1.0), (5, 4, 0.0)]);
    let up = masked(white(), wipe(Extent::Canvas, 270.0, 0.25, 0.0));
    shares(&up, &[(5, 11, 0.0), (5, 12, 1.0), (60, 15, 1.0)]);
}

#[test]
fn a_soft_wipe_goes_evenly_from_all_to_nothing() {
    // A quarter of 64 pixels: from 24 to 40.
    let soft = masked(solid(WHITE, all()), wipe(Extent::Canvas, 0.0, 0.5, 0.25));
    shares(
        &soft,
        &[(23, 4, 1.0), (24, 4, 0.96875), (31, 4, 0.53125), (32, 4, 0.46875), (39, 4, 0.03125), (40, 4, 0.0)],
    );
    // Beyond its ends: half of the width before the beginning nothing is shown yet.
    let begun = masked(solid(WHITE, all()), wipe(Extent::Canvas, 0.0, 0.0, 0.25));
    shares(&begun, &[(0, 4, 0.46875), (7, 4, 0.03125), (8, 4, 0.0)]);
}

#[test]
fn a_wipe_is_measured_by_the_canvas_or_by_the_box_turned_with_it() {
    let small = || solid(WHITE, rect(16.0, 0.0, 32.0, 16.0));
    let canvas = masked(small(), wipe(Extent::Canvas, 0.0, 0.625, 0.0));
    shares(&canvas, &[(15, 8, 0.0), (16, 8, 1.0), (39, 8, 1.0), (40, 8, 0.0)]);
    let of_box = masked(small(), wipe(Extent::Box, 0.0, 0.75, 0.0));
    shares(&of_box, &[(15, 8, 0.0), (16, 8, 1.0), (39, 8, 1.0), (40, 8, 0.0), (50, 8, 0.0)]);
    // Mirrored content does not turn the wipe around.
    let mut mirrored = of_box.clone();
    mirrored.placement.flip.horizontal = true;
    shares(&mirrored, &[(16, 8, 1.0), (39, 8, 1.0), (40, 8, 0.0)]);
    // A quarter turn: the box's rightwards is downwards.
    let mut turned = masked(solid(WHITE, rect(24.0, 0.0, 16.0, 16.0)), wipe(Extent::Box, 0.0, 0.5, 0.0));
    turned.placement.rotations = vec![Keyframes::constant(90.0)];
    shares(&turned, &[(25, 7, 1.0), (38, 7, 1.0), (25, 8, 0.0), (38, 8, 0.0)]);
}

#[test]
fn a_turned_wipe_is_soft_along_its_own_direction() {
    // By 45 degrees, so that the middle of the box keeps its half and the shares follow its diagonal.
    let mut layer = masked(solid(WHITE, rect(8.0, 8.0, 48.0, 48.0)), wipe(Extent::Box, 0.0, 0.5, 0.5));
    layer.placement.rotations = vec![Keyframes::constant(45.0)];
    let frame = Shelf::default().compose(&composition(64, 64, vec![layer]), Layout::Rgb, 0);
    // Five pixels further right and down are 7.07 further along, of 24 over which all goes to nothing.
    near(&frame, (27, 27), [(0.5 + 4.5 * 2f64.sqrt() / 24.0) * 255.0; 3], 2.0);
    near(&frame, (36, 36), [(0.5 - 4.5 * 2f64.sqrt() / 24.0) * 255.0; 3], 2.0);
    near(&frame, (36, 27), [127.5; 3], 2.0);
}

fn luma(content: Content, polarity: LumaPolarity) -> Mask {
    Mask::Luma { span: Span { start: 2.0, end: 8.0 }, content, polarity }
}

fn matte_picture(crop: Rect) -> Content {
    Content::Image { source: SourceId(5), crop }
}

/// Four stripes of eight by eight pixels: white, half grey, red, half transparent white.
fn stripes() -> Shelf {
    Shelf::default().picture(5, 32, 8, |x, _| match x / 8 {
        0 => [255; 4],
        1 => [128, 128, 128, 255],
        2 => [255, 0, 0, 255],
        _ => [255, 255, 255, 128],
    })
}

#[test]
fn a_matte_is_its_luma_times_its_opacity_over_the_box() {
    let crop = rect(0.0, 0.0, 32.0, 8.0);
    for (polarity, expected) in [
        (LumaPolarity::BlackHides, [1.0, 0.502, 0.2126, 0.502]),
        (LumaPolarity::WhiteHides, [0.0, 0.498, 0.7874, 0.498]),
    ] {
        let layer = masked(solid(WHITE, all()), luma(matte_picture(crop), polarity));
        for layout in LAYOUTS {
            let scene = composition(64, 16, vec![layer.clone()]);
            let frame = stripes().compose(&scene, layout, 50);
            for (i, share) in expected.into_iter().enumerate() {
                near(&frame, (16 * i + 8, 8), [share * 255.0; 3], 2.0);
            }
            // Outside its time it hides nothing.
            for index in [19, 80] {
                near(&stripes().compose(&scene, layout, index), (40, 8), [255.0; 3], 0.0);
            }
        }
    }
}

#[test]
fn a_matte_does_not_hide_the_edges_of_the_box() {
    let white = Shelf::default().picture(5, 8, 8, |_, _| [255; 4]);
    for degrees in [0.0, 20.0] {
        let mut layer = solid(WHITE, rect(20.25, 4.25, 20.0, 8.0));
        layer.placement.rotations = vec![Keyframes::constant(degrees)];
        let matte = luma(matte_picture(rect(0.0, 0.0, 8.0, 8.0)), LumaPolarity::BlackHides);
        let mut shelf = Shelf { pictures: white.pictures.clone(), ..Shelf::default() };
        let plain = shelf.compose(&composition(64, 16, vec![layer.clone()]), Layout::Rgb, 50);
        let hidden = shelf.compose(&composition(64, 16, vec![masked(layer, matte)]), Layout::Rgb, 50);
        let differ = plain.plane(0).iter().zip(hidden.plane(0)).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(differ <= 1, "{differ}");
    }
}

fn film(source: u32) -> Content {
    Content::Video { source: SourceId(source), crop: rect(0.0, 0.0, 64.0, 16.0), time: TimeMap::IDENTITY }
}

/// A film of half luma on the left and full black on the right.
fn matte_film() -> Frame {
    painted(64, 16, |plane, x, _| match plane {
        0 if x < 32 => 126,
        0 => 16,
        _ => 90,
    })
}

#[test]
fn a_film_hides_by_its_luma_whatever_its_colours() {
    let layer = |polarity| masked(solid(WHITE, all()), luma(film(3), polarity));
    for layout in LAYOUTS {
        let mut shelf = Shelf::default().film(3, matte_film());
        let frame = shelf.compose(&composition(64, 16, vec![layer(LumaPolarity::BlackHides)]), layout, 50);
        // (126 - 16) / 219 of full range.
        near(&frame, (10, 8), [128.1; 3], 1.5);
        near(&frame, (50, 8), [0.0; 3], 0.0);
        let frame = shelf.compose(&composition(64, 16, vec![layer(LumaPolarity::WhiteHides)]), layout, 50);
        near(&frame, (10, 8), [126.9; 3], 1.5);
        near(&frame, (50, 8), [255.0; 3], 0.0);
        assert_eq!(shelf.asked, [1, 1], "the matte's place follows its layer's");
    }
}

#[test]
fn a_film_that_has_ended_holds_its_last_frame() {
    let scene = composition(64, 16, vec![masked(solid(WHITE, all()), luma(film(3), LumaPolarity::BlackHides))]);
    let mut shelf = Shelf::default().film(3, matte_film());
    // It lasts for three seconds of its own time, that is up to the fifth of the whole.
    shelf.films.get_mut(&SourceId(3)).unwrap().1 = 3.0;
    let mut facts = shelf.facts();
    facts.values_mut().for_each(|fact| fact.certain = Some((0.0, 2.5)));
    let target = Target { width: 64, height: 16, layout: Layout::I420, watermark: false };
    let compositor = || Compositor::new(&scene, facts.clone(), target);
    let mut frame = Frame::new(Layout::I420, 64, 16);
    // Straight at its end and as the last of a row: the same.
    compositor().compose(75, &mut shelf, &mut frame.planes_mut()).unwrap();
    near(&frame, (10, 8), [128.1; 3], 1.5);
    near(&frame, (50, 8), [0.0; 3], 0.0);
    let mut again = Frame::new(Layout::I420, 64, 16);
    let mut whole = compositor();
    (40..76).for_each(|index| whole.compose(index, &mut shelf, &mut again.planes_mut()).unwrap());
    assert!(again == frame);
    // One that never had a frame hides nothing.
    let none = Shelf { films: Default::default(), ..Shelf::default() }.compose(&scene, Layout::Rgb, 50);
    near(&none, (50, 8), [255.0; 3], 0.0);
}

/// Films of one alpha all over.
struct Sheer(Shelf, [Vec<u8>; 2]);

impl Media for Sheer {
    fn frame(&mut self, request: FrameRequest) -> Result<Option<Planes<'_>>, Failure> {
        let [first, others] = &self.1;
        let frame = self.0.frame(request)?;
        Ok(frame.map(|frame| frame.with_alpha([(first, 64), (others, 32)]).unwrap()))
    }

    fn image(&mut self, source: SourceId) -> Result<Rgba, Failure> {
        self.0.image(source)
    }

    fn raster(&mut self, raster: RasterId) -> Result<Rgba, Failure> {
        self.0.raster(raster)
    }
}

#[test]
fn a_translucent_film_that_has_ended_holds_its_alpha_too() {
    let scene = composition(64, 16, vec![masked(solid(WHITE, all()), luma(film(3), LumaPolarity::BlackHides))]);
    // White of half alpha, multiplied by it.
    let mut shelf = Shelf::default().film(3, painted(64, 16, |plane, _, _| if plane == 0 { 118 } else { 64 }));
    shelf.films.get_mut(&SourceId(3)).unwrap().1 = 3.0;
    let mut facts = shelf.facts();
    facts.values_mut().for_each(|fact| (fact.certain, fact.has_alpha) = (Some((0.0, 2.5)), true));
    let target = Target { width: 64, height: 16, layout: Layout::I420, watermark: false };
    let mut media = Sheer(shelf, [vec![128; 64 * 16], vec![128; 32 * 8]]);
    for index in [45, 75] {
        let mut frame = Frame::new(Layout::I420, 64, 16);
        let mut compositor = Compositor::new(&scene, facts.clone(), target);
        compositor.compose(index, &mut media, &mut frame.planes_mut()).unwrap();
        // Half white over black hides half.
        near(&frame, (10, 8), [128.0; 3], 2.0);
    }
}

#[test]
fn masks_multiply() {
    let grey = Shelf::default().picture(5, 8, 8, |_, _| [128, 128, 128, 255]);
    let mut layer = solid(WHITE, all());
    layer.opacities = vec![Keyframes::constant(0.5)];
    layer.masks = vec![
        wipe(Extent::Canvas, 0.0, 0.5, 0.0),
        luma(matte_picture(rect(0.0, 0.0, 8.0, 8.0)), LumaPolarity::BlackHides),
    ];
    for layout in LAYOUTS {
        let mut shelf = Shelf { pictures: grey.pictures.clone(), ..Shelf::default() };
        let frame = shelf.compose(&composition(64, 16, vec![layer.clone()]), layout, 50);
        near(&frame, (10, 8), [64.0; 3], 1.5);
        near(&frame, (40, 8), [0.0; 3], 0.0);
    }
}

#[test]
fn a_hidden_film_shows_the_one_beneath_and_colours_are_kept() {
    let (red, blue) = (Color { r: 200, g: 20, b: 30, a: 255 }, Color { r: 10, g: 60, b: 220, a: 255 });
    let mut shelf = Shelf::default().film(0, plain_film(64, 16, red)).film(1, plain_film(64, 16, blue));
    let above = masked(video(1, all(), all()), wipe(Extent::Canvas, 0.0, 0.5, 0.0));
    for layout in LAYOUTS {
        let frame = shelf.compose(&composition(64, 16, vec![video(0, all(), all()), above.clone()]), layout, 0);
        near(&frame, (20, 8), [10.0, 60.0, 220.0], 3.0);
        near(&frame, (44, 8), [200.0, 20.0, 30.0], 3.0);
    }
}

#[test]
fn what_is_wiped_away_is_not_decoded_and_what_is_all_there_is_passed_on() {
    let mut above = video(1, all(), all());
    above.masks = vec![Mask::Wipe {
        across: Extent::Canvas,
        angle: 0.0,
        edge: Keyframes::ramp((2.0, 0.0), (4.0, 1.0), Easing::Linear),
        softness: 0.0,
    }];
    let scene = composition(64, 16, vec![video(0, all(), all()), above]);
    let shelf = Shelf::default().film(0, matte_film()).film(1, matte_film());
    let target = Target { width: 64, height: 16, layout: Layout::I420, watermark: false };
    let compositor = Compositor::new(&scene, shelf.facts(), target);
    // From the first frame after two seconds to the one before four, both are needed.
    let need = |slot, frames| Need { slot, frames: std::iter::once(frames).collect() };
    assert_eq!(compositor.schedule(0..100), [need(0, 0..40), need(1, 21..100)]);
    let passes = |frame| match compositor.plan(frame) {
        Plan::PassThrough(request) => Some(request.slot),
        Plan::Compose => None,
    };
    assert_eq!([20, 21, 39, 40].map(passes), [Some(0), None, None, Some(1)]);
}

#[test]
fn a_matte_is_needed_while_it_hides_something_that_is_seen() {
    let mut layer = masked(image(9, rect(0.0, 0.0, 4.0, 4.0), all()), luma(film(3), LumaPolarity::BlackHides));
    layer.span = Span { start: 3.0, end: 9.0 };
    let shelf = Shelf::default().film(3, matte_film());
    let target = Target { width: 64, height: 16, layout: Layout::I420, watermark: false };
    let compositor = Compositor::new(&composition(64, 16, vec![layer]), shelf.facts(), target);
    let frames = std::iter::once(30..80).collect();
    assert_eq!(compositor.schedule(0..100), [Need { slot: 1, frames }]);
}
