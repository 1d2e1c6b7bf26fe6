//! One drawing, in this process.

use crate::html::{Card, paint};
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
    let fail = |code, message: String| Failure::at(code, &request.pointer, message);
    let RasterSource::Html { html, css, .. } = &request.source;
    if html.len() > limits::MARKUP_BYTES || css.len() > limits::MARKUP_BYTES {
        let most = limits::MARKUP_BYTES / 1024;
        return Err(fail(FailureCode::LimitReached, format!("The markup of this clip is larger than {most} KiB.")));
    }
    let sides = 1..=limits::SIDE;
    if !sides.contains(&request.width) || !sides.contains(&request.height) {
        let text = format!(
            "A drawing is 1 to {} pixels a side, this one {} x {}.",
            limits::SIDE,
            request.width,
            request.height
        );
        return Err(fail(FailureCode::LimitReached, text));
    }
    let card = Card { html, css, width: request.width, height: request.height };
    let context = library.context(fonts);
    let drawn = thread::scope(|scope| {
        let thread = thread::Builder::new().name("drawing".to_owned()).stack_size(limits::STACK_BYTES);
        thread.spawn_scoped(scope, || paint(&card, context)).map(|handle| handle.join())
    });
    match drawn {
        Ok(Ok(pixels)) => Ok(Raster { width: request.width, height: request.height, pixels, fonts: Vec::new() }),
        Ok(Err(_)) => Err(fail(
            FailureCode::LimitReached,
            "The markup of this clip cannot be drawn: the engine gave up on it. Simplify its HTML or CSS.".to_owned(),
        )),
        Err(error) => Err(fail(FailureCode::Internal, format!("No thread to draw on could be started: {error}."))),
    }
}
