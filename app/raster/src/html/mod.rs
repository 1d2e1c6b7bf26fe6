//! Markup and style sheets, laid out and painted by Blitz.

mod alignment;
mod base;
mod document;
mod effects;
mod families;
mod ground;
mod legacy;
mod network;
mod tree;

pub(crate) use document::{Card, Painted, paint};
pub(crate) use tree::TooDeep;
