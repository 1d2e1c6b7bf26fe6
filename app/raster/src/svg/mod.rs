//! SVG markup to pixels: paths, basic shapes, groups, gradients, patterns, clips and masks. What is not drawn is refused,
//! so that no picture silently lacks something; nothing outside the markup is ever opened.

mod draw;
mod elements;
mod root;
mod style;
mod weight;

pub(crate) use draw::draw;

use resvg::usvg::roxmltree;
