//! Changed colours and blurs, against numbers worked out by hand.

use super::scene::{Shelf, composition, image, near, painted, pixel, plain_film, rect, solid, video};
use crate::compositor::{Compositor, Frame, Layout, Plan, Target};
use domain::composition::{Color, Composition, Effect, Layer, Rect};

const LAYOUTS: [Layout; 2] = [Layout::Rgb, Layout::I420];
const COLOR: Color = Color { r: 200, g: 100, b: 50, a: 255 };

fn whole() -> Rect {
    rect(0.0, 0.0, 16.0, 16.0)
}

/// The same colour as a plane, a picture and a film.
fn contents() -> [(Layer, Shelf); 3] {
    let picture = Shelf::default().picture(0, 16, 16, |_, _| [200, 100, 50, 255]);
    [
        (solid(COLOR, whole()), Shelf::default()),
        (image(0, whole(), whole()), picture),
        (video(1, whole(), whole()), Shelf::default().film(1, plain_film(16, 16, COLOR))),
    ]
}

#[test]
fn colours_change_as_the_formulas_say_in_every_kind_of_layer() {
    // Luma of the colour: 0.2126 · 200 + 0.7152 · 100 + 0.0722 · 50 = 117.65.
    let cases: [(&[Effect], [f64; 3]); 8] = [
        (&[Effect::Linear { slope: 0.5, offset: 0.1 }], [125.5, 75.5, 50.5]),
        (&[Effect::Linear { slope: 1.2, offset: 0.2 }], [255.0, 171.0, 111.0]),
        (&[Effect::Linear { slope: 1.0, offset: -0.3 }], [123.5, 23.5, 0.0]),
        (&[Effect::Saturation { amount: 0.0 }], [117.65; 3]),
        (&[Effect::Saturation { amount: 0.5 }], [158.8, 108.8, 83.8]),
        (&[Effect::Saturation { amount: 2.0 }], [255.0, 82.35, 0.0]),
        (&[Effect::Invert], [55.0, 155.0, 205.0]),
        (&[Effect::Linear { slope: 1.0, offset: 0.2 }, Effect::Invert], [4.0, 104.0, 154.0]),
    ];
    for (effects, expected) in cases {
        for (layer, mut shelf) in contents() {
            for layout in LAYOUTS {
                let layer = Layer { effects: effects.to_vec(), ..layer.clone() };
                let frame = shelf.compose(&composition(16, 16, vec![layer]), layout, 0);
                near(&frame, (5, 9), expected, if shelf.films.is_empty() && layout == Layout::Rgb { 1.0 } else { 3.0 });
            }
        }
    }
}

#[test]
fn what_is_translucent_stays_so() {
    // Inverse of the colour times 128/255, on black.
    let mut shelf = Shelf::default().picture(0, 16, 16, |_, _| [200, 100, 50, 128]);
    for layout in LAYOUTS {
        let layer = Layer { effects: vec![Effect::Invert], ..image(0, whole(), whole()) };
        let frame = shelf.compose(&composition(16, 16, vec![layer]), layout, 0);
        near(&frame, (8, 8), [27.6, 77.8, 102.9], 2.0);
    }
}

#[test]
fn a_chroma_key_clears_what_is_near_and_half_of_what_is_half_near() {
    let key = Effect::ChromaKey { color: Color { r: 0, g: 255, b: 0, a: 255 }, threshold: 100.0, halo: 100.0 };
    let ground = Color { r: 0, g: 0, b: 200, a: 255 };
    let cases = [
        // On the colour, and 90 away by green alone, which counts twice: transparent.
        ([0, 255, 0], [0.0, 0.0, 200.0]),
        ([0, 210, 0], [0.0, 0.0, 200.0]),
        // 150 away: half.
        ([0, 180, 0], [0.0, 90.0, 100.0]),
        // Red by 100 at a mean of 50: the root of 562 · 10000 / 256 is 148.2, so that 0.482 is left.
        ([100, 255, 0], [48.2, 122.9, 103.6]),
        // Blue by 100 at a mean of 0: the root of 767 · 10000 / 256 is 173.1.
        ([0, 255, 100], [0.0, 186.4, 126.9]),
        // 200 away.
        ([0, 155, 0], [0.0, 155.0, 0.0]),
    ];
    for ([r, g, b], expected) in cases {
        let color = Color { r, g, b, a: 255 };
        let mut shelf = Shelf::default().film(1, plain_film(16, 16, color)).picture(0, 4, 4, |_, _| [r, g, b, 255]);
        for (layer, slack) in [(image(0, rect(0.0, 0.0, 4.0, 4.0), whole()), 1.5), (video(1, whole(), whole()), 5.0)] {
            for layout in LAYOUTS {
                let layer = Layer { effects: vec![key], ..layer.clone() };
                let frame = shelf.compose(&composition(16, 16, vec![solid(ground, whole()), layer]), layout, 0);
                near(&frame, (7, 7), expected, if layout == Layout::Rgb { slack } else { slack + 1.5 });
            }
        }
    }
}

