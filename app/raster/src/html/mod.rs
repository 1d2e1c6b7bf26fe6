//! Markup and style sheets, laid out and painted by Blitz.

mod document;
mod network;

pub(crate) use document::{Card, paint};
