//! `output`: the canvas, and what is made of the finished timeline.

use super::compiler::Compiler;
use super::frame_size::Preset;
use super::place::Place;
use super::timing::Moment;
use crate::composition::{Capture, OutputFormat, OutputSettings, Quality, Rational, Span, Still};
use crate::edit::model::{AspectRatio, Format, Output, OutputQuality, Poster, Range, Resolution, Size, Thumbnail};

/// The canvas of an output that names no size (only an mp3 may), and of one whose size is faulty.
const UNSAID: Resolution = Resolution::Hd;

/// The longest side of a picture in pixels.
const LARGEST_SIDE: u32 = 4096;

/// Size of the canvas in pixels. A custom size wins over a resolution; one that lacks a side is none.
pub(super) fn frame(compiler: &mut Compiler<'_>, place: &Place, output: &Output) -> (u32, u32) {
    let shape = output.aspect_ratio.unwrap_or(AspectRatio::Landscape);
    if let Some(Size { width: Some(width), height: Some(height) }) = &output.size {
        let place = place.key("size");
        for (key, side) in [("width", width.get()), ("height", height.get())] {
            if side % 2 == 1 && output.format == Format::Mp4 {
                compiler.fault(&place.key(key), format!("a video's sides must be even numbers, received {side}"));
            }
        }
        return (width.get(), height.get());
    }
    Preset::from(output.resolution.unwrap_or(UNSAID)).frame(shape)
}

/// The exact frame rate: the output's own, else that of its `scaleTo` or resolution, else 25.
pub(super) fn frame_rate(output: &Output) -> Rational {
    match (output.fps, output.scale_to.or(output.resolution)) {
        (Some(fps), _) => {
            let (numerator, denominator) = fps.fraction();
            Rational::new(numerator, denominator)
        }
        (None, Some(resolution)) => Rational::new(Preset::from(resolution).fps, 1),
        (None, None) => Rational::new(25, 1),
    }
}

/// What is made of a timeline that ends at `end`, on a canvas of this size and rate.
pub(super) fn settings(
    compiler: &mut Compiler<'_>,
    place: &Place,
    output: &Output,
    (frame, rate): ((u32, u32), Rational),
    end: Moment,
    watermark: bool,
) -> OutputSettings {
    let Output {
        format,
        resolution: _,
        aspect_ratio: _,
        size: _,
        fps: _,
        scale_to,
        quality,
        repeat,
        mute,
        range,
        poster,
        thumbnail,
        // Where the files are sent is the render's business, not the picture's.
        destinations: _,
    } = output;
    let format = file_format(*format);
    let range = range.as_ref().map(|range| span(compiler, &place.key("range"), range, end));
    let mut moment = |key: &str, capture: f64| capture_at(compiler, &place.key(key), capture, format, end, rate);
    let poster = poster.as_ref().map(|Poster { capture }| Capture { at: moment("poster", capture.get()) });
    let thumbnail = thumbnail
        .as_ref()
        .map(|Thumbnail { capture, scale }| Still { at: moment("thumbnail", capture.get()), scale: scale.get() });
    if thumbnail.is_some_and(|t| t.scale <= 0.0) {
        compiler.fault(&place.key("thumbnail").key("scale"), "Too small: expected number to be >0");
    }
    OutputSettings {
        format,
        quality: match quality.unwrap_or(OutputQuality::Medium) {
            OutputQuality::VeryLow => Quality::VeryLow,
            OutputQuality::Low => Quality::Low,
            OutputQuality::Medium => Quality::Medium,
            OutputQuality::High => Quality::High,
            OutputQuality::VeryHigh => Quality::VeryHigh,
        },
        scale_to: scale_to.and_then(|to| scaled(compiler, &place.key("scaleTo"), to, frame)),
        // Mute takes the sound from a picture; an mp3 has nothing else.
        mute: mute.unwrap_or(false) && format != OutputFormat::Mp3,
        repeat: repeat.unwrap_or(true),
        range,
        poster,
        thumbnail,
        watermark,
    }
}

const fn file_format(format: Format) -> OutputFormat {
    match format {
        Format::Mp4 => OutputFormat::Mp4,
        Format::Gif => OutputFormat::Gif,
        Format::Mp3 => OutputFormat::Mp3,
        Format::Jpg => OutputFormat::Jpg,
        Format::Png => OutputFormat::Png,
        Format::Bmp => OutputFormat::Bmp,
    }
}

/// The size of the file when it is not the canvas'.
fn scaled(compiler: &mut Compiler<'_>, place: &Place, to: Resolution, frame: (u32, u32)) -> Option<(u32, u32)> {
    let (width, height) = Preset::from(to).scaled(frame);
    if width.max(height) > LARGEST_SIDE {
        let message = format!("the picture would be {width} x {height}; no side may exceed {LARGEST_SIDE} pixels");
        compiler.fault(place, message);
    }
    ((width, height) != frame).then_some((width, height))
}

/// The part of the timeline that is rendered, cut off where the timeline ends. Where it is empty, one frame is.
fn span(compiler: &mut Compiler<'_>, place: &Place, range: &Range, end: Moment) -> Span {
    let Range { start, length } = range;
    let start = start.map_or(0.0, |s| s.get());
    if start >= end.seconds && !end.assumed {
        compiler.fault(&place.key("start"), format!("the timeline has ended by then: it is {} s long", end.seconds));
    }
    let length = length.map_or(end.seconds, |l| l.get());
    Span { start, end: (start + length).min(end.seconds).max(start) }
}

/// The moment of a poster or thumbnail. The very end of the timeline shows its last frame.
fn capture_at(
    compiler: &mut Compiler<'_>,
    place: &Place,
    capture: f64,
    format: OutputFormat,
    end: Moment,
    rate: Rational,
) -> f64 {
    if format == OutputFormat::Mp3 {
        compiler.fault(place, "an mp3 has no picture to capture");
    }
    if capture > end.seconds && !end.assumed {
        let message = format!("the timeline has ended by then: it is {} s long", end.seconds);
        compiler.fault(&place.key("capture"), message);
    }
    let frames = ((end.seconds * rate.as_f64()).round() as u64).max(1);
    capture.min(rate.time_of_frame(frames - 1))
}
