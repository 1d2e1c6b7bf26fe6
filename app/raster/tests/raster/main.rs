//! Drawings, measured pixel by pixel.

#![allow(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod alignment;
mod captions;
mod child;
mod drawing;
mod fonts;
mod hostile;
mod markup;
mod moving;
mod support;
mod text;
mod texts;
