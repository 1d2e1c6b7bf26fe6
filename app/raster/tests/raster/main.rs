//! Drawings, measured pixel by pixel.

#![allow(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod alignment;
mod captions;
mod child;
mod drawing;
mod fonts;
mod hostile;
mod hostile_svg;
mod markup;
mod moving;
mod shapes;
mod support;
mod svg;
mod text;
mod texts;
