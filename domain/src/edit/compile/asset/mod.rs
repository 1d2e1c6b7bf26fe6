//! What clips show and play, one file a kind of asset.

mod audio;
mod caption;
mod html;
mod image;
mod lettering;
mod luma;
mod rich_text;
mod shape;
mod svg;
mod text;
mod title;
mod unmakeable;
mod video;

use super::compiler::Compiler;
use super::crop::Sides;
use super::place::Place;
use super::sound::Fades;
use crate::composition::{
    AudioTrack, Content, Effect, Keyframes, Point, RasterId, RasterRequest, Rect, Size, SourceId, Span, TimeMap,
};
use crate::edit::model::{Asset, AudioEffect, Crop, Fraction, SourceAddress, Whole};

/// What an asset is, before the clip puts it somewhere.
#[derive(Default)]
pub(super) struct Compiled {
    /// Absent for sounds, and where a fault was found.
    pub picture: Option<Picture>,
    /// Absent where nothing is heard.
    pub sound: Option<AudioTrack>,
    /// It has no picture by nature.
    pub heard_only: bool,
    /// What is done to its colours before the clip's filter.
    pub effects: Vec<Effect>,
    /// How it moves within the box that the clip places, in its own pixels.
    pub moves: Vec<Keyframes<Point>>,
}

/// What is seen of an asset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Picture {
    /// A film, of which `part` is left after cropping.
    Film { source: SourceId, part: Rect, time: TimeMap },
    /// A picture, of which `part` is left after cropping.
    Still { source: SourceId, part: Rect },
    /// Something drawn to measure, which is moved by `shift` times its own size.
    Drawn { raster: RasterId, part: Rect, shift: Point },
}

impl Picture {
    /// What may be shown of it, in its own pixels.
    pub fn part(self) -> Rect {
        match self {
            Picture::Film { part, .. } | Picture::Still { part, .. } | Picture::Drawn { part, .. } => part,
        }
    }

    /// How far it stands away from where the clip puts it, in its own widths (right) and heights (down).
    pub fn shift(self) -> Point {
        match self {
            Picture::Drawn { shift, .. } => shift,
            Picture::Film { .. } | Picture::Still { .. } => Point::default(),
        }
    }

    /// This part of it as a layer's content.
    pub fn content(self, crop: Rect) -> Content {
        match self {
            Picture::Film { source, time, .. } => Content::Video { source, crop, time },
            Picture::Still { source, .. } => Content::Image { source, crop },
            Picture::Drawn { raster, .. } => Content::Raster { raster, crop },
        }
    }
}

pub(super) use luma::compile as matte;

/// Compiles an asset that is on during `span`. What is laid out in the clip's own box gets `clip_box`, where the clip has one.
pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    place: &Place,
    asset: &Asset,
    span: Span,
    clip_box: Option<Size>,
) -> Compiled {
    match asset {
        Asset::Video(video) => video::compile(compiler, place, video, span),
        Asset::Image(image) => image::compile(compiler, place, image),
        Asset::Audio(audio) => audio::compile(compiler, place, audio, span),
        Asset::Html(html) => html::compile(compiler, place, html),
        Asset::Text(text) => text::compile(compiler, place, text, span),
        Asset::RichText(text) => rich_text::compile(compiler, place, text, span, clip_box),
        Asset::Caption(caption) => caption::compile(compiler, place, caption, span),
        Asset::Title(title) => title::compile(compiler, place, title, span),
        Asset::Shape(shape) => shape::compile(compiler, place, shape),
        Asset::Svg(svg) => svg::compile(compiler, place, svg, clip_box),
        // Its track takes it for what hides its other clips; see there.
        Asset::Luma(_) => Compiled::default(),
        Asset::RichCaption(caption) => unmakeable::rich_caption(compiler, place, caption),
        Asset::Html5(_) | Asset::TextToImage(_) | Asset::ImageToVideo(_) | Asset::TextToSpeech(_) => {
            unmakeable::compile(compiler, place, asset.tag())
        }
    }
}

/// Orders a drawing, all of which is shown.
fn drawn(compiler: &mut Compiler<'_>, place: &Place, request: RasterRequest, shift: Point) -> Picture {
    let part = Rect { x: 0.0, y: 0.0, width: request.width.into(), height: request.height.into() };
    Picture::Drawn { raster: compiler.raster(place, request), part, shift }
}

/// A side of a box in pixels: what was asked for, or that of the frame.
fn side(compiler: &mut Compiler<'_>, place: &Place, asked: Option<Whole>, frame: f64) -> u32 {
    const LARGEST: u32 = RasterRequest::LARGEST_SIDE;
    let Some(pixels) = asked.map(Whole::get) else {
        return frame as u32;
    };
    if !(1..=LARGEST).contains(&pixels) {
        compiler.fault(place, format!("Invalid input: expected 1 to {LARGEST} pixels, received {pixels}"));
    }
    pixels.clamp(1, LARGEST)
}

/// Markup and style sheets have a limit.
fn drawable(compiler: &mut Compiler<'_>, place: &Place, text: &str) {
    const LONGEST: usize = RasterRequest::LONGEST_MARKUP;
    if text.len() > LONGEST {
        compiler.fault(place, format!("Too big: expected at most {LONGEST} bytes of markup, received {}", text.len()));
    }
}

/// The address of a media asset, which has `src`, `prompt` or both. With both Shotstack generates the asset anew; without
/// a generator, `src` is what there is.
fn media_address<'a>(compiler: &mut Compiler<'_>, place: &Place, src: Option<&'a SourceAddress>) -> Option<&'a str> {
    if src.is_none() {
        let message = "this server generates nothing from a prompt; give the address of a file in src";
        compiler.fault(&place.key("prompt"), message);
    }
    src.map(|address| &**address)
}

/// What `crop` cuts off.
fn cropping(compiler: &mut Compiler<'_>, place: &Place, crop: Option<&Crop>) -> Sides {
    let Some(Crop { top, bottom, left, right }) = crop else {
        return Sides::default();
    };
    let share = |side: &Option<Fraction>| side.map_or(0.0, Fraction::get);
    let sides = Sides { top: share(top), bottom: share(bottom), left: share(left), right: share(right) };
    if !sides.leave_something() {
        compiler.fault(place, "nothing is left of the asset: opposite sides must add up to less than 1");
    }
    sides
}

/// At which ends a clip's sound fades.
fn fades_of(effect: Option<AudioEffect>) -> Fades {
    match effect {
        None | Some(AudioEffect::None) => Fades::default(),
        Some(AudioEffect::FadeIn) => Fades::IN,
        Some(AudioEffect::FadeOut) => Fades::OUT,
        Some(AudioEffect::FadeInFadeOut) => Fades::BOTH,
    }
}
