//! Pictures: still ones, and what is known of animated ones.

use super::{MediaFacts, MediaKind};
use super::{foreign, gamma, profile};
use crate::decode::animation_facts;
use crate::watch::Fault;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The longest side of a picture that is opened.
const LONGEST_SIDE: u32 = 16_384;

/// What a decoder may allocate: 16k × 8k pixels of RGBA.
const LARGEST_ALLOCATION: u64 = 512 * 1024 * 1024;

/// Why a picture cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureFault {
    /// Too many pixels.
    #[error(
        "is too large: {width} x {height} pixels, at most {LONGEST_SIDE} a side and {} million in all are read",
        LARGEST_ALLOCATION / 4_000_000
    )]
    TooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// The decoder gave up.
    #[error("is a damaged {0} picture")]
    Damaged(&'static str),
    /// It is animated, and cannot be played.
    #[error(transparent)]
    Animation(#[from] Fault),
    /// A kind of picture that cannot be read.
    #[error("is a picture in {0}, which cannot be read here: convert it to PNG, JPEG or WebP")]
    Foreign(&'static str),
    /// It is no picture of a kind we read.
    #[error("is no PNG, JPEG, GIF, WebP or BMP picture")]
    Unknown,
}

/// The facts of a picture; `None` when the file is none of the pictures we read.
pub(super) fn facts(path: &Path) -> Result<Option<MediaFacts>, PictureFault> {
    let Some((format, mut decoder)) = open(path)? else { return Ok(None) };
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let (rotation, turned) = turn(orientation);
    let (width, height) = if turned { (height, width) } else { (width, height) };
    // The header alone may lie: decoding now keeps a damaged picture out of a render.
    DynamicImage::from_decoder(decoder).map_err(|_| PictureFault::Damaged(name(format)))?;
    let animation = animation_facts(path)?;
    Ok(Some(MediaFacts {
        kind: MediaKind::Image,
        container: name(format).to_lowercase(),
        width: Some(width),
        height: Some(height),
        rotation,
        fps: None,
        duration: animation.as_ref().map(|a| a.duration),
        has_video: animation.is_some(),
        has_alpha: animation.is_some_and(|a| a.has_alpha),
        has_audio: false,
        video_codec: None,
        audio_codec: None,
    }))
}

/// The upright picture itself.
pub(crate) fn read_picture(path: &Path) -> Result<DynamicImage, PictureFault> {
    let (format, mut decoder) = open(path)?.ok_or(PictureFault::Unknown)?;
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let profile = match decoder.icc_profile().ok().flatten() {
        Some(profile) => profile::read(&profile),
        None if format == ImageFormat::Png => gamma::of_png(path),
        None => None,
    };
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| PictureFault::Damaged(name(format)))?;
    let mut picture = match profile {
        Some(profile) => profile::to_srgb(picture, &profile),
        None => picture,
    };
    picture.apply_orientation(orientation);
    Ok(picture)
}

type Opened = (ImageFormat, Box<dyn ImageDecoder>);

fn open(path: &Path) -> Result<Option<Opened>, PictureFault> {
    let file = File::open(path).map_err(|_| PictureFault::Unknown)?;
    let reader = ImageReader::new(BufReader::new(file)).with_guessed_format().map_err(|_| PictureFault::Unknown)?;
    let Some(format) = reader.format().filter(|f| name_of(*f).is_some()) else {
        return foreign::name(path).map_or(Ok(None), |name| Err(PictureFault::Foreign(name)));
    };
    decoder(reader, format).map(|decoder| Some((format, decoder)))
}

fn decoder(
    mut reader: ImageReader<BufReader<File>>,
    format: ImageFormat,
) -> Result<Box<dyn ImageDecoder>, PictureFault> {
    let damaged = |_| PictureFault::Damaged(name(format));
    reader.no_limits();
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let bytes = u64::from(width) * u64::from(height) * 4;
    if width > LONGEST_SIDE || height > LONGEST_SIDE || bytes > LARGEST_ALLOCATION {
        return Err(PictureFault::TooLarge { width, height });
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(LARGEST_ALLOCATION * 2);
    decoder.set_limits(limits).map_err(damaged)?;
    Ok(Box::new(decoder))
}

fn name_of(format: ImageFormat) -> Option<&'static str> {
    Some(match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Gif => "GIF",
        ImageFormat::WebP => "WebP",
        ImageFormat::Bmp => "BMP",
        _ => return None,
    })
}

fn name(format: ImageFormat) -> &'static str {
    name_of(format).unwrap_or("picture")
}

/// Degrees clockwise, and whether width and height change places.
fn turn(orientation: image::metadata::Orientation) -> (u32, bool) {
    use image::metadata::Orientation::{
        FlipHorizontal, FlipVertical, NoTransforms, Rotate90, Rotate90FlipH, Rotate180, Rotate270, Rotate270FlipH,
    };
    match orientation {
        NoTransforms | FlipHorizontal => (0, false),
        Rotate180 | FlipVertical => (180, false),
        Rotate90 | Rotate90FlipH => (90, true),
        Rotate270 | Rotate270FlipH => (270, true),
    }
}
