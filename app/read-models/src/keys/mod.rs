//! API keys, found by their hash.

mod entity;
mod projection;
mod queries;

pub(crate) use projection::Keys;
pub use queries::{KeyQueries, KeyRow};
