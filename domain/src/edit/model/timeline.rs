//! The timeline: tracks of clips, a background, a soundtrack, fonts.

use super::clip::Clip;
use super::list::AtLeast;
use super::number::Share;
use super::text::SourceAddress;

object! {
    /// What is shown and heard, and when.
    pub struct Timeline {
        /// Music under the whole timeline. Deprecated: an audio clip does the same and more.
        pub soundtrack: Option<Soundtrack>,
        /// Colour behind everything, such as "#ffffff". Default "#000000".
        pub background: Option<String>,
        /// Fonts for text and HTML assets.
        pub fonts: Option<Vec<Font>>,
        /// Layers of clips; the first is on top.
        pub tracks: AtLeast<1, Track>,
        /// Whether sources that were fetched lately, and segments that earlier renders encoded, are used again. Default true.
        pub cache: Option<bool>,
    }
}

object! {
    /// A layer of clips.
    pub struct Track {
        /// The clips; where they overlap, the later one is on top.
        pub clips: AtLeast<1, Clip>,
    }
}

object! {
    /// Music under the whole timeline, from its start.
    pub struct Soundtrack {
        /// Address of an audio file.
        pub src: SourceAddress,
        /// Fades at the ends.
        pub effect: Option<SoundtrackEffect>,
        /// Loudness, 0 to 1. Default 1.
        pub volume: Option<Share>,
    }
}

choice! {
    /// Fades of the soundtrack.
    pub enum SoundtrackEffect {
        /// At the start.
        FadeIn = "fadeIn",
        /// At the end.
        FadeOut = "fadeOut",
        /// At both ends.
        FadeInFadeOut = "fadeInFadeOut",
    }
}

object! {
    /// A font file.
    pub struct Font {
        /// Address of a TrueType or OpenType file.
        pub src: SourceAddress,
    }
}
