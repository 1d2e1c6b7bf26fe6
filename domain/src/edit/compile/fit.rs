//! `fit`: how an asset's picture fills its box. Shotstack's words, which are not CSS's: `cover` stretches.

use crate::composition::{Rect, Size};

/// The part of the picture that is shown, and how large it is shown before `scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fitted {
    /// In the picture's own pixels.
    pub part: Rect,
    /// In canvas pixels.
    pub size: Size,
}

/// `crop`: fills the box at the picture's own aspect ratio; what hangs over is cut off evenly at both ends.
pub(super) fn crop(picture: Rect, frame: Size) -> Fitted {
    let shown = if is_wider(frame, picture) {
        Size { width: picture.width, height: frame.height * picture.width / frame.width }
    } else {
        Size { width: frame.width * picture.height / frame.height, height: picture.height }
    };
    Fitted { part: middle_of(picture, shown), size: frame }
}

/// As `crop`, with nothing cut off: the box holds what hangs over, too.
pub(super) fn uncut(picture: Rect, frame: Size) -> Fitted {
    let size = if is_wider(frame, picture) {
        Size { width: frame.width, height: picture.height * frame.width / picture.width }
    } else {
        Size { width: picture.width * frame.height / picture.height, height: frame.height }
    };
    Fitted { part: picture, size }
}

/// `contain`: as large as goes into the box whole, at its own aspect ratio.
pub(super) fn contain(picture: Rect, frame: Size) -> Fitted {
    let size = if is_wider(frame, picture) {
        Size { width: picture.width * frame.height / picture.height, height: frame.height }
    } else {
        Size { width: frame.width, height: picture.height * frame.width / picture.width }
    };
    Fitted { part: picture, size }
}

/// `cover`: stretched to the box, whatever becomes of the aspect ratio.
pub(super) fn cover(picture: Rect, frame: Size) -> Fitted {
    Fitted { part: picture, size: frame }
}

/// `none`: pixel for pixel; what hangs over the box is cut off evenly at both ends.
pub(super) fn none(picture: Rect, frame: Size) -> Fitted {
    let shown = Size { width: frame.width.min(picture.width), height: frame.height.min(picture.height) };
    Fitted { part: middle_of(picture, shown), size: shown }
}

/// As `none`, with nothing cut off.
pub(super) fn whole(picture: Rect) -> Fitted {
    Fitted { part: picture, size: Size { width: picture.width, height: picture.height } }
}

/// Whether the frame is wider for its height than the picture. Without a division, so that equal shapes are found equal
/// and the side that fits is kept to the last bit: a film that fills the frame must be known to fill it.
fn is_wider(frame: Size, picture: Rect) -> bool {
    frame.width * picture.height > frame.height * picture.width
}

