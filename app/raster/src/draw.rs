//! One drawing, in this process.

use crate::{FontLibrary, Raster, html, limits, shape, svg, text};
use domain::composition::{RasterRequest, RasterSource, Sprite};
use domain::{Failure, FailureCode};
use std::thread;

/// The fetched files that a drawing needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// The bytes of `request.fonts`, in order.
    pub fonts: &'a [Vec<u8>],
    /// The bytes of `request.file()`, where there is one.
    pub file: &'a [u8],
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// One picture.
    Whole(Raster),
    /// Pictures that move on their own, in paint order.
    Parts(Vec<(Sprite, Raster)>),
}

impl Drawing {
    /// The picture, of a drawing that is one.
    pub fn whole(self) -> Option<Raster> {
        match self {
            Drawing::Whole(raster) => Some(raster),
            Drawing::Parts(_) => None,
        }
    }
}

/// Draws `request` with what it needs and the library's fonts.
///
/// Blocks for 2 to 300 ms with ordinary markup. It stops what it can foresee with a [`Failure`] at the request's
/// pointer, and turns a panic of the engine into one; a runaway or an exhausted memory it cannot stop, so untrusted
/// markup is drawn in the child process.
pub fn draw(request: &RasterRequest, given: Given<'_>, library: &FontLibrary) -> Result<Drawing, Failure> {
    let too_much = |message: String| Failure::at(FailureCode::LimitReached, &request.pointer, message);
    let (width, height) = (request.width, request.height);
    let sides = 1..=limits::SIDE;
    if !sides.contains(&width) || !sides.contains(&height) {
        return Err(too_much(format!(
            "A drawing has 1 to {} pixels a side, this one {width} x {height}.",
            limits::SIDE
        )));
    }
    let drawn = thread::scope(|scope| {
        let thread = thread::Builder::new().name("drawing".to_owned()).stack_size(limits::STACK_BYTES);
        thread.spawn_scoped(scope, || draw_here(request, given, library)).map(|handle| handle.join())
    });
    match drawn {
        Ok(Ok(drawing)) => drawing,
        Ok(Err(_)) => {
            let what = called(&request.source);
            Err(too_much(format!("The {what} of this clip cannot be drawn: the engine gave up on it. Simplify it.")))
        }
        Err(error) => {
            let message = format!("No thread to draw on could be started: {}.", error.kind());
            Err(Failure::at(FailureCode::Internal, &request.pointer, message))
        }
    }
}

/// One kind of drawing, one room.
fn draw_here(request: &RasterRequest, given: Given<'_>, library: &FontLibrary) -> Result<Drawing, Failure> {
    let (width, height) = (request.width, request.height);
    match &request.source {
        RasterSource::Html { html, css, background, align } => {
            let card = html::Card { html, css, width, height, align: *align, background: *background };
            html::draw(&request.pointer, &card, given.fonts, library).map(Drawing::Whole)
        }
        RasterSource::Shape(outline) => shape::draw(&request.pointer, width, height, outline).map(Drawing::Whole),
        RasterSource::Svg { markup } => svg::draw(&request.pointer, width, height, markup).map(Drawing::Whole),
        RasterSource::Text(text) => text::draw_text(request, text, given.fonts, library),
        RasterSource::Captions(captions) => text::draw_captions(request, captions, given, library),
    }
}

/// What it is that is drawn, for messages.
pub(crate) fn called(source: &RasterSource) -> &'static str {
    match source {
        RasterSource::Html { .. } => "HTML or CSS",
        RasterSource::Text(_) => "text",
        RasterSource::Captions(_) => "captions",
        RasterSource::Shape(_) => "shape",
        RasterSource::Svg { .. } => "SVG",
    }
}
