//! Colours and mixtures against the same sums in full precision.

use super::scene::{Shelf, composition, image, painted, rect, solid, video};
use crate::compositor::kernels::{mix, over};
use crate::compositor::{Frame, Layout, to_rgb_bytes};
use domain::composition::{Color, Easing, Keyframes};

/// Limited range BT.709, straight from its definition.
fn reference_yuv(color: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = color.map(|c| f64::from(c) / 255.0);
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    [16.0 + 219.0 * y, 128.0 + 224.0 * (b - y) / 1.8556, 128.0 + 224.0 * (r - y) / 1.5748]
}

fn patches() -> impl Iterator<Item = [u8; 3]> {
    (0..125).map(|i| [i % 5, i / 5 % 5, i / 25].map(|step| (step * 255 / 4) as u8))
}

#[test]
fn colour_patches_are_exact_in_yuv() {
    for [r, g, b] in patches() {
        let picture = Shelf::default().picture(0, 8, 8, |_, _| [r, g, b, 255]);
        let whole = rect(0.0, 0.0, 8.0, 8.0);
        let scene = composition(8, 8, vec![image(0, whole, whole)]);
        let frame = { picture }.compose(&scene, Layout::I420, 0);
        for (plane, expected) in reference_yuv([r, g, b]).into_iter().enumerate() {
            for value in frame.plane(plane) {
                assert!((f64::from(*value) - expected).abs() <= 0.51, "{r} {g} {b}: {value} instead of {expected}");
            }
        }
    }
}

#[test]
fn colours_survive_the_way_to_yuv_and_back() {
    for [r, g, b] in patches() {
        let scene = composition(8, 8, vec![solid(Color { r, g, b, a: 255 }, rect(0.0, 0.0, 8.0, 8.0))]);
        let frame = Shelf::default().compose(&scene, Layout::I420, 0);
        for pixel in to_rgb_bytes(&frame.planes()).chunks_exact(3) {
            for (got, expected) in pixel.iter().zip([r, g, b]) {
                assert!(got.abs_diff(expected) <= 2, "{pixel:?} instead of {r} {g} {b}");
            }
        }
    }
}

#[test]
fn chroma_between_samples_is_interpolated() {
    let frame = painted(8, 2, |plane, x, _| if plane == 2 { 128 + 8 * x as u8 } else { 128 });
    let row = to_rgb_bytes(&frame.planes());
    let red: Vec<u8> = row.chunks_exact(3).take(8).map(|p| p[0]).collect();
    assert!(red.windows(2).all(|pair| pair[0] <= pair[1]), "{red:?}");
    assert!(red[3] > red[1] + 5 && red[4] < red[5], "{red:?}");
}

#[test]
fn a_translucent_picture_is_mixed_by_its_alpha_and_opacity() {
    for (alpha, opacity) in [(255u8, 1.0), (128, 1.0), (255, 0.5), (77, 0.3), (1, 1.0), (200, 0.9)] {
        let mut shelf = Shelf::default().picture(0, 8, 8, |_, _| [250, 40, 10, alpha]);
        let whole = rect(0.0, 0.0, 16.0, 16.0);
        let mut layer = image(0, rect(0.0, 0.0, 8.0, 8.0), whole);
        layer.opacities = vec![Keyframes::constant(opacity)];
        let ground = Color { r: 20, g: 180, b: 220, a: 255 };
        let scene = composition(16, 16, vec![solid(ground, whole), layer]);
        let frame = shelf.compose(&scene, Layout::I420, 0);
        let share = f64::from(alpha) / 255.0 * opacity;
        let (above, below) = (reference_yuv([250, 40, 10]), reference_yuv([20, 180, 220]));
        for plane in 0..3 {
            let expected = above[plane] * share + below[plane] * (1.0 - share);
            for value in frame.plane(plane) {
                assert!((f64::from(*value) - expected).abs() <= 1.6, "{alpha} {opacity}: {value}, not {expected}");
            }
        }
    }
}

