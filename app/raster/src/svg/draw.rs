//! One drawing of SVG markup.

use super::roxmltree::{Document, ParsingOptions};
use super::{elements, root, weight};
use crate::{Raster, limits};
use domain::{Failure, FailureCode};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

/// Draws markup so that its `viewBox` fills a drawing, for the clip at `pointer`.
pub(crate) fn draw(pointer: &str, width: u32, height: u32, markup: &str) -> Result<Raster, Failure> {
    let wrong = |message: String| Failure::at(FailureCode::BadEdit, pointer, message);
    let too_much = |message: String| Failure::at(FailureCode::LimitReached, pointer, message);
    if markup.len() > limits::MARKUP_BYTES {
        let most = limits::MARKUP_BYTES / 1024;
        return Err(too_much(format!("The SVG of this clip is larger than {most} KiB.")));
    }
    let parsing = ParsingOptions { allow_dtd: true, nodes_limit: limits::SVG_NODES, ..ParsingOptions::default() };
    let unreadable =
        |error: &dyn std::fmt::Display| wrong(format!("The SVG of this clip is no readable SVG: {error}."));
    let document = Document::parse_with_options(markup, parsing).map_err(|error| unreadable(&error))?;
    elements::check(&document).map_err(|refusal| match refusal {
        elements::Refusal::NotDrawn(message) => wrong(message),
        elements::Refusal::TooDeep => {
            too_much(format!("The elements of this clip's SVG are nested more than {} deep.", limits::NESTING))
        }
    })?;
    weight::check(&document).map_err(|weight::TooHeavy| {
        let most = limits::SVG_DRAWN;
        too_much(format!(
            "The SVG of this clip draws more than {most} elements, counted wherever they are used again, or uses elements \
             that use each other. Simplify it."
        ))
    })?;
    let fitted = root::fitted(markup, &document, width, height);
    let tree = Tree::from_str(&fitted, &options()).map_err(|error| unreadable(&error))?;
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
