mod orientations;
mod png_colors;

use super::*;
use crate::testing::Folder;
use domain::composition::Rational;

fn refused(path: &std::path::Path) -> String {
    let failure = probe(path).unwrap_err();
    assert_eq!(failure.code, FailureCode::BadMedia, "{failure}");
    assert!(!failure.message.contains('/'), "no local path in: {failure}");
    failure.message
}

#[test]
fn a_film_with_sound() {
    let folder = Folder::new();
    let facts = probe(&folder.film("a.mp4", "320x180", 30, 2.0, true)).unwrap();
    assert_eq!((facts.kind, facts.container.as_str()), (MediaKind::Video, "mp4"));
    assert_eq!((facts.width, facts.height, facts.rotation), (Some(320), Some(180), 0));
    assert_eq!(facts.fps, Some(Rational::new(30, 1)));
    assert!((facts.duration.unwrap() - 2.0).abs() < 0.05, "{facts:?}");
    assert!(facts.has_video && facts.has_audio);
    assert!(facts.video_codec.unwrap().contains("H.264") && facts.audio_codec.unwrap().contains("AAC"));
}

#[test]
fn other_containers_and_codecs() {
    let folder = Folder::new();
    let source = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=1"];
    for (name, codec) in [("a.webm", "libvpx-vp9"), ("b.mkv", "libx264"), ("c.avi", "mpeg4"), ("d.webm", "libvpx")] {
        let path = folder.ffmpeg(&[&source[..], &["-c:v", codec]].concat(), name);
        let facts = probe(&path).unwrap();
        assert_eq!((facts.kind, facts.width, facts.height), (MediaKind::Video, Some(160), Some(90)), "{name}");
        assert!((facts.duration.unwrap() - 1.0).abs() < 0.05, "{name} {facts:?}");
        assert!(!facts.has_audio, "{name}");
    }
}

#[test]
fn sounds() {
    let folder = Folder::new();
    for (name, container) in [("a.wav", "wav"), ("b.mp3", ""), ("c.ogg", "ogg"), ("d.flac", ""), ("e.m4a", "")] {
        let path = folder.ffmpeg(&["-f", "lavfi", "-i", "sine=duration=1.5", "-strict", "-2"], name);
        let facts = probe(&path).unwrap();
        assert_eq!(facts.kind, MediaKind::Audio, "{name}");
        assert!((facts.duration.unwrap() - 1.5).abs() < 0.08, "{name} {facts:?}");
        assert!(facts.has_audio && !facts.has_video && facts.width.is_none(), "{name}");
        assert!(facts.container.contains(container), "{name} {facts:?}");
    }
}

#[test]
fn rotation_tags_and_pixel_shapes_are_applied() {
    let folder = Folder::new();
    let film = folder.film("a.mp4", "320x180", 25, 0.4, false);
    let turned =
        folder.ffmpeg(&["-i", film.to_str().unwrap(), "-c", "copy", "-metadata:s:v:0", "rotate=90"], "turned.mp4");
    let facts = probe(&turned).unwrap();
    assert_eq!((facts.width, facts.height), (Some(180), Some(320)));
    assert_eq!(facts.rotation, 270);
    let wide = folder.ffmpeg(&["-i", film.to_str().unwrap(), "-vf", "setsar=2/1", "-c:v", "libx264"], "wide.mp4");
    assert_eq!(probe(&wide).map(|f| (f.width, f.height)).unwrap(), (Some(640), Some(180)));
}

#[test]
fn pictures() {
    let folder = Folder::new();
    for (name, container) in
        [("a.png", "png"), ("b.jpg", "jpeg"), ("c.bmp", "bmp"), ("d.gif", "gif"), ("e.webp", "webp")]
    {
        let path = folder.ffmpeg(&["-f", "lavfi", "-i", "testsrc2=size=64x48:duration=0.04", "-frames:v", "1"], name);
        // The name does not count.
        let odd = folder.path(&format!("{name}.mp4"));
        std::fs::rename(path, &odd).unwrap();
        let facts = probe(&odd).unwrap();
        assert_eq!((facts.kind, facts.container.as_str()), (MediaKind::Image, container));
        assert_eq!((facts.width, facts.height, facts.duration), (Some(64), Some(48), None));
    }
}

