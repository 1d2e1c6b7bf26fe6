//! Plain text.

use super::rich_text::HorizontalAlignment;
use super::text_animation::AnimationSeconds;
use crate::edit::model::number::{Fraction, NonNegative, Share, Whole};
use crate::edit::model::text::HexColor;

object! {
    /// Plain text in a box. An empty text with a background draws a coloured rectangle.
    pub struct TextAsset tagged "type" = "text" {
        /// The text; may be empty.
        pub text: String,
        /// Width of the box in pixels. Default the picture's.
        pub width: Option<Whole>,
        /// Height of the box in pixels. Default the picture's.
        pub height: Option<Whole>,
        /// Font, size and colour.
        pub font: Option<TextFont>,
        /// What is behind the text.
        pub background: Option<TextBackground>,
        /// Where the text stands in its box.
        pub alignment: Option<TextAlignment>,
        /// Outline of the letters.
        pub stroke: Option<TextStroke>,
        /// How the text appears.
        pub animation: Option<TextAnimation>,
        /// What ends a text that is cut for want of room.
        pub ellipsis: Option<String>,
    }
}

object! {
    /// Font, size and colour of plain text.
    pub struct TextFont {
        /// Family name, as embedded in the font file. Default "Open Sans".
        pub family: Option<String>,
        /// Colour, such as "#ffffff". Default white.
        pub color: Option<String>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Share>,
        /// Height in pixels, 1 to 1000. Default 32.
        pub size: Option<Whole>,
        /// Weight, 100 to 900; 400 is regular, 700 bold. Default 400.
        pub weight: Option<Whole>,
        /// Height of a line as a multiple of the size, 0 to 10. Default 1.2.
        pub line_height ["lineHeight"]: Option<NonNegative>,
    }
}

object! {
    /// What is behind plain text: it fills the box.
    pub struct TextBackground {
        /// Colour, such as "#000000"; nothing is drawn without one.
        pub color: Option<HexColor>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Fraction>,
        /// Room between the box and the text in pixels, 0 to 100. Default 0.
        pub padding: Option<TextPadding>,
        /// Radius of the corners in pixels. Default 0.
        pub border_radius ["borderRadius"]: Option<NonNegative>,
    }
}

ranged! {
    /// Room around a text, in pixels.
    pub struct TextPadding: number 0 ..= 100
}

object! {
    /// Where plain text stands in its box.
    pub struct TextAlignment {
        /// Across. Default center.
        pub horizontal: Option<HorizontalAlignment>,
        /// Down. Default center.
        pub vertical: Option<VerticalAlignment>,
    }
}

choice! {
    /// Where plain text stands, from above to below.
    pub enum VerticalAlignment {
        /// Above.
        Top = "top",
        /// In the middle.
        Center = "center",
        /// Below.
        Bottom = "bottom",
    }
}

object! {
    /// Outline of the letters of plain text.
    pub struct TextStroke {
        /// Width in pixels, 0 to 10. Default 0.
        pub width: Option<TextStrokeWidth>,
        /// Colour. Default "#000000".
        pub color: Option<HexColor>,
    }
}

ranged! {
    /// Width of an outline in pixels.
    pub struct TextStrokeWidth: number 0 ..= 10
}

object! {
    /// How plain text appears.
    pub struct TextAnimation {
        /// What happens.
        pub preset: TypewriterPreset,
        /// How long it takes, 0.1 to 30 seconds.
        pub duration: Option<AnimationSeconds>,
    }
}

choice! {
    /// What can happen to plain text.
    pub enum TypewriterPreset {
        /// Letter by letter.
        Typewriter = "typewriter",
    }
}
