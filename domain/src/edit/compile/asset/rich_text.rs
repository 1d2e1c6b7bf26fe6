//! Rich-text assets: styled text in the clip's own box, or in the frame.

use super::lettering::{LENGTHS, LINE_HEIGHT, STROKES, bounded, by_file, hex, plain, stroke};
use super::text::across;
use super::{Compiled, drawn};
use crate::composition::{
    Border, Color, Decoration, Direction, Gradient, Ground, Insets, Lettering, MotionPreset, MotionUnit, Point,
    RasterRequest, RasterSource, Shadow, Size, Span, Stroke, TextBox, TextMotion,
};
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::place::Place;
use crate::edit::model::{
    FontStyle, GradientKind, GradientStop, Padding, RichTextAlignment, RichTextAnimation, RichTextAsset,
    RichTextBackground, RichTextBorder, RichTextFont, RichTextGradient, RichTextPadding, RichTextShadow,
    RichTextStroke, RichTextStyle, RichVerticalAlignment, TextAnimationDirection, TextAnimationPreset,
    TextAnimationUnit, TextDecoration, TextTransform,
};
use std::ops::RangeInclusive;

/// Height of letters in pixels, where there is a font without a size.
const SIZE: f64 = 24.0;
/// Height of letters in pixels, where there is no font at all.
const SIZE_WITHOUT_FONT: f64 = 48.0;
/// Room around a wrapped background that gives none, as a share of the letters' size.
const WRAP_PADDING: f64 = 0.12;
/// Room between letters and words, and how far a shadow falls, in pixels.
const DISTANCES: RangeInclusive<f64> = -1000.0..=1000.0;

pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    place: &Place,
    asset: &RichTextAsset,
    span: Span,
    clip_box: Option<Size>,
) -> Compiled {
    let RichTextAsset { text, font, style, stroke, shadow, background, border, padding, align, animation } = asset;
    let Size { width, height } = clip_box.unwrap_or(compiler.frame);
    let lettering = lettering(compiler, &place.key("font"), font.as_ref());
    let mut lettering = by_file(compiler, lettering);
    let opacity = font.as_ref().and_then(|font| font.opacity).map_or(1.0, |opacity| opacity.get());
    let mut transform = TextTransform::None;
    if let Some(style) = style {
        transform = styled(compiler, &place.key("style"), style, opacity, &mut lettering);
    }
    if let Some(stroke) = stroke {
        lettering.stroke = outline(compiler, &place.key("stroke"), stroke);
    }
    lettering.shadow = shadow.as_ref().map(|shadow| self::shadow(compiler, &place.key("shadow"), shadow));
    let text = TextBox {
        text: transformed(text, transform),
        ground: background
            .as_ref()
            .and_then(|background| ground(compiler, &place.key("background"), background, lettering.size)),
        border: border.as_ref().and_then(|border| frame(compiler, &place.key("border"), border)),
        padding: padding.as_ref().map(|it| insets(compiler, &place.key("padding"), it)).unwrap_or_default(),
        align: align.as_ref().map_or(Point { x: 0.5, y: 0.5 }, aligned),
        ellipsis: None,
        motion: animation.as_ref().map(|animation| motion(animation, span.length())),
        lettering,
    };
    let request = RasterRequest {
        pointer: place.to_string(),
        // Boxes between pixels are drawn on whole ones.
        width: (width.round() as u32).max(1),
        height: (height.round() as u32).max(1),
        source: RasterSource::Text(Box::new(text)),
        fonts: compiler.fonts.files().to_vec(),
    };
    Compiled { picture: Some(drawn(compiler, place, request, Point::default())), ..Compiled::default() }
}

fn lettering(compiler: &mut Compiler<'_>, place: &Place, font: Option<&RichTextFont>) -> Lettering {
    let Some(font) = font else {
        return plain(None, SIZE_WITHOUT_FONT, Color::BLACK);
    };
    let RichTextFont { family, size, weight, style, color, opacity, background, stroke } = font;
    let size = size.map_or(SIZE, |size| f64::from(size.get()));
    let opacity = opacity.map_or(1.0, |opacity| opacity.get());
    Lettering {
        weight: weight.map_or(400.0, |weight| f64::from(weight.get())),
        italic: *style == Some(FontStyle::Italic),
        behind: background.as_ref().map(|color| hex(Some(color), Color::BLACK, 1.0)),
        stroke: stroke.as_ref().and_then(|stroke| outline(compiler, &place.key("stroke"), stroke)),
        ..plain(family.as_deref(), size, hex(color.as_ref(), Color::BLACK, opacity))
    }
}

