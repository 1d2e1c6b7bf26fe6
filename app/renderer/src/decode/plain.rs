//! The chain that is tried when choosing by itself has hung: a demuxer and a decoder by name.

use gstreamer as gst;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The demuxer of a file by its first bytes; `None` where there is no plain chain.
pub(super) fn demuxer(path: &Path) -> Option<&'static str> {
    let mut head = [0; 12];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).ok()?;
    match &head {
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("qtdemux"),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("matroskademux"),
        _ => None,
    }
}

/// What a demuxer's film goes through.
pub(super) struct Decoding {
    /// The elements in order, the decoder last.
    pub(super) elements: &'static [&'static str],
    /// Whether its frames have alpha.
    pub(super) alpha: bool,
}

/// The decoding of a film with these caps; `None` when it is none that is known here.
pub(super) fn decoding(caps: &gst::StructureRef) -> Option<Decoding> {
    let alpha = caps.get::<bool>("codec-alpha").unwrap_or(false);
    let elements: &[&str] = match (caps.name().as_str(), alpha) {
        ("video/x-h264", _) => &["h264parse", "avdec_h264"],
        ("video/x-h265", _) => &["h265parse", "avdec_h265"],
        ("video/x-vp8", true) => &["vp8alphadecodebin"],
        ("video/x-vp9", true) => &["vp9alphadecodebin"],
        ("video/x-vp8", false) => &["vp8dec"],
        ("video/x-vp9", false) => &["vp9dec"],
        ("video/x-av1", _) => &["av1parse", "av1dec"],
        _ => return None,
    };
    Some(Decoding { elements, alpha })
}
