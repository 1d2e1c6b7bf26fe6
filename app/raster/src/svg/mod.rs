//! SVG markup to pixels: paths, basic shapes, groups, gradients, patterns, clips and masks. What is not drawn is refused,
//! so that no picture silently lacks something (by [`domain::svg`], as it was when the edit was submitted); nothing outside the markup is ever opened.

mod draw;
mod root;

pub(crate) use draw::draw;
