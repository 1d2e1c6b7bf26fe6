//! Rectangles, circles and lines.

mod draw;

pub(crate) use draw::draw;