#[test]
fn a_chroma_key_without_halo_is_an_edge() {
    let key = |threshold| Effect::ChromaKey { color: COLOR, threshold, halo: 0.0 };
    let shown = |threshold| {
        let layer = Layer { effects: vec![key(threshold)], ..image(0, whole(), whole()) };
        let mut shelf = Shelf::default().picture(0, 16, 16, |_, _| [200, 110, 50, 255]);
        pixel(&shelf.compose(&composition(16, 16, vec![layer]), Layout::Rgb, 0), 3, 3)
    };
    // Green is ten away, which counts twice.
    assert_eq!([shown(19.9), shown(20.1)], [[200, 110, 50], [0, 0, 0]]);
}

/// Black on the left, white on the right, half and half, as a film and as a picture.
fn edge(width: usize) -> Shelf {
    let film = painted(width, 16, move |plane, x, _| match plane {
        0 if x < width / 2 => 16,
        0 => 235,
        _ => 128,
    });
    Shelf::default().film(1, film).picture(
        0,
        width,
        16,
        move |x, _| if x < width / 2 { [0, 0, 0, 255] } else { [255; 4] },
    )
}

#[test]
fn a_blurred_edge_is_the_integral_of_the_bell() {
    // Shares of the normal distribution below 0.25, 0.75 and 1.25 standard deviations.
    let expected = [(31, 0.4013), (32, 0.5987), (33, 0.7734), (34, 0.8944), (20, 0.0), (63, 1.0), (0, 0.0)];
    let whole = rect(0.0, 0.0, 64.0, 16.0);
    for layer in [image(0, whole, whole), video(1, whole, whole)] {
        let layer = Layer { effects: vec![Effect::Blur { sigma: 2.0 }], ..layer };
        for layout in LAYOUTS {
            let frame = edge(64).compose(&composition(64, 16, vec![layer.clone()]), layout, 0);
            for (x, share) in expected {
                near(&frame, (x, 0), [share * 255.0; 3], 2.0);
                near(&frame, (x, 15), [share * 255.0; 3], 2.0);
            }
        }
    }
}

#[test]
fn a_wide_blur_is_as_wide_and_one_on_a_small_target_as_small() {
    let whole = rect(0.0, 0.0, 128.0, 16.0);
    for layer in [image(0, whole, whole), video(1, whole, whole)] {
        let layer = Layer { effects: vec![Effect::Blur { sigma: 12.0 }], ..layer };
        let scene = composition(128, 16, vec![layer]);
        // Six and a half samples from the edge: 0.5417 standard deviations, of which 0.7060 is below.
        let frame = edge(128).compose(&scene, Layout::I420, 0);
        near(&frame, (70, 8), [180.0; 3], 4.0);
        near(&frame, (57, 8), [75.0; 3], 4.0);
        let target = Target { width: 32, height: 4, layout: Layout::Rgb, watermark: false };
        let mut shelf = edge(128);
        let mut compositor = Compositor::new(&scene, shelf.facts(), target);
        let mut small = Frame::new(Layout::Rgb, 32, 4);
        compositor.compose(0, &mut shelf, &mut small.planes_mut()).unwrap();
        // One and a half samples of four pixels: 0.5, of which 0.6915 is below.
        near(&small, (17, 2), [176.3; 3], 5.0);
    }
}

fn plan(scene: &Composition, shelf: &Shelf) -> Plan {
    let target = Target { width: 16, height: 16, layout: Layout::I420, watermark: false };
    Compositor::new(scene, shelf.facts(), target).plan(0)
}

#[test]
fn only_a_key_lets_through_what_lies_beneath() {
    let film = |source, effects: &[Effect]| Layer { effects: effects.to_vec(), ..video(source, whole(), whole()) };
    let key = Effect::ChromaKey { color: COLOR, threshold: 10.0, halo: 10.0 };
    for (effect, asked) in [(Effect::Invert, vec![1]), (Effect::Blur { sigma: 1.0 }, vec![1]), (key, vec![0, 1])] {
        let mut shelf = Shelf::default().film(0, plain_film(16, 16, COLOR)).film(1, plain_film(16, 16, COLOR));
        let scene = composition(16, 16, vec![film(0, &[]), film(1, &[effect])]);
        assert_eq!(plan(&scene, &shelf), Plan::Compose);
        shelf.compose(&scene, Layout::I420, 0);
        assert_eq!(shelf.asked, asked, "{effect:?}");
    }
}

#[test]
fn an_effect_keeps_to_the_box_at_any_place_and_turn() {
    let mut shelf = Shelf::default().film(1, plain_film(40, 40, COLOR));
    for degrees in [0.0, 30.0] {
        let mut layer = video(1, rect(0.0, 0.0, 40.0, 40.0), rect(10.5, 12.25, 20.0, 20.0));
        layer.placement.rotations = vec![domain::composition::Keyframes::constant(degrees)];
        layer.effects = vec![Effect::Linear { slope: 0.0, offset: 1.0 }];
        for layout in LAYOUTS {
            let frame = shelf.compose(&composition(64, 64, vec![layer.clone()]), layout, 0);
            let bytes = crate::compositor::to_rgb_bytes(&frame.planes());
            let sum: f64 = bytes.iter().map(|b| f64::from(*b) / 255.0 / 3.0).sum();
            assert!((sum - 400.0).abs() < 4.0, "{degrees}: {sum}");
        }
    }
}
