//! What a clip shows or plays: one file a family.

mod audio;
mod caption;
mod font_weight;
mod generated;
mod html;
mod image;
mod luma;
mod padding;
mod rich_caption;
mod rich_text;
mod shape;
mod svg;
mod text;
mod text_animation;
mod title;
mod video;

pub use audio::{AudioAsset, AudioEffect};
pub use caption::{CaptionAsset, CaptionBackground, CaptionFont, CaptionMargin};
pub use font_weight::FontWeight;
pub use generated::{GeneratedAspectRatio, ImageToVideoAsset, TextToImageAsset, TextToSpeechAsset};
pub use html::{Html5Asset, HtmlAsset};
pub use image::ImageAsset;
pub use luma::LumaAsset;
pub use padding::{Padding, RichTextPadding};
pub use rich_caption::{
    CaptionAnimationDirection, CaptionAnimationStyle, OrNone, RichCaptionActive, RichCaptionActiveFont,
    RichCaptionAnimation, RichCaptionAsset, RichCaptionFont, RichCaptionStyle,
};
pub use rich_text::{
    FontStyle, GradientKind, GradientStop, HorizontalAlignment, RichTextAlignment, RichTextAsset, RichTextBackground,
    RichTextBorder, RichTextFont, RichTextGradient, RichTextShadow, RichTextStroke, RichTextStyle,
    RichVerticalAlignment, TextDecoration, TextTransform,
};
pub use shape::{ShapeAsset, ShapeCircle, ShapeFill, ShapeKind, ShapeLine, ShapeRectangle, ShapeStroke};
pub use svg::SvgAsset;
pub use text::{
    TextAlignment, TextAnimation, TextAsset, TextBackground, TextFont, TextStroke, TypewriterPreset, VerticalAlignment,
};
pub use text_animation::{RichTextAnimation, TextAnimationDirection, TextAnimationPreset, TextAnimationUnit};
pub use title::{TitleAsset, TitleSize, TitleStyle};
pub use video::{ChromaKey, GenerationOptions, Speed, VideoAsset};

tagged! {
    /// What a clip shows or plays.
    pub enum Asset by "type" {
        /// A video.
        Video(VideoAsset),
        /// A picture.
        Image(ImageAsset),
        /// Plain text.
        Text(TextAsset),
        /// Styled text.
        RichText(RichTextAsset),
        /// Sound.
        Audio(AudioAsset),
        /// A mask for the clips of its track.
        Luma(LumaAsset),
        /// Subtitles.
        Caption(CaptionAsset),
        /// Styled subtitles.
        RichCaption(RichCaptionAsset),
        /// HTML.
        Html(HtmlAsset),
        /// HTML drawn by a browser.
        Html5(Html5Asset),
        /// A title in a ready-made style.
        Title(TitleAsset),
        /// A rectangle, circle or line.
        Shape(ShapeAsset),
        /// An SVG drawing.
        Svg(SvgAsset),
        /// A generated picture.
        TextToImage(TextToImageAsset),
        /// A generated video.
        ImageToVideo(ImageToVideoAsset),
        /// Generated speech.
        TextToSpeech(TextToSpeechAsset),
    }
}
