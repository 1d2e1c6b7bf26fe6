//! Grounds under finished pixels.

use domain::composition::Color;

/// Paints `ground` under premultiplied pixels, exactly where nothing is on top.
pub(crate) fn lay_under(pixels: &mut [u8], ground: Color) {
    if ground.a == 0 {
        return;
    }
    let times = |a: u8, b: u8| ((u32::from(a) * u32::from(b) + 127) / 255) as u8;
    let under = [times(ground.r, ground.a), times(ground.g, ground.a), times(ground.b, ground.a), ground.a];
    for pixel in pixels.chunks_exact_mut(4) {
        let shows = 255 - pixel[3];
        for (channel, below) in pixel.iter_mut().zip(under) {
            *channel = channel.saturating_add(times(below, shows));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_top_stays_and_the_rest_takes_the_ground() {
        let mut pixels = [0, 0, 0, 0, 10, 20, 30, 255, 64, 0, 0, 128];
        lay_under(&mut pixels, Color { r: 0, g: 200, b: 255, a: 255 });
        assert_eq!(pixels, [0, 200, 255, 255, 10, 20, 30, 255, 64, 100, 127, 255]);
        let mut clear = [0; 4];
        lay_under(&mut clear, Color { r: 255, g: 0, b: 0, a: 128 });
        assert_eq!(clear, [128, 0, 0, 128]);
    }
}
