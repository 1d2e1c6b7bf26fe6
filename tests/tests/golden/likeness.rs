//! Structural similarity (SSIM) of two pictures.

use image::RgbImage;

/// Side of a window, and how far one lies from the next, in pixels.
const WINDOW: u32 = 8;
const STEP: u32 = 4;

/// Stabilisers of the index for 8 bits a channel: (0.01 · 255)² and (0.03 · 255)².
const C1: f64 = 6.5025;
const C2: f64 = 58.5225;

/// 1 for equal pictures; the mean over the windows and channels in which either shows something. Flat windows that are
/// alike do not count: most of a card is ground, and would hide that its text is missing.
pub fn of(a: &RgbImage, b: &RgbImage) -> f64 {
    if a.dimensions() != b.dimensions() {
        return 0.0;
    }
    let (width, height) = a.dimensions();
    let (mut sum, mut count) = (0.0, 0.0);
    for y in (0..=height.saturating_sub(WINDOW)).step_by(STEP as usize) {
        for x in (0..=width.saturating_sub(WINDOW)).step_by(STEP as usize) {
            for channel in 0..3 {
                let window = Window::of(a, b, x, y, channel);
                if window.shows_something() {
                    sum += window.index();
                    count += 1.0;
                }
            }
        }
    }
    if count == 0.0 { 1.0 } else { sum / count }
}

/// Means, variances and covariance of two windows.
struct Window {
    a: f64,
    b: f64,
    aa: f64,
    bb: f64,
    ab: f64,
}

impl Window {
    fn of(a: &RgbImage, b: &RgbImage, left: u32, top: u32, channel: usize) -> Window {
        let mut sums = Window { a: 0.0, b: 0.0, aa: 0.0, bb: 0.0, ab: 0.0 };
        for (x, y) in (0..WINDOW).flat_map(|y| (0..WINDOW).map(move |x| (left + x, top + y))) {
            let (va, vb) = (f64::from(a.get_pixel(x, y).0[channel]), f64::from(b.get_pixel(x, y).0[channel]));
            sums.a += va;
            sums.b += vb;
            sums.aa += va * va;
            sums.bb += vb * vb;
            sums.ab += va * vb;
        }
        let n = f64::from(WINDOW * WINDOW);
        let (a, b) = (sums.a / n, sums.b / n);
        Window { a, b, aa: sums.aa / n - a * a, bb: sums.bb / n - b * b, ab: sums.ab / n - a * b }
    }

    fn shows_something(&self) -> bool {
        self.aa > 1.0 || self.bb > 1.0 || (self.a - self.b).abs() > 2.0
    }

    fn index(&self) -> f64 {
        let light = (2.0 * self.a * self.b + C1) / (self.a * self.a + self.b * self.b + C1);
        light * (2.0 * self.ab + C2) / (self.aa + self.bb + C2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(x: u32, color: [u8; 3]) -> RgbImage {
        let mut picture = RgbImage::from_pixel(64, 64, image::Rgb([20, 30, 40]));
        for (x, y) in (x..x + 4).flat_map(|x| (8..56).map(move |y| (x, y))) {
            picture.put_pixel(x, y, image::Rgb(color));
        }
        picture
    }

    #[test]
    fn equal_pictures_are_alike_and_moved_coloured_or_missing_things_are_not() {
        let wanted = bar(20, [250, 250, 250]);
        assert!((of(&wanted, &wanted) - 1.0).abs() < 1e-9);
        assert!(of(&bar(22, [250, 250, 250]), &wanted) < 0.8);
        assert!(of(&bar(20, [250, 250, 60]), &wanted) < super::super::ALIKE);
        assert!(of(&RgbImage::from_pixel(64, 64, image::Rgb([20, 30, 40])), &wanted) < 0.5);
        assert!(of(&bar(20, [248, 249, 250]), &wanted) > 0.99);
        assert!(of(&RgbImage::new(64, 32), &wanted) < 0.5);
    }
}
