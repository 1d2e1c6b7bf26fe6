//! Colours that are no sRGB, by the profile in a picture.

use image::DynamicImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The picture in sRGB. One whose profile cannot be read, or is for something else than red, green and blue, is taken for
/// sRGB, as if it had none.
pub(super) fn to_srgb(picture: DynamicImage, profile: &[u8]) -> DynamicImage {
    let Some(profile) = ColorProfile::new_from_slice(profile).ok().filter(|p| p.color_space == DataColorSpace::Rgb)
    else {
        return picture;
    };
    let transform = profile.create_transform_8bit(
        Layout::Rgba,
        &ColorProfile::new_srgb(),
        Layout::Rgba,
        TransformOptions::default(),
    );
    let Ok(transform) = transform else { return picture };
    let mut pixels = picture.into_rgba8();
    let before = pixels.clone();
    if let Err(error) = transform.transform(&before, &mut pixels) {
        tracing::debug!(%error, "a colour profile does not fit its picture");
        return before.into();
    }
    pixels.into()
}
