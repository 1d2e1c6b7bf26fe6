//! Which demuxers and decoders may be plugged.

use super::chain::Want;
use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;

/// The containers that are opened. Everything else that splits streams is refused: playlists and manifests would make
/// GStreamer fetch addresses on its own.
const DEMUXERS: &[&str] = &[
    "qtdemux",
    "matroskademux",
    "flvdemux",
    "avidemux",
    "tsdemux",
    "mpegpsdemux",
    "oggdemux",
    "wavparse",
    "aiffparse",
    "asfdemux",
    "id3demux",
    "apedemux",
    "avdemux_gif",
];

/// Decoders that may read other files or addresses, or are not meant for films and sound.
const REFUSED: &[&str] = &["rsvgdec", "gesdemux", "uridecodebin", "uridecodebin3"];

/// What to do with one candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Try,
    Expose,
    Skip,
}

fn choose(want: Want, name: &str, class: &str) -> Choice {
    let parts: Vec<&str> = class.split('/').collect();
    let has = |part| parts.contains(&part);
    if REFUSED.contains(&name) || has("Source") || has("Adaptive") || has("Depayloader") {
        Choice::Skip
    } else if has("Demuxer") || name == "wavparse" || name == "aiffparse" {
        if DEMUXERS.contains(&name) { Choice::Try } else { Choice::Skip }
    } else if has("Decoder") && (has("Video") || has("Image")) && want == Want::Audio
        || has("Decoder") && has("Audio") && want == Want::Video
        || has("Subtitle")
    {
        Choice::Expose
    } else {
        Choice::Try
    }
}

/// Makes a decodebin choose by these rules.
pub(super) fn rule(decodebin: &gst::Element, want: Want) {
    decodebin.connect("autoplug-select", false, move |values| {
        let factory = values.get(3)?.get::<gst::ElementFactory>().ok()?;
        let class = factory.metadata("klass").unwrap_or_default();
        let nick = match choose(want, &factory.name(), class) {
            Choice::Try => "try",
            Choice::Expose => "expose",
            Choice::Skip => "skip",
        };
        let results = glib::EnumClass::with_type(glib::Type::from_name("GstAutoplugSelectResult")?)?;
        results.to_value_by_nick(nick)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playlists_and_manifests_are_refused() {
        for name in ["hlsdemux", "hlsdemux2", "dashdemux", "mssdemux"] {
            assert_eq!(choose(Want::Video, name, "Codec/Demuxer/Adaptive"), Choice::Skip, "{name}");
        }
        assert_eq!(choose(Want::Video, "sdpdemux", "Codec/Demuxer/Network/RTP"), Choice::Skip);
        assert_eq!(choose(Want::Everything, "qtdemux", "Codec/Demuxer"), Choice::Try);
    }

    #[test]
    fn only_what_is_wanted_is_decoded() {
        assert_eq!(choose(Want::Video, "avdec_aac", "Codec/Decoder/Audio"), Choice::Expose);
        assert_eq!(choose(Want::Audio, "avdec_h264", "Codec/Decoder/Video"), Choice::Expose);
        assert_eq!(choose(Want::Video, "avdec_h264", "Codec/Decoder/Video"), Choice::Try);
        assert_eq!(choose(Want::Everything, "avdec_aac", "Codec/Decoder/Audio"), Choice::Try);
    }
}
