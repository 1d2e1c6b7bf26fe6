//! Drawings, measured pixel by pixel.

mod alignment;
mod child;
mod drawing;
mod fonts;
mod hostile;
mod markup;
mod support;
