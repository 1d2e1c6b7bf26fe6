//! Styled subtitles.

use super::font_weight::FontWeight;
use super::padding::Padding;
use super::rich_text::{
    FontSize, FontStyle, LineHeight, RichTextAlignment, RichTextBackground, RichTextBorder, RichTextGradient,
    RichTextShadow, RichTextStroke, TextDecoration, TextTransform, WholeFontSize,
};
use crate::edit::fault::Faults;
use crate::edit::model::number::{Fraction, Number};
use crate::edit::model::slot::Slot;
use crate::edit::model::text::{HexColor, SourceAddress};
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

object! {
    /// Styled subtitles from a file, with the spoken word brought out.
    pub struct RichCaptionAsset tagged "type" = "rich-caption" {
        /// Address of an SRT, VTT or TTML file, of a media file to transcribe, or "alias://NAME" of the clip to transcribe.
        pub src: SourceAddress,
        /// Font, size and colour.
        pub font: Option<RichCaptionFont>,
        /// Spacing, case, decoration and gradient.
        pub style: Option<RichCaptionStyle>,
        /// Outline of the letters.
        pub stroke: Option<RichTextStroke>,
        /// Shadow of the letters.
        pub shadow: Option<RichTextShadow>,
        /// What is behind the text.
        pub background: Option<RichTextBackground>,
        /// Frame of the box.
        pub border: Option<RichTextBorder>,
        /// Room between the box and the text: pixels on every side, or each side on its own.
        pub padding: Option<Padding>,
        /// Where the text stands in its box.
        pub align: Option<RichTextAlignment>,
        /// How the spoken word looks.
        pub active: Option<RichCaptionActive>,
        /// How the spoken word moves.
        pub animation: Option<RichCaptionAnimation>,
    }
}

object! {
    /// Font, size and colour of styled subtitles.
    pub struct RichCaptionFont {
        /// Family name. Default "Roboto".
        pub family: Option<String>,
        /// Height in pixels, 1 to 500. Default 24.
        pub size: Option<WholeFontSize>,
        /// Weight, 100 to 900, or a name such as "bold". Default 400.
        pub weight: Option<FontWeight>,
        /// Upright or slanted. Default normal.
        pub style: Option<FontStyle>,
        /// Colour. Default "#ffffff".
        pub color: Option<HexColor>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Fraction>,
        /// Colour behind the letters.
        pub background: Option<HexColor>,
    }
}

object! {
    /// Spacing, case, decoration and gradient of styled subtitles.
    pub struct RichCaptionStyle {
        /// Room between letters in pixels. Default 0.
        pub letter_spacing ["letterSpacing"]: Option<Number>,
        /// Height of a line as a multiple of the size, 0 to 10. Default 1.2.
        pub line_height ["lineHeight"]: Option<LineHeight>,
        /// Capitals and small letters. Default none.
        pub text_transform ["textTransform"]: Option<TextTransform>,
        /// Height of the letters in pixels, 1 to 500.
        pub size: Option<FontSize>,
        /// Lines under or through the letters. Default none.
        pub text_decoration ["textDecoration"]: Option<TextDecoration>,
        /// Colours that run into each other, in place of the font's.
        pub gradient: Option<RichTextGradient>,
    }
}

object! {
    /// How the spoken word looks.
    pub struct RichCaptionActive {
        /// Its font and colour.
        pub font: Option<RichCaptionActiveFont>,
        /// Its outline, or "none".
        pub stroke: Option<OrNone<RichTextStroke>>,
        /// Its shadow, or "none".
        pub shadow: Option<OrNone<RichTextShadow>>,
    }
}

object! {
    /// Font and colour of the spoken word.
    pub struct RichCaptionActiveFont {
        /// Family name.
        pub family: Option<String>,
        /// Weight, 100 to 900, or a name such as "bold".
        pub weight: Option<FontWeight>,
        /// Colour.
        pub color: Option<HexColor>,
        /// Colour behind the word.
        pub background: Option<HexColor>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Fraction>,
        /// Height of the letters in pixels, 1 to 500.
        pub size: Option<FontSize>,
        /// Lines under or through the letters. Default none.
        pub text_decoration ["textDecoration"]: Option<TextDecoration>,
    }
}

/// Something, or the word `none` to leave out what the rest of the text has.
#[derive(Clone, Debug, PartialEq)]
pub enum OrNone<T> {
    /// Left out.
    None,
    /// Something.
    Some(T),
}

impl<T: Slot> Deserr<Faults> for OrNone<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        match value {
            Value::String(text) if text == "none" => Ok(Self::None),
            Value::Map(_) => T::read(value, at).map(Self::Some),
            other => Err(Faults::kind(at, "object or \"none\"", &other)),
        }
    }
}

impl<T: Slot> Slot for OrNone<T> {}

impl<T: Slot> JsonSchema for OrNone<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}OrNone", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "oneOf": [T::schema(generator), { "type": "string", "enum": ["none"] }] })
    }
}

object! {
    /// How the spoken word moves.
    pub struct RichCaptionAnimation {
        /// What happens.
        pub style: CaptionAnimationStyle,
        /// Where a slide moves to. Default up.
        pub direction: Option<CaptionAnimationDirection>,
    }
}

choice! {
    /// What happens to the spoken word.
    pub enum CaptionAnimationStyle {
        /// Filled as it is spoken.
        Karaoke = "karaoke",
        /// In the active look.
        Highlight = "highlight",
        /// Grows into its place.
        Pop = "pop",
        /// Becomes visible.
        Fade = "fade",
        /// Moves in.
        Slide = "slide",
        /// Jumps.
        Bounce = "bounce",
        /// Letter by letter.
        Typewriter = "typewriter",
        /// Nothing.
        None = "none",
    }
}

choice! {
    /// Where a sliding word moves to.
    pub enum CaptionAnimationDirection {
        /// To the left.
        Left = "left",
        /// To the right.
        Right = "right",
        /// Upwards.
        Up = "up",
        /// Downwards.
        Down = "down",
    }
}