/// A part of this size in the middle of the picture.
fn middle_of(picture: Rect, part: Size) -> Rect {
    let (width, height) = (part.width.min(picture.width), part.height.min(picture.height));
    Rect { x: picture.x + (picture.width - width) / 2.0, y: picture.y + (picture.height - height) / 2.0, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HD: Size = Size { width: 1280.0, height: 720.0 };
    const TALL: Size = Size { width: 720.0, height: 1280.0 };
    const SQUARE: Size = Size { width: 720.0, height: 720.0 };

    fn picture(width: f64, height: f64) -> Rect {
        Rect { x: 0.0, y: 0.0, width, height }
    }

    fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect { x, y, width, height }
    }

    fn size(width: f64, height: f64) -> Size {
        Size { width, height }
    }

    #[test]
    fn crop_fills_the_box_and_cuts_the_longer_side_in_the_middle() {
        // The same shape: nothing is cut.
        assert_eq!(crop(picture(1920.0, 1080.0), HD), Fitted { part: rect(0.0, 0.0, 1920.0, 1080.0), size: HD });
        // A square in a wide frame: factor 1280/600; 720 / (1280/600) = 337.5 rows are shown.
        assert_eq!(crop(picture(600.0, 600.0), HD), Fitted { part: rect(0.0, 131.25, 600.0, 337.5), size: HD });
        // Wide in a tall frame: factor 1280/1080; 720 / (1280/1080) = 607.5 columns.
        assert_eq!(crop(picture(1920.0, 1080.0), TALL), Fitted { part: rect(656.25, 0.0, 607.5, 1080.0), size: TALL });
        // Wide in a square frame.
        assert_eq!(
            crop(picture(1920.0, 1080.0), SQUARE),
            Fitted { part: rect(420.0, 0.0, 1080.0, 1080.0), size: SQUARE }
        );
    }

    #[test]
    fn contain_shows_all_of_it_at_its_own_aspect_ratio() {
        assert_eq!(contain(picture(600.0, 600.0), HD).size, size(720.0, 720.0));
        assert_eq!(contain(picture(1920.0, 1080.0), TALL).size, size(720.0, 405.0));
        assert_eq!(contain(picture(1920.0, 1080.0), SQUARE).size, size(720.0, 405.0));
        assert_eq!(contain(picture(1080.0, 1920.0), HD).size, size(405.0, 720.0));
        assert_eq!(contain(picture(1080.0, 1920.0), HD).part, rect(0.0, 0.0, 1080.0, 1920.0));
    }

    #[test]
    fn cover_stretches() {
        let fitted = cover(picture(600.0, 600.0), HD);
        assert_eq!(fitted, Fitted { part: rect(0.0, 0.0, 600.0, 600.0), size: HD });
    }

    #[test]
    fn none_keeps_pixels_and_is_cut_by_the_box() {
        assert_eq!(
            none(picture(200.0, 100.0), HD),
            Fitted { part: rect(0.0, 0.0, 200.0, 100.0), size: size(200.0, 100.0) }
        );
        assert_eq!(
            none(picture(1920.0, 600.0), HD),
            Fitted { part: rect(320.0, 0.0, 1280.0, 600.0), size: size(1280.0, 600.0) }
        );
    }

    #[test]
    fn a_crop_of_the_asset_is_fitted_where_it_lies() {
        let fitted = crop(rect(100.0, 50.0, 400.0, 400.0), SQUARE);
        assert_eq!(fitted.part, rect(100.0, 50.0, 400.0, 400.0));
        assert_eq!(none(rect(100.0, 50.0, 900.0, 400.0), SQUARE).part, rect(190.0, 50.0, 720.0, 400.0));
    }

    #[test]
    fn equal_shapes_fill_the_frame_to_the_last_bit() {
        for n in 1..500_u32 {
            let (asset, frame) = (picture(f64::from(n) * 16.0, f64::from(n) * 9.0), size(1366.0, 768.375));
            assert_eq!(crop(asset, frame), Fitted { part: asset, size: frame });
            assert_eq!(contain(asset, frame), Fitted { part: asset, size: frame });
        }
    }

    proptest! {
        #[test]
        fn in_every_fit_the_part_lies_in_the_picture_and_aspect_ratios_hold(
            (w, h) in (1.0..5000.0_f64, 1.0..5000.0_f64),
            (fw, fh) in (1.0..4096.0_f64, 1.0..4096.0_f64),
        ) {
            let (asset, frame) = (picture(w, h), size(fw, fh));
            for fitted in [crop(asset, frame), contain(asset, frame), cover(asset, frame), none(asset, frame)] {
                let part = fitted.part;
                prop_assert!(part.x >= 0.0 && part.y >= 0.0);
                prop_assert!(part.x + part.width <= w * (1.0 + 1e-12) && part.y + part.height <= h * (1.0 + 1e-12));
                prop_assert!(fitted.size.width <= fw * (1.0 + 1e-12) && fitted.size.height <= fh * (1.0 + 1e-12));
            }
            // crop fills the box, without distortion.
            let cropped = crop(asset, frame);
            prop_assert_eq!(cropped.size, frame);
            let (sx, sy) = (fw / cropped.part.width, fh / cropped.part.height);
            prop_assert!((sx / sy - 1.0).abs() < 1e-9);
            // contain touches the box on one axis, without distortion.
            let contained = contain(asset, frame);
            prop_assert!((contained.size.width / contained.size.height / (w / h) - 1.0).abs() < 1e-9);
            prop_assert!((contained.size.width / fw - 1.0).abs() < 1e-9 || (contained.size.height / fh - 1.0).abs() < 1e-9);
            // none never enlarges.
            let kept = none(asset, frame);
            prop_assert_eq!((kept.size.width, kept.size.height), (kept.part.width, kept.part.height));
        }
    }
}
