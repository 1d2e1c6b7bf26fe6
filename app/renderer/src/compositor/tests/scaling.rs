//! Scaled and sliding pictures against the same filters in full precision.

use super::scene::{Shelf, WHITE, composition, image, painted, rect, solid, video};
use crate::compositor::{Frame, Layout};
use domain::composition::{Easing, Keyframes, Point};

/// A smooth picture with some detail, different in each plane.
fn detailed(width: usize, height: usize) -> Frame {
    painted(width, height, |plane, x, y| {
        let (x, y) = (x as f64 * (1 + plane) as f64, y as f64 * (1 + plane) as f64);
        (128.0 + 60.0 * (x / 7.0).sin() + 50.0 * (y / 5.0 + x / 31.0).cos()) as u8
    })
}

/// One plane scaled as a whole: triangle filter, widened when shrinking, edges repeated.
fn reference(source: &[u8], from: (usize, usize), to: (usize, usize)) -> Vec<f64> {
    let weights = |from: usize, to: usize| -> Vec<Vec<(usize, f64)>> {
        let scale = from as f64 / to as f64;
        let stretch = scale.max(1.0);
        let one = |at: usize| {
            let center = (at as f64 + 0.5) * scale;
            let all: Vec<(usize, f64)> = (-20..from as i64 + 20)
                .map(|i| (i.clamp(0, from as i64 - 1) as usize, 1.0 - (i as f64 + 0.5 - center).abs() / stretch))
                .filter(|(_, w)| *w > 0.0)
                .collect();
            let sum: f64 = all.iter().map(|(_, w)| w).sum();
            all.into_iter().map(|(i, w)| (i, w / sum)).collect()
        };
        (0..to).map(one).collect()
    };
    let (columns, rows) = (weights(from.0, to.0), weights(from.1, to.1));
    let value = |row: &[(usize, f64)], column: &[(usize, f64)]| -> f64 {
        let sample = |x: usize, y: usize| f64::from(source[y * from.0 + x]);
        row.iter().map(|(y, wy)| wy * column.iter().map(|(x, wx)| wx * sample(*x, *y)).sum::<f64>()).sum()
    };
    rows.iter().flat_map(|row| columns.iter().map(|column| value(row, column)).collect::<Vec<_>>()).collect()
}

#[test]
fn scaling_is_as_good_as_in_full_precision() {
    for ((width, height), (w, h)) in [
        ((192, 108), (128, 72)),
        ((96, 54), (128, 72)),
        ((200, 50), (64, 48)),
        ((63, 47), (31, 90)),
        ((400, 300), (40, 30)),
    ] {
        let film = detailed(width, height);
        let crop = rect(0.0, 0.0, width as f64, height as f64);
        let scene = composition(w as u32, h as u32, vec![video(0, crop, rect(0.0, 0.0, w as f64, h as f64))]);
        let frame = Shelf::default().film(0, film.clone()).compose(&scene, Layout::I420, 0);
        let expected = reference(film.plane(0), (width, height), (w, h));
        let errors = frame.plane(0).iter().zip(&expected).map(|(got, e)| (f64::from(*got) - e).abs());
        let (worst, squares) = errors.fold((0.0f64, 0.0), |(m, s), e| (m.max(e), s + e * e));
        let psnr = 10.0 * (255.0 * 255.0 * expected.len() as f64 / squares).log10();
        assert!(worst <= 2.0 && psnr > 50.0, "{width}x{height} to {w}x{h}: worst {worst}, {psnr} dB");
    }
}

#[test]
fn chroma_is_scaled_like_luma() {
    let film = painted(96, 64, |plane, x, _| if plane == 0 { 100 } else { 40 + 3 * x as u8 });
    let scene = composition(48, 32, vec![video(0, rect(0.0, 0.0, 96.0, 64.0), rect(0.0, 0.0, 48.0, 32.0))]);
    let frame = Shelf::default().film(0, film).compose(&scene, Layout::I420, 0);
    // Chroma sample x of 24 stands for source samples 2x and 2x + 1 of 48.
    for x in 1..23 {
        assert!(frame.plane(1)[5 * 24 + x].abs_diff((40 + 6 * x + 1) as u8) <= 1, "{x}");
    }
    assert!(frame.plane(0).iter().all(|y| *y == 100));
}

/// The middle of the brightness over black in row `y`.
fn center(frame: &Frame, plane: usize, y: usize, zero: f64) -> f64 {
    let width = frame.width();
    let row = &frame.plane(plane)[y * width..(y + 1) * width];
    let weights: Vec<f64> = row.iter().map(|v| (f64::from(*v) - zero).abs()).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().enumerate().map(|(x, w)| (x as f64 + 0.5) * w).sum::<f64>() / sum
}

