//! Colours that are no sRGB, by what a picture says of them.

use image::DynamicImage;
use moxcms::{CmsError, ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Reads a profile. One that cannot be read, or is for something else than red, green and blue, is as good as none.
pub(super) fn read(bytes: &[u8]) -> Option<ColorProfile> {
    ColorProfile::new_from_slice(bytes).ok().filter(|profile| profile.color_space == DataColorSpace::Rgb)
}

/// The picture in sRGB. One that its profile does not fit is taken for sRGB.
pub(super) fn to_srgb(picture: DynamicImage, profile: &ColorProfile) -> DynamicImage {
    let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    // Light that is stored as it is has its shadows in the lower bits.
    let is_deep = matches!(
        picture,
        DynamicImage::ImageRgb16(_)
            | DynamicImage::ImageRgba16(_)
            | DynamicImage::ImageLuma16(_)
            | DynamicImage::ImageLumaA16(_)
    );
    let columns = picture.width() as usize * 4;
    if is_deep {
        let Ok(transform) = profile.create_transform_16bit(Layout::Rgba, &srgb, Layout::Rgba, options) else {
            return picture;
        };
        let mut pixels = picture.into_rgba16();
        convert(&mut pixels, columns, |before, row| transform.transform(before, row));
        pixels.into()
    } else {
        let Ok(transform) = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options) else {
            return picture;
        };
        let mut pixels = picture.into_rgba8();
        convert(&mut pixels, columns, |before, row| transform.transform(before, row));
        pixels.into()
    }
}

/// Row by row: a large picture need not be in memory twice.
fn convert<T: Copy>(pixels: &mut [T], columns: usize, transform: impl Fn(&[T], &mut [T]) -> Result<(), CmsError>) {
    let mut before = Vec::with_capacity(columns);
    for row in pixels.chunks_exact_mut(columns.max(1)) {
        before.clear();
        before.extend_from_slice(row);
        if let Err(error) = transform(&before, row) {
            tracing::debug!(%error, "a row of a picture could not be converted");
            row.copy_from_slice(&before);
        }
    }
}