#[test]
fn every_mixture_of_bytes_is_within_one() {
    let below: Vec<u8> = (0..=255).collect();
    for opacity in [0u16, 1, 64, 127, 128, 200, 255, 256] {
        for above in (0..=255u8).step_by(5) {
            let mut mixed = below.clone();
            mix(&mut mixed, &[above; 256], opacity);
            for alpha in (above..=255).step_by(15) {
                let mut covered = below.clone();
                over(&mut covered, &[above; 256], &[alpha; 256], opacity);
                let share = f64::from(opacity) / 256.0;
                for (b, c) in below.iter().zip(&covered) {
                    let exact = f64::from(above) * share + f64::from(*b) * (1.0 - f64::from(alpha) / 255.0 * share);
                    assert!((f64::from(*c) - exact).abs() <= 1.0, "{above} {alpha} over {b} at {opacity}: {c}");
                }
            }
            for (b, m) in below.iter().zip(&mixed) {
                let share = f64::from(opacity) / 256.0;
                let exact = f64::from(above) * share + f64::from(*b) * (1.0 - share);
                assert!((f64::from(*m) - exact).abs() <= 0.5, "{above} on {b} at {opacity}: {m}");
            }
        }
    }
}

#[test]
fn the_ends_of_an_opacity_are_exact() {
    let bytes: Vec<u8> = (0..=255).collect();
    let other: Vec<u8> = bytes.iter().rev().copied().collect();
    let after = |paint: &dyn Fn(&mut [u8])| {
        let mut target = bytes.clone();
        paint(&mut target);
        target
    };
    assert_eq!(after(&|t| mix(t, &other, 0)), bytes);
    assert_eq!(after(&|t| mix(t, &other, 256)), other);
    assert_eq!(after(&|t| over(t, &other, &[255; 256], 0)), bytes);
    assert_eq!(after(&|t| over(t, &other, &[255; 256], 256)), other);
    assert_eq!(after(&|t| over(t, &[0; 256], &[0; 256], 256)), bytes);
}

#[test]
fn a_crossfade_goes_from_one_film_to_the_other() {
    let (a, b) =
        (painted(40, 30, |p, x, y| (p * 9 + x * 5 + y) as u8), painted(40, 30, |p, x, y| (p + x + y * 8) as u8));
    let size = rect(0.0, 0.0, 40.0, 30.0);
    let mut above = video(1, size, size);
    above.opacities = vec![Keyframes::ramp((2.0, 0.0), (4.0, 1.0), Easing::Linear)];
    let scene = composition(40, 30, vec![video(0, size, size), above]);
    let shelf = || Shelf::default().film(0, a.clone()).film(1, b.clone());
    let at = |frame| shelf().compose(&scene, Layout::I420, frame);
    assert!(at(20) == a, "before");
    assert!(at(40) == b, "after");
    let middle: Frame = at(30);
    for plane in 0..3 {
        for ((m, a), b) in middle.plane(plane).iter().zip(a.plane(plane)).zip(b.plane(plane)) {
            assert!((f64::from(*m) * 2.0 - f64::from(*a) - f64::from(*b)).abs() <= 1.0);
        }
    }
}

#[test]
fn the_watermark_changes_the_corner_and_nothing_else() {
    use crate::compositor::{Compositor, Target};
    let scene = composition(640, 360, vec![solid(Color { r: 90, g: 90, b: 90, a: 255 }, rect(0.0, 0.0, 640.0, 360.0))]);
    let target = Target { width: 640, height: 360, layout: Layout::Rgb, watermark: true };
    let mut frame = Frame::new(Layout::Rgb, 640, 360);
    let mut compositor = Compositor::new(&scene, Default::default(), target);
    compositor.compose(0, &mut Shelf::default(), &mut frame.planes_mut()).unwrap();
    let changed: Vec<(usize, usize)> =
        (0..640 * 360).filter(|i| frame.plane(0)[*i] != 90).map(|i| (i % 640, i / 640)).collect();
    assert!(changed.len() > 300, "{}", changed.len());
    assert!(changed.iter().all(|(x, y)| (400..632).contains(x) && (320..352).contains(y)));
    let brightest = frame.plane(0).iter().max().copied().unwrap();
    assert!((175..200).contains(&brightest), "{brightest}");
}
