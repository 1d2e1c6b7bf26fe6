//! Subtitles.

use super::video::Speed;
use crate::edit::model::number::{NonNegative, Number, Share, Whole};
use crate::edit::model::text::SourceAddress;

object! {
    /// Subtitles from a file. Deprecated: rich-caption assets do more.
    pub struct CaptionAsset tagged "type" = "caption" {
        /// Address of an SRT or VTT file. "alias://NAME" of a clip to transcribe is refused by this server.
        pub src: SourceAddress,
        /// Font, size and colour.
        pub font: Option<CaptionFont>,
        /// What is behind the text. By default it is there; an opacity of 0 leaves it out.
        pub background: Option<CaptionBackground>,
        /// Room to the picture's edges.
        pub margin: Option<CaptionMargin>,
        /// Seconds to leave out at the file's start. Default 0.
        pub trim: Option<NonNegative>,
        /// How fast the file's times run, 0 to 10. Default 1.
        pub speed: Option<Speed>,
    }
}

object! {
    /// Font, size and colour of subtitles.
    pub struct CaptionFont {
        /// Family name. Default "Open Sans".
        pub family: Option<String>,
        /// Colour, such as "#ffffff". Default white.
        pub color: Option<String>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Share>,
        /// Height in pixels. Default 32.
        pub size: Option<Whole>,
        /// Height of a line as a multiple of the size. Default 1.2.
        pub line_height ["lineHeight"]: Option<NonNegative>,
        /// Colour of the letters' outline. Default black.
        pub stroke: Option<String>,
        /// Width of the letters' outline in pixels. Default 1 with a colour, else 0.
        pub stroke_width ["strokeWidth"]: Option<NonNegative>,
    }
}

object! {
    /// What is behind subtitles.
    pub struct CaptionBackground {
        /// Colour, such as "#000000". Default black.
        pub color: Option<String>,
        /// From invisible 0 to solid 1. Default 0.8.
        pub opacity: Option<Share>,
        /// Room around the text in pixels. Default 10.
        pub padding: Option<Whole>,
        /// Radius of the corners in pixels. Default 4.
        pub border_radius ["borderRadius"]: Option<Whole>,
    }
}

object! {
    /// Room between subtitles and the picture's edges, in shares of the picture.
    pub struct CaptionMargin {
        /// To the upper edge. Without it the text stands about nine tenths of the height.
        pub top: Option<Number>,
        /// To the left edge. Default 0.05.
        pub left: Option<Number>,
        /// To the right edge. Default 0.05.
        pub right: Option<Number>,
    }
}
