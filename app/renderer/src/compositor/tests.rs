//! Whole frames, measured.

mod blending;
mod deciding;
mod geometry;
mod safety;
mod scaling;
pub(crate) mod scene;
mod turning;
