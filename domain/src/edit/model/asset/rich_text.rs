//! Styled text.

use super::font_weight::FontWeight;
use super::padding::Padding;
use super::text_animation::RichTextAnimation;
use crate::edit::model::list::AtLeast;
use crate::edit::model::number::{Fraction, NonNegative, Number};
use crate::edit::model::text::{Bounded, HexColor};

object! {
    /// Styled text in a box of the clip's width and height, or of the picture's.
    pub struct RichTextAsset tagged "type" = "rich-text" {
        /// The text, at most 5000 characters.
        pub text: Bounded<0, 5_000>,
        /// Font, size and colour.
        pub font: Option<RichTextFont>,
        /// Spacing, case, decoration and gradient.
        pub style: Option<RichTextStyle>,
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
        /// How the text appears.
        pub animation: Option<RichTextAnimation>,
    }
}

object! {
    /// Font, size and colour of styled text.
    pub struct RichTextFont {
        /// Family name. Default "Open Sans".
        pub family: Option<String>,
        /// Height in pixels, 1 to 500. Default 24.
        pub size: Option<WholeFontSize>,
        /// Weight, 100 to 900, or a name such as "bold". Default 400.
        pub weight: Option<FontWeight>,
        /// Upright or slanted. Default normal.
        pub style: Option<FontStyle>,
        /// Colour. Default "#000000".
        pub color: Option<HexColor>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Fraction>,
        /// Colour behind the letters.
        pub background: Option<HexColor>,
        /// Outline of the letters.
        pub stroke: Option<RichTextStroke>,
    }
}

ranged! {
    /// Height of letters in whole pixels.
    pub struct WholeFontSize: integer 1 ..= 500
}
ranged! {
    /// Height of letters in pixels.
    pub struct FontSize: number 1 ..= 500
}
ranged! {
    /// Height of a line as a multiple of the size.
    pub struct LineHeight: number 0 ..= 10
}
choice! {
    /// Upright or slanted.
    pub enum FontStyle {
        /// Upright.
        Normal = "normal",
        /// Slanted.
        Italic = "italic",
    }
}

object! {
    /// Spacing, case, decoration and gradient of styled text.
    pub struct RichTextStyle {
        /// Room between letters in pixels. Default 0.
        pub letter_spacing ["letterSpacing"]: Option<Number>,
        /// Room between words in pixels. Default 0.
        pub word_spacing ["wordSpacing"]: Option<NonNegative>,
        /// Height of a line as a multiple of the size, 0 to 10. Default 1.2.
        pub line_height ["lineHeight"]: Option<LineHeight>,
        /// Capitals and small letters. Default none.
        pub text_transform ["textTransform"]: Option<TextTransform>,
        /// Lines under or through the letters. Default none.
        pub text_decoration ["textDecoration"]: Option<TextDecoration>,
        /// Colours that run into each other, in place of the font's.
        pub gradient: Option<RichTextGradient>,
    }
}

choice! {
    /// Capitals and small letters.
    pub enum TextTransform {
        /// As written.
        None = "none",
        /// All capitals.
        Uppercase = "uppercase",
        /// All small.
        Lowercase = "lowercase",
        /// Each word begins with a capital.
        Capitalize = "capitalize",
    }
}

choice! {
    /// Lines under or through the letters.
    pub enum TextDecoration {
        /// No line.
        None = "none",
        /// Under.
        Underline = "underline",
        /// Through.
        LineThrough = "line-through",
    }
}

object! {
    /// Colours that run into each other.
    pub struct RichTextGradient {
        /// Along a line or from a centre. Default linear.
        pub kind ["type"]: Option<GradientKind>,
        /// Direction of a linear gradient in degrees, 0 to 360. Default 0.
        pub angle: Option<GradientAngle>,
        /// The colours, at least two.
        pub stops: AtLeast<2, GradientStop>,
    }
}

choice! {
    /// Along a line or from a centre.
    pub enum GradientKind {
        /// Along a line.
        Linear = "linear",
        /// From a centre.
        Radial = "radial",
    }
}

ranged! {
    /// Direction of a gradient in degrees.
    pub struct GradientAngle: number 0 ..= 360
}

object! {
    /// A colour of a gradient and its place.
    pub struct GradientStop {
        /// From the beginning 0 to the end 1.
        pub offset: Fraction,
        /// The colour.
        pub color: HexColor,
    }
}

object! {
    /// Outline of letters.
    pub struct RichTextStroke {
        /// Width in pixels. Default 0.
        pub width: Option<NonNegative>,
        /// Colour. Default "#000000".
        pub color: Option<HexColor>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Fraction>,
    }
}

object! {
    /// Shadow of letters.
    pub struct RichTextShadow {
        /// To the right, in pixels. Default 0.
        pub offset_x ["offsetX"]: Option<Number>,
        /// Downwards, in pixels. Default 0.
        pub offset_y ["offsetY"]: Option<Number>,
        /// Radius of the blur in pixels. Default 0.
        pub blur: Option<NonNegative>,
        /// Colour. Default "#000000".
        pub color: Option<HexColor>,
        /// From invisible 0 to solid 1. Default 0.5.
        pub opacity: Option<Fraction>,
    }
}

object! {
    /// What is behind styled text.
    pub struct RichTextBackground {
        /// Colour; nothing is drawn without one.
        pub color: Option<HexColor>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Fraction>,
        /// Radius of the corners in pixels. Default 0.
        pub border_radius ["borderRadius"]: Option<NonNegative>,
        /// Follows the lines of the text in place of the box. Default false.
        pub wrap: Option<bool>,
        /// Room around the lines in pixels, 0 to 200; only with wrap.
        pub padding: Option<WrapPadding>,
    }
}

ranged! {
    /// Room around wrapped lines in pixels.
    pub struct WrapPadding: integer 0 ..= 200
}

object! {
    /// Frame of the box.
    pub struct RichTextBorder {
        /// Width in pixels. Default 0.
        pub width: Option<NonNegative>,
        /// Colour. Default "#000000".
        pub color: Option<HexColor>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Fraction>,
        /// Radius of the corners in pixels. Default 0.
        pub radius: Option<NonNegative>,
    }
}

object! {
    /// Where styled text stands in its box.
    pub struct RichTextAlignment {
        /// Across. Default center.
        pub horizontal: Option<HorizontalAlignment>,
        /// Down. Default middle.
        pub vertical: Option<RichVerticalAlignment>,
    }
}

choice! {
    /// Where text stands, from left to right.
    pub enum HorizontalAlignment {
        /// At the left.
        Left = "left",
        /// In the middle.
        Center = "center",
        /// At the right.
        Right = "right",
    }
}

choice! {
    /// Where styled text stands, from above to below.
    pub enum RichVerticalAlignment {
        /// Above.
        Top = "top",
        /// In the middle.
        Middle = "middle",
        /// Below.
        Bottom = "bottom",
    }
}
