//! One drawing of SVG markup.

use super::root;
use crate::Raster;
use domain::svg::Refusal;
use domain::{Failure, FailureCode};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

/// Draws markup so that its `viewBox` fills a drawing, for the clip at `pointer`.
pub(crate) fn draw(pointer: &str, width: u32, height: u32, markup: &str) -> Result<Raster, Failure> {
    let wrong = |message: String| Failure::at(FailureCode::BadEdit, pointer, message);
    let too_much = |message: String| Failure::at(FailureCode::LimitReached, pointer, message);
    let document = domain::svg::read(markup).map_err(|refusal| match refusal {
        Refusal::Wrong(message) => wrong(message),
        Refusal::TooMuch(message) => too_much(message),
    })?;
    let fitted = root::fitted(markup, &document, width, height);
    let tree = Tree::from_str(&fitted, &options()).map_err(|error| wrong(Refusal::unreadable(&error)))?;
    let Some(mut pixmap) = Pixmap::new(width, height) else {
        return Err(too_much(format!("An SVG cannot be drawn on {width} x {height} pixels; make its box smaller.")));
    };
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    Ok(Raster { width, height, pixels: pixmap.take(), fonts: Vec::new() })
}

/// Nothing is loaded, whatever an address looks like: this holds even if the check should miss one.
fn options() -> Options<'static> {
    Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}
