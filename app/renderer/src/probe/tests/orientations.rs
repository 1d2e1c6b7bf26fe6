//! The eight ways in which a camera was held.

use super::*;

/// What is stored, quarter by quarter: red and green above, blue and white below.
const STORED: [[u8; 3]; 4] = [[255, 0, 0], [0, 200, 0], [0, 0, 255], [255, 255, 255]];

/// Which quarter of the stored picture is seen where (upper left, upper right, lower left, lower right) for the
/// orientations 1 to 8.
const SEEN: [[usize; 4]; 8] =
    [[0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0], [2, 3, 0, 1], [0, 2, 1, 3], [2, 0, 3, 1], [3, 1, 2, 0], [1, 3, 0, 2]];

/// Degrees clockwise that each of them is turned by, flips aside.
const TURNED: [u32; 8] = [0, 0, 180, 180, 90, 90, 270, 270];

#[test]
fn a_photo_is_seen_as_it_was_taken() {
    let folder = Folder::new();
    let path = folder.path("a.jpg");
    let quarters = |x: u32, y: u32| image::Rgb(STORED[(x / 32 + y / 16 * 2) as usize]);
    image::RgbImage::from_fn(64, 32, quarters).save(&path).unwrap();
    let jpeg = std::fs::read(&path).unwrap();
    for (i, seen) in SEEN.into_iter().enumerate() {
        // One entry: the orientation (0x112), a short (3).
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0".to_vec();
        exif[25] = i as u8 + 1;
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        std::fs::write(&path, [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()).unwrap();
        let facts = probe(&path).unwrap();
        let (width, height) = if i < 4 { (64, 32) } else { (32, 64) };
        assert_eq!((facts.width, facts.height, facts.rotation), (Some(width), Some(height), TURNED[i]), "{}", i + 1);
        let picture = read_picture(&path).unwrap().into_rgb8();
        let (x, y) = (width / 4, height / 4);
        for (place, quarter) in [(x, y), (3 * x, y), (x, 3 * y), (3 * x, 3 * y)].into_iter().zip(seen) {
            let found = picture.get_pixel(place.0, place.1).0;
            let close = found.iter().zip(STORED[quarter]).all(|(f, e)| f.abs_diff(e) < 12);
            assert!(close, "orientation {} at {place:?}: {found:?}", i + 1);
        }
    }
}
