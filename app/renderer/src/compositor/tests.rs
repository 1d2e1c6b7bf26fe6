//! Whole frames, measured.

mod blending;
mod deciding;
mod effects;
mod geometry;
mod groups;
mod masks;
mod mixing;
mod perspective;
mod safety;
mod scaling;
pub(crate) mod scene;
mod turning;
