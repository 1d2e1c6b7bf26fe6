//! One drawing, in this process.

use crate::html::{Card, Painted, TooDeep, paint};
use crate::{FontLibrary, Raster, limits};
use domain::composition::{RasterRequest, RasterSource};
use domain::{Failure, FailureCode};
use std::thread;

/// Draws `request` with its custom fonts (the bytes of `request.fonts`, in order) and the library's.
///
/// Blocks for 2 to 300 ms with ordinary markup. It stops what it can foresee with a [`Failure`] at the request's
/// pointer, and turns a panic of the engine into one; a runaway or an exhausted memory it cannot stop, so untrusted
/// markup is drawn in the child process.
pub fn draw(request: &RasterRequest, fonts: &[Vec<u8>], library: &FontLibrary) -> Result<Raster, Failure> {
    let too_much = |message: String| Failure::at(FailureCode::LimitReached, &request.pointer, message);
    let RasterSource::Html { html, css, background, align } = &request.source;
    if html.len() > limits::MARKUP_BYTES || css.len() > limits::MARKUP_BYTES {
        let most = limits::MARKUP_BYTES / 1024;
        return Err(too_much(format!("The markup of this clip is larger than {most} KiB.")));
    }
    let (width, height) = (request.width, request.height);
    let sides = 1..=limits::SIDE;
    if !sides.contains(&width) || !sides.contains(&height) {
        return Err(too_much(format!(
            "A drawing has 1 to {} pixels a side, this one {width} x {height}.",
            limits::SIDE
        )));
    }
    let card = Card { html, css, width, height, align: *align, background: *background };
    let context = library.context(fonts);
    let drawn = thread::scope(|scope| {
        let thread = thread::Builder::new().name("drawing".to_owned()).stack_size(limits::STACK_BYTES);
        thread.spawn_scoped(scope, || paint(&card, context, library.digests())).map(|handle| handle.join())
    });
    match drawn {
        Ok(Ok(Ok(Painted { pixels, fonts, refused }))) => {
            if refused > 0 {
                tracing::info!(pointer = %request.pointer, refused, "markup asked for files outside itself; left out");
            }
            Ok(Raster { width, height, pixels, fonts })
        }
        Ok(Ok(Err(TooDeep))) => {
            let most = limits::NESTING;
            Err(too_much(format!("The elements of this clip's HTML are nested more than {most} deep.")))
        }
        Ok(Err(_)) => Err(too_much(
            "The HTML or CSS of this clip cannot be drawn: the engine gave up on it. Simplify it.".to_owned(),
        )),
        Err(error) => {
            let message = format!("No thread to draw on could be started: {}.", error.kind());
            Err(Failure::at(FailureCode::Internal, &request.pointer, message))
        }
    }
}