#[test]
fn slow_slides_move_by_fractions_of_a_pixel() {
    let from = (0.0, Point { x: 8.0, y: 10.0 });
    let to = (10.0, Point { x: 18.0, y: 10.0 });
    let slide = vec![Keyframes::ramp(from, to, Easing::Linear)];
    let film = painted(12, 12, |plane, _, _| if plane == 0 { 235 } else { 128 });
    let mut shelf = Shelf::default().film(0, film).picture(1, 12, 12, |_, _| [255, 255, 255, 255]);
    shelf = shelf.picture(2, 32, 32, |x, y| if x.max(y) < 12 { [255, 255, 255, 255] } else { [255, 255, 255, 0] });
    let place = rect(0.0, 0.0, 12.0, 12.0);
    let wide = rect(0.0, 0.0, 32.0, 32.0);
    for mut layer in [video(0, place, place), image(1, place, place), image(2, wide, wide), solid(WHITE, place)] {
        layer.placement.positions = slide.clone();
        let scene = composition(64, 48, vec![layer]);
        // A tenth of a second is a tenth of a pixel.
        for frame in [0u64, 1, 2, 3, 5, 7, 9, 10, 11, 50, 99] {
            let x = center(&shelf.compose(&scene, Layout::I420, frame), 0, 15, 16.0);
            let expected = 8.0 + frame as f64 / 10.0 + 6.0;
            assert!((x - expected).abs() < 0.03, "frame {frame}: {x} instead of {expected}");
        }
    }
}

#[test]
fn chroma_slides_with_its_luma() {
    let film = painted(12, 12, |plane, _, _| [81, 90, 240][plane]);
    let mut shelf = Shelf::default().film(0, film);
    for x in [8.0, 9.0, 10.0, 10.5, 11.25] {
        let scene = composition(64, 48, vec![video(0, rect(0.0, 0.0, 12.0, 12.0), rect(x, 10.0, 12.0, 12.0))]);
        let frame = shelf.compose(&scene, Layout::I420, 0);
        let row: Vec<f64> = frame.plane(2)[8 * 32..9 * 32].iter().map(|v| f64::from(*v) - 128.0).collect();
        let sum: f64 = row.iter().sum();
        let middle = row.iter().enumerate().map(|(i, w)| (i as f64 + 0.5) * w).sum::<f64>() / sum * 2.0;
        assert!((middle - (x + 6.0)).abs() < 0.05, "{x}: {middle}");
    }
}

#[test]
fn a_zoom_grows_evenly_about_its_anchor() {
    let mut layer = solid(WHITE, rect(0.0, 0.0, 20.0, 20.0));
    layer.placement.anchor = Point { x: 0.5, y: 0.5 };
    layer.placement.positions = vec![Keyframes::constant(Point { x: 32.0, y: 24.0 })];
    layer.placement.scales = vec![Keyframes::ramp((0.0, 1.0), (10.0, 2.0), Easing::Linear)];
    let scene = composition(64, 48, vec![layer]);
    let mut shelf = Shelf::default();
    for frame in [0u64, 1, 5, 33, 77, 99] {
        let out = shelf.compose(&scene, Layout::Rgb, frame);
        let width: f64 = out.plane(0)[24 * 64..25 * 64].iter().map(|v| f64::from(*v) / 255.0).sum();
        assert!((width - 20.0 * (1.0 + frame as f64 / 100.0)).abs() < 0.03, "frame {frame}: {width}");
        assert!((center(&out, 0, 24, 0.0) - 32.0).abs() < 0.02);
    }
}

#[test]
fn what_lies_outside_the_crop_never_bleeds_in() {
    let film = painted(64, 48, |plane, x, y| {
        let (left, top) = if plane == 0 { (16, 16) } else { (8, 8) };
        let inside = (left..2 * left).contains(&x) && (top..2 * top).contains(&y);
        if inside { 50 } else { 250 }
    });
    for place in [rect(0.0, 0.0, 64.0, 48.0), rect(10.3, 5.7, 16.0, 16.0), rect(3.0, 3.0, 7.0, 5.0)] {
        let mut layer = video(0, rect(16.0, 16.0, 16.0, 16.0), place);
        for degrees in [0.0, 30.0] {
            layer.placement.rotations = vec![Keyframes::constant(degrees)];
            let scene = composition(64, 48, vec![layer.clone()]);
            let frame = Shelf::default().film(0, film.clone()).compose(&scene, Layout::I420, 0);
            assert!(frame.plane(0).iter().all(|y| *y <= 50), "{place:?} {degrees}");
        }
    }
}
