//! Starting GStreamer once, and saying what of it is missing.

use domain::{Failure, FailureCode};
use gstreamer as gst;
use serde::Serialize;
use std::sync::OnceLock;

/// An element that rendering or probing needs, and whether this machine has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ElementStatus {
    /// The element's name in GStreamer.
    pub element: &'static str,
    /// What it is needed for.
    pub purpose: &'static str,
    /// Whether a render is impossible without it; else only some media are.
    pub required: bool,
    /// The Debian package that has it.
    pub package: &'static str,
    /// Whether it was found.
    pub found: bool,
}

const REQUIRED: bool = true;
const OPTIONAL: bool = false;
const CORE: &str = "libgstreamer1.0-0";
const BASE: &str = "gstreamer1.0-plugins-base";
const GOOD: &str = "gstreamer1.0-plugins-good";
const BAD: &str = "gstreamer1.0-plugins-bad";
const UGLY: &str = "gstreamer1.0-plugins-ugly";
const LIBAV: &str = "gstreamer1.0-libav";

/// Everything the renderer may plug, with its purpose and package.
const ELEMENTS: &[(&str, &str, bool, &str)] = &[
    ("filesrc", "reading files", REQUIRED, CORE),
    ("decodebin", "choosing demuxers and decoders", REQUIRED, BASE),
    ("appsink", "taking frames and samples", REQUIRED, BASE),
    ("appsrc", "handing on frames and samples", REQUIRED, BASE),
    ("videoconvert", "colour formats of sources", REQUIRED, BASE),
    ("videoscale", "pixel shapes of sources and sizes of outputs", REQUIRED, BASE),
    ("audioconvert", "sample formats of sources", REQUIRED, BASE),
    ("audioresample", "sample rates of sources", REQUIRED, BASE),
    ("videoflip", "rotation tags of sources", REQUIRED, GOOD),
    ("deinterlace", "interlaced sources", REQUIRED, GOOD),
    ("qtdemux", "reading MP4 and MOV", REQUIRED, GOOD),
    ("mp4mux", "writing MP4", REQUIRED, GOOD),
    ("h264parse", "reading and writing H.264", REQUIRED, BAD),
    ("x264enc", "writing H.264", REQUIRED, UGLY),
    ("avenc_aac", "writing AAC", REQUIRED, LIBAV),
    ("aacparse", "reading and writing AAC", REQUIRED, GOOD),
    ("avdec_h264", "reading H.264", REQUIRED, LIBAV),
    ("avdec_aac", "reading AAC", REQUIRED, LIBAV),
    ("lamemp3enc", "writing MP3", REQUIRED, GOOD),
    ("mpegaudioparse", "reading and writing MP3", REQUIRED, GOOD),
    ("mpg123audiodec", "reading MP3", OPTIONAL, GOOD),
    ("matroskademux", "reading WebM and Matroska", OPTIONAL, GOOD),
    ("vp8dec", "reading VP8", OPTIONAL, GOOD),
    ("vp9dec", "reading VP9", OPTIONAL, GOOD),
    ("avdec_h265", "reading HEVC", OPTIONAL, LIBAV),
    ("av1dec", "reading AV1", OPTIONAL, BAD),
    ("avidemux", "reading AVI", OPTIONAL, GOOD),
    ("capssetter", "uncompressed AVI with its rows from the top down", OPTIONAL, GOOD),
    ("tsdemux", "reading MPEG transport streams", OPTIONAL, BAD),
    ("wavparse", "reading WAV", OPTIONAL, GOOD),
    ("oggdemux", "reading Ogg", OPTIONAL, BASE),
    ("vorbisdec", "reading Vorbis", OPTIONAL, BASE),
    ("opusdec", "reading Opus", OPTIONAL, BASE),
    ("flacdec", "reading FLAC", OPTIONAL, GOOD),
];

/// Starts GStreamer, once. Its plugin registry is kept where `GST_REGISTRY` says, so that only the first start scans.
pub(crate) fn init() -> Result<(), Failure> {
    static STARTED: OnceLock<Result<(), String>> = OnceLock::new();
    STARTED.get_or_init(|| gst::init().map_err(|e| e.to_string())).clone().map_err(|cause| {
        Failure::new(FailureCode::Internal, format!("GStreamer does not start on this machine: {cause}"))
    })
}

/// Everything that the renderer may plug.
pub(crate) fn elements() -> impl Iterator<Item = &'static str> {
    ELEMENTS.iter().map(|(element, ..)| *element)
}

/// What the renderer needs of GStreamer, and whether it is installed. Also warms the plugin registry.
///
/// # Errors
/// When GStreamer itself does not start.
pub fn gstreamer_elements() -> Result<Vec<ElementStatus>, Failure> {
    init()?;
    Ok(ELEMENTS
        .iter()
        .map(|&(element, purpose, required, package)| ElementStatus {
            element,
            purpose,
            required,
            package,
            found: gst::ElementFactory::find(element).is_some(),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_can_render() {
        let missing: Vec<_> = gstreamer_elements().unwrap().into_iter().filter(|e| !e.found).collect();
        assert_eq!(missing, []);
    }

    #[test]
    fn an_unknown_element_is_not_found() {
        init().unwrap();
        assert!(gst::ElementFactory::find("no_such_element").is_none());
    }
}
