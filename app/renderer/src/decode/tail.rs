//! What follows a decoder: conversion where it is needed, and the appsink.

use super::uncopied;
use crate::watch::{Fault, element};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

/// Frames or blocks that wait between a decoder and us.
const QUEUED: u32 = 2;

/// What a film's frames look like when they leave the decoder.
pub(super) struct Raw {
    format: &'static str,
    format_fits: bool,
    full_range: bool,
    interlaced: bool,
    square: Option<(u32, u32)>,
    /// Whether the shape of its pixels is none: nothing takes such frames.
    is_shapeless: bool,
}

impl Raw {
    /// Reads it from the decoder's caps; `None` when they are incomplete.
    pub(super) fn of(caps: &gst::CapsRef) -> Option<Self> {
        let info = gst_video::VideoInfo::from_caps(caps).ok()?;
        let color = info.colorimetry();
        let is_709 = color.matrix() == gst_video::VideoColorMatrix::Bt709;
        let par = info.par();
        let is_shapeless = par.numer() <= 0 || par.denom() <= 0;
        // Chroma of its own for every pixel: which share one is decided with regard to their alpha.
        let (format, fits) = match info.format() {
            gst_video::VideoFormat::I420 => ("I420", true),
            // Converted by us: videoconvert rounds chroma down.
            _ if info.is_rgb() => ("RGBA", false),
            _ if info.has_alpha() => ("AYUV", false),
            _ => ("I420", false),
        };
        Some(Self {
            format,
            format_fits: fits && is_709,
            full_range: is_709 && color.range() == gst_video::VideoColorRange::Range0_255,
            interlaced: info.interlace_mode() != gst_video::VideoInterlaceMode::Progressive,
            is_shapeless,
            square: (!is_shapeless && par.numer() != par.denom())
                .then(|| square_size(info.width(), info.height(), par.numer(), par.denom())),
        })
    }

    /// When nothing is known but whether there is alpha: everything is converted.
    pub(super) fn unknown(alpha: bool) -> Self {
        Self {
            format: if alpha { "AYUV" } else { "I420" },
            format_fits: false,
            full_range: false,
            interlaced: false,
            square: None,
            is_shapeless: false,
        }
    }
}

/// The size in square pixels: the height is kept, the width stretched.
pub(crate) fn square_size(width: u32, height: u32, numerator: i32, denominator: i32) -> (u32, u32) {
    if numerator <= 0 || denominator <= 0 {
        return (width, height);
    }
    let stretched = f64::from(width) * f64::from(numerator) / f64::from(denominator);
    (stretched.round().clamp(1.0, 65_535.0) as u32, height)
}

/// BT.709 in full range, as GStreamer writes it.
const FULL_709: &str = "1:3:5:1";

/// From a decoder's film to planar frames: BT.709, square pixels, upright.
///
/// Full range is left for [`super::range`] to convert: videoconvert leaves the range as it is when nothing else changes.
pub(super) fn video(raw: &Raw) -> Result<(Vec<gst::Element>, gst_app::AppSink), Fault> {
    let mut elements = Vec::new();
    if raw.is_shapeless {
        // AVI with its rows from the top down has a negative height, and the demuxer makes negative pixels of it.
        let square = gst::Caps::builder("video/x-raw").field("pixel-aspect-ratio", gst::Fraction::new(1, 1)).build();
        elements.push(gst::ElementFactory::make("capssetter").property("caps", square).build().map_err(other)?);
    }
    if raw.interlaced {
        let deinterlace = element("deinterlace")?;
        // One frame out per frame in, so that times stay as they are.
        deinterlace.set_property_from_str("fields", "top");
        elements.push(deinterlace);
    }
    let mut caps = gst::Caps::builder("video/x-raw").field("format", raw.format);
    if !raw.format_fits {
        elements.push(element("videoconvert")?);
        if raw.format != "RGBA" {
            caps = caps.field("colorimetry", if raw.full_range { FULL_709 } else { "bt709" });
        }
    }
    if let Some((width, height)) = raw.square {
        elements.push(element("videoscale")?);
        caps = caps
            .field("width", width as i32)
            .field("height", height as i32)
            .field("pixel-aspect-ratio", gst::Fraction::new(1, 1));
    }
    if !raw.format_fits || raw.square.is_some() || raw.interlaced {
        elements.push(gst::ElementFactory::make("capsfilter").property("caps", caps.build()).build().map_err(other)?);
    }
    elements.push(uncopied::upright()?);
    let sink = appsink(&gst::Caps::builder("video/x-raw").field("format", raw.format).build());
    uncopied::accept_padding(&sink);
    elements.push(sink.clone().upcast());
    Ok((elements, sink))
}

/// From a decoder's sound to interleaved stereo floats at `rate`.
pub(super) fn audio(rate: u32) -> Result<(Vec<gst::Element>, gst_app::AppSink), Fault> {
    let caps = gst::Caps::builder("audio/x-raw")
        .field("format", "F32LE")
        .field("layout", "interleaved")
        .field("channels", 2i32)
        .field("rate", rate as i32)
        .build();
    let sink = appsink(&caps);
    Ok((vec![element("audioconvert")?, element("audioresample")?, sink.clone().upcast()], sink))
}

fn appsink(caps: &gst::Caps) -> gst_app::AppSink {
    let sink = gst_app::AppSink::builder().caps(caps).sync(false).max_buffers(QUEUED).wait_on_eos(false).build();
    sink.set_property("enable-last-sample", false);
    sink
}

fn other(error: impl std::fmt::Display) -> Fault {
    Fault::Other(error.to_string())
}
