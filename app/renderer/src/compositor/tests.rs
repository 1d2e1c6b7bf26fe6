//! Whole frames, measured.

mod geometry;
mod scene;
