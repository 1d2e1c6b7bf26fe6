//! HTML, text, titles, shapes and SVG to premultiplied RGBA, in a limited child process.
//!
//! [`draw`] makes one drawing in this process; its markup is untrusted, so a service calls it through
//! [`client::Rasteriser`], which runs [`child::serve`] in a child process of its own binary under limits of time and
//! memory. Fonts come from a [`FontLibrary`].

pub mod child;
pub mod client;
mod draw;
pub mod fonts;
mod html;
pub mod limits;
mod picture;
mod protocol;
mod shape;
mod svg;
mod text;

pub use draw::{Drawing, Given, draw};
pub use fonts::FontLibrary;
pub use picture::{FontUse, NotADrawing, Raster};
pub use protocol::{Drawn, Job};