/// Puts a style into the lettering; what it does to capitals and small letters.
fn styled(
    compiler: &mut Compiler<'_>,
    place: &Place,
    style: &RichTextStyle,
    opacity: f64,
    lettering: &mut Lettering,
) -> TextTransform {
    let RichTextStyle { letter_spacing, word_spacing, line_height, text_transform, text_decoration, gradient } = style;
    let letters = letter_spacing.map_or(0.0, |pixels| pixels.get());
    lettering.letter_spacing = bounded(compiler, &place.key("letterSpacing"), letters, DISTANCES);
    let words = word_spacing.map_or(0.0, |pixels| pixels.get());
    lettering.word_spacing = bounded(compiler, &place.key("wordSpacing"), words, DISTANCES);
    lettering.line_height = line_height.map_or(LINE_HEIGHT, |height| height.get());
    lettering.decoration = match text_decoration {
        None | Some(TextDecoration::None) => None,
        Some(TextDecoration::Underline) => Some(Decoration::Underline),
        Some(TextDecoration::LineThrough) => Some(Decoration::LineThrough),
    };
    lettering.gradient = gradient.as_ref().map(|gradient| shaded(gradient, opacity));
    text_transform.unwrap_or(TextTransform::None)
}

fn shaded(RichTextGradient { kind, angle, stops }: &RichTextGradient, opacity: f64) -> Gradient {
    let stop = |GradientStop { offset, color }: &GradientStop| (offset.get(), hex(Some(color), Color::BLACK, opacity));
    let mut stops: Vec<(f64, Color)> = stops.iter().map(stop).collect();
    stops.sort_by(|a, b| a.0.total_cmp(&b.0));
    let angle = match kind {
        None | Some(GradientKind::Linear) => Some(angle.map_or(0.0, |angle| angle.get())),
        Some(GradientKind::Radial) => None,
    };
    Gradient { angle, stops }
}

fn outline(compiler: &mut Compiler<'_>, place: &Place, asked: &RichTextStroke) -> Option<Stroke> {
    let RichTextStroke { width, color, opacity } = asked;
    let width = width.map_or(0.0, |width| width.get());
    let width = bounded(compiler, &place.key("width"), width, STROKES);
    stroke(width, hex(color.as_ref(), Color::BLACK, opacity.map_or(1.0, |opacity| opacity.get())))
}

fn shadow(compiler: &mut Compiler<'_>, place: &Place, shadow: &RichTextShadow) -> Shadow {
    let RichTextShadow { offset_x, offset_y, blur, color, opacity } = shadow;
    let x = bounded(compiler, &place.key("offsetX"), offset_x.map_or(0.0, |x| x.get()), DISTANCES);
    let y = bounded(compiler, &place.key("offsetY"), offset_y.map_or(0.0, |y| y.get()), DISTANCES);
    let blur = bounded(compiler, &place.key("blur"), blur.map_or(0.0, |blur| blur.get()), STROKES);
    let opacity = opacity.map_or(0.5, |opacity| opacity.get());
    Shadow { offset: Point { x, y }, blur, color: hex(color.as_ref(), Color::BLACK, opacity) }
}

/// Behind the box, or behind the block of text where it wraps. Nothing is painted without a colour.
fn ground(compiler: &mut Compiler<'_>, place: &Place, background: &RichTextBackground, size: f64) -> Option<Ground> {
    let RichTextBackground { color, opacity, border_radius, wrap, padding } = background;
    let radius = border_radius.map_or(0.0, |radius| radius.get());
    let radius = bounded(compiler, &place.key("borderRadius"), radius, LENGTHS);
    let around = padding.map_or(WRAP_PADDING * size, |padding| f64::from(padding.get()));
    let opacity = opacity.map_or(1.0, |opacity| opacity.get());
    color.as_ref().map(|color| Ground {
        color: hex(Some(color), Color::BLACK, opacity),
        radius,
        around: (*wrap == Some(true)).then_some(around),
    })
}