#[test]
fn what_is_no_media_is_refused_in_plain_words() {
    let folder = Folder::new();
    let path = folder.path("text.mp4");
    std::fs::write(&path, "This is a text, and no film at all.\n".repeat(50)).unwrap();
    assert_eq!(refused(&path), "The file is not a video, image or audio file of a kind that can be read.");
    std::fs::write(&path, "").unwrap();
    assert_eq!(refused(&path), "The file is empty.");
    std::fs::write(&path, (0..5000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>())
        .unwrap();
    refused(&path);
}

#[test]
fn playlists_that_name_addresses_are_refused() {
    let folder = Folder::new();
    let path = folder.path("list.mp4");
    let list =
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n";
    std::fs::write(&path, list).unwrap();
    refused(&path);
    let manifest = r#"<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>http://127.0.0.1:9/</BaseURL></MPD>"#;
    std::fs::write(&path, manifest).unwrap();
    refused(&path);
    std::fs::write(&path, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>").unwrap();
    refused(&path);
}

#[test]
fn cut_off_files_are_refused() {
    let folder = Folder::new();
    let film = folder.film("a.mp4", "320x180", 25, 1.0, true);
    let bytes = std::fs::read(&film).unwrap();
    let cut = folder.path("cut.mp4");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(refused(&cut), "The file is cut off: its last part is missing.");
    let fast = folder.ffmpeg(&["-i", film.to_str().unwrap(), "-c", "copy", "-movflags", "faststart"], "fast.mp4");
    let bytes = std::fs::read(&fast).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() - 100]).unwrap();
    assert_eq!(refused(&cut), "The file is cut off: its last part is missing.");
    let picture = folder.ffmpeg(&["-f", "lavfi", "-i", "testsrc2=size=640x480", "-frames:v", "1"], "a.png");
    let bytes = std::fs::read(&picture).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(refused(&cut), "The file is a damaged PNG picture.");
}

#[test]
fn a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded() {
    let folder = Folder::new();
    let path = folder.path("bomb.png");
    let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    header.extend([0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 6, 0, 0, 0]);
    let crc = crc32(&header[12..]);
    header.extend(crc.to_be_bytes());
    header.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    std::fs::write(&path, header).unwrap();
    assert!(refused(&path).starts_with("The file is too large: 30000 x 30000 pixels"));
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
    })
}

#[test]
fn pictures_that_are_known_and_not_read_are_called_by_their_names() {
    let folder = Folder::new();
    let path = folder.path("a.png");
    for (head, name) in [
        (&b"\0\0\0\x1cftypavif\0\0\0\0"[..], "AVIF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\xff\x0a\xfa\x1f\x01\x90\x81\x06\x01\0\x88\0", "JPEG XL"),
        (b"II*\0\x08\0\0\0\0\0\0\0", "TIFF"),
    ] {
        std::fs::write(&path, head).unwrap();
        let expected =
            format!("The file is a picture in {name}, which cannot be read here: convert it to PNG, JPEG or WebP.");
        assert_eq!(refused(&path), expected);
    }
}

#[test]
fn animations_that_claim_to_be_huge_or_are_cut_off_are_refused() {
    let folder = Folder::new();
    let path = folder.path("a.gif");
    std::fs::write(&path, b"GIF89a\xff\xff\xff\xff\0\0\0\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x4c\x01\0\x3b").unwrap();
    assert!(refused(&path).starts_with("The file is too large: 65535 x 65535 pixels"));
    for name in ["b.gif", "b.webp"] {
        let path = folder.ffmpeg(&["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=1"], name);
        assert!(probe(&path).unwrap().has_video, "{name}");
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() * 2 / 3]).unwrap();
        refused(&path);
    }
}

/// The first pixel of a picture, upright and in sRGB.
fn pixel(path: &std::path::Path) -> [u8; 4] {
    read_picture(path).unwrap().into_rgba8().get_pixel(0, 0).0
}

#[test]
fn pictures_of_every_make_have_their_colours() {
    let folder = Folder::new();
    let orange = ["-f", "lavfi", "-i", "color=0xe0ac69:s=16x16,format=rgb24", "-frames:v", "1"];
    for (name, how, expected) in [
        ("a.png", &["-pix_fmt", "rgb24"][..], [224, 172, 105, 255]),
        ("b.png", &["-pix_fmt", "rgb48be"], [224, 172, 105, 255]),
        ("c.bmp", &[], [224, 172, 105, 255]),
        ("d.jpg", &["-q:v", "1", "-pix_fmt", "yuvj444p"], [224, 172, 105, 255]),
        ("e.jpg", &["-q:v", "1", "-pix_fmt", "yuvj420p"], [224, 172, 105, 255]),
        ("f.webp", &["-lossless", "1"], [224, 172, 105, 255]),
        ("g.png", &["-vf", "format=rgba,colorchannelmixer=aa=0.5"], [224, 172, 105, 128]),
    ] {
        let found = pixel(&folder.ffmpeg(&[&orange[..], how].concat(), name));
        assert!(found.iter().zip(expected).all(|(f, e)| f.abs_diff(e) <= 2), "{name}: {found:?}");
    }
    let grey = folder.path("grey.png");
    image::GrayAlphaImage::from_pixel(4, 4, image::LumaA([90, 40])).save(&grey).unwrap();
    assert_eq!(pixel(&grey), [90, 90, 90, 40]);
}

#[test]
fn colours_of_another_profile_become_srgb() {
    use image::ImageEncoder;
    let folder = Folder::new();
    let path = folder.path("p3.png");
    let mut encoder = image::codecs::png::PngEncoder::new(std::fs::File::create(&path).unwrap());
    encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    encoder.write_image(&[128, 64, 64, 200], 1, 1, image::ExtendedColorType::Rgba8).unwrap();
    let found = pixel(&path);
    // Linear light 0.2159, 0.0513, 0.0513 of Display P3 is 0.2529, 0.0444, 0.0480 of sRGB.
    assert!(found.iter().zip([138, 59, 62, 200]).all(|(f, e)| f.abs_diff(e) <= 1), "{found:?}");
}
