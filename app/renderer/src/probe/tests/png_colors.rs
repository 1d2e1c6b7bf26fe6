//! PNG by its own chunks: gamma, primaries, sRGB.

use super::*;
use std::path::PathBuf;

/// A chunk as it stands in the file.
fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&name[..], data].concat();
    let crc = !body.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    });
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &body, &crc.to_be_bytes()].concat()
}

/// Numbers of gamma and primaries: hundred thousandths.
fn numbers(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| ((value * 1e5).round() as u32).to_be_bytes()).collect()
}

/// A picture with these chunks after its header.
fn with_chunks(folder: &Folder, picture: &image::DynamicImage, chunks: &[Vec<u8>]) -> PathBuf {
    let path = folder.path("a.png");
    picture.save(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    // The signature is 8 bytes, the header's chunk 25.
    std::fs::write(&path, [&bytes[..33], &chunks.concat(), &bytes[33..]].concat()).unwrap();
    path
}

fn one(color: [u8; 3]) -> image::DynamicImage {
    image::RgbImage::from_pixel(2, 2, image::Rgb(color)).into()
}

/// White, red, green and blue.
const SRGB: [f64; 8] = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
const DISPLAY_P3: [f64; 8] = [0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06];

#[test]
fn a_gamma_is_followed_unless_something_better_is_said() {
    let folder = Folder::new();
    let gamma = |value| chunk(b"gAMA", &numbers(&[value]));
    let primaries = |values: [f64; 8]| chunk(b"cHRM", &numbers(&values));
    let srgb = chunk(b"sRGB", &[0]);
    let profile = {
        use image::ImageEncoder;
        let path = folder.path("p3.png");
        let mut encoder = image::codecs::png::PngEncoder::new(std::fs::File::create(&path).unwrap());
        encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
        encoder.write_image(&[0; 3], 1, 1, image::ExtendedColorType::Rgb8).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let at = bytes.windows(4).position(|name| name == b"iCCP").unwrap() - 4;
        let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        bytes[at..at + 12 + length].to_vec()
    };
    for (what, chunks, color, expected) in [
        // 128 / 255 = 0.502 of light is 0.7366 in sRGB.
        ("linear", vec![gamma(1.0)], [128, 64, 0], [188, 137, 0]),
        // (128 / 255) ^ 1.8 = 0.2892 of light, (64 / 255) ^ 1.8 = 0.08305.
        ("1.8", vec![gamma(0.55556)], [128, 64, 255], [146, 81, 255]),
        ("usual", vec![gamma(0.45455)], [128, 64, 8], [128, 64, 8]),
        ("usual with its primaries", vec![gamma(0.45455), primaries(SRGB)], [128, 64, 8], [128, 64, 8]),
        ("none", vec![primaries(DISPLAY_P3)], [128, 64, 64], [128, 64, 64]),
        ("sRGB over gamma", vec![gamma(1.0), srgb.clone()], [128, 64, 0], [128, 64, 0]),
        ("sRGB over primaries", vec![srgb.clone(), gamma(1.0), primaries(DISPLAY_P3)], [128, 64, 64], [128, 64, 64]),
        // Light of (128 / 255) ^ 2.2 = 0.2195, (64 / 255) ^ 2.2 = 0.0478 of Display P3 is 0.2581, 0.0406, 0.0444 of sRGB.
        ("primaries", vec![gamma(0.45455), primaries(DISPLAY_P3)], [128, 64, 64], [139, 57, 59]),
        // As in the profile's own test.
        ("profile over gamma", vec![profile.clone(), gamma(1.0)], [128, 64, 64], [138, 59, 62]),
        ("profile over sRGB", vec![profile.clone(), srgb.clone()], [128, 64, 64], [138, 59, 62]),
        ("no gamma at all", vec![gamma(0.0)], [128, 64, 8], [128, 64, 8]),
        ("no colours", vec![gamma(1.0), primaries([0.0; 8])], [128, 64, 8], [128, 64, 8]),
    ] {
        let [r, g, b, _] = pixel(&with_chunks(&folder, &one(color), &chunks));
        assert!([r, g, b].iter().zip(expected).all(|(f, e)| f.abs_diff(e) <= 2), "{what}: {r} {g} {b}");
    }
}

#[test]
fn linear_light_of_sixteen_bits_keeps_its_shadows_and_its_alpha() {
    let folder = Folder::new();
    let linear = [chunk(b"gAMA", &numbers(&[1.0]))];
    // 0.004, 0.001 and 0.0005 of light are 0.0507, 0.0130 and 0.0065 in sRGB.
    let dark = image::Rgba([262u16, 66, 33, 32_768]);
    let picture = image::ImageBuffer::<_, Vec<u16>>::from_pixel(2, 2, dark).into();
    let found = pixel(&with_chunks(&folder, &picture, &linear));
    assert!(found.iter().zip([13, 3, 2, 128]).all(|(f, e)| f.abs_diff(e) <= 1), "{found:?}");
    let grey = image::GrayImage::from_pixel(2, 2, image::Luma([128])).into();
    let found = pixel(&with_chunks(&folder, &grey, &linear));
    assert!(found[..3].iter().all(|f| f.abs_diff(188) <= 2), "{found:?}");
}