fn frame(compiler: &mut Compiler<'_>, place: &Place, border: &RichTextBorder) -> Option<Border> {
    let RichTextBorder { width, color, opacity, radius } = border;
    let width = bounded(compiler, &place.key("width"), width.map_or(0.0, |width| width.get()), LENGTHS);
    let radius = bounded(compiler, &place.key("radius"), radius.map_or(0.0, |radius| radius.get()), LENGTHS);
    let color = hex(color.as_ref(), Color::BLACK, opacity.map_or(1.0, |opacity| opacity.get()));
    (width > 0.0).then_some(Border { width, color, radius })
}

fn insets(compiler: &mut Compiler<'_>, place: &Place, padding: &Padding) -> Insets {
    match padding {
        Padding::All(pixels) => {
            let all = bounded(compiler, place, *pixels, LENGTHS);
            Insets { top: all, right: all, bottom: all, left: all }
        }
        Padding::Sides(RichTextPadding { top, right, bottom, left }) => {
            let mut side = |key: &str, pixels: &Option<_>| {
                let pixels = pixels.map_or(0.0, crate::edit::model::NonNegative::get);
                bounded(compiler, &place.key(key), pixels, LENGTHS)
            };
            Insets {
                top: side("top", top),
                right: side("right", right),
                bottom: side("bottom", bottom),
                left: side("left", left),
            }
        }
    }
}

fn aligned(RichTextAlignment { horizontal, vertical }: &RichTextAlignment) -> Point {
    let y = match vertical {
        Some(RichVerticalAlignment::Top) => 0.0,
        None | Some(RichVerticalAlignment::Middle) => 0.5,
        Some(RichVerticalAlignment::Bottom) => 1.0,
    };
    Point { x: across(*horizontal), y }
}

/// A text in other letters. Each run of letters and digits is a word; an apostrophe within it does not end it.
fn transformed(text: &str, transform: TextTransform) -> String {
    match transform {
        TextTransform::None => text.to_owned(),
        TextTransform::Uppercase => text.to_uppercase(),
        TextTransform::Lowercase => text.to_lowercase(),
        TextTransform::Capitalize => {
            let mut result = String::with_capacity(text.len());
            let mut in_word = false;
            for sign in text.chars() {
                match sign.is_alphanumeric() && !in_word {
                    true => result.extend(sign.to_uppercase()),
                    false => result.push(sign),
                }
                in_word = sign.is_alphanumeric() || (in_word && matches!(sign, '\'' | '’'));
            }
            result
        }
    }
}

fn motion(RichTextAnimation { preset, duration, style, direction }: &RichTextAnimation, clip: f64) -> TextMotion {
    TextMotion {
        preset: match preset {
            TextAnimationPreset::FadeIn => MotionPreset::FadeIn,
            TextAnimationPreset::SlideIn => MotionPreset::SlideIn,
            TextAnimationPreset::Typewriter => MotionPreset::Typewriter,
            TextAnimationPreset::Ascend => MotionPreset::Ascend,
            TextAnimationPreset::Shift => MotionPreset::Shift,
            TextAnimationPreset::MovingLetters => MotionPreset::MovingLetters,
        },
        seconds: duration.map(|seconds| seconds.get()),
        by: style.map(|unit| match unit {
            TextAnimationUnit::Character => MotionUnit::Character,
            TextAnimationUnit::Word => MotionUnit::Word,
        }),
        towards: direction.map(|direction| match direction {
            TextAnimationDirection::Left => Direction::Left,
            TextAnimationDirection::Right => Direction::Right,
            TextAnimationDirection::Up => Direction::Up,
            TextAnimationDirection::Down => Direction::Down,
        }),
        clip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_capitalised_by_their_first_letter_alone() {
        let capitals = |text| transformed(text, TextTransform::Capitalize);
        assert_eq!(capitals("don't stop, élan vital-force 3rd"), "Don't Stop, Élan Vital-Force 3rd");
        assert_eq!(transformed("Straße", TextTransform::Uppercase), "STRASSE");
        assert_eq!(transformed("ÉTÉ", TextTransform::Lowercase), "été");
        assert_eq!(transformed("aB", TextTransform::None), "aB");
    }
}
