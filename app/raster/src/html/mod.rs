//! Markup and style sheets, laid out and painted by Blitz.

mod alignment;
mod base;
mod document;
mod draw;
mod effects;
mod families;
mod ground;
mod legacy;
mod network;
mod tree;

pub(crate) use document::Card;
pub(crate) use draw::draw;

use document::{Painted, paint};
use tree::TooDeep;
