//! Our own compositor: planar frames in, planar frame out, without GStreamer, files or clocks.
//!
//! A [`Resolver`] tells which layers show in a frame; [`Compositor::plan`] tells whether the frame is simply one of a film;
//! else [`Compositor::compose`] paints it, each layer in the cheapest way that is exact. What stays the same for a layer is
//! computed once: pictures become premultiplied planes at their size on screen, scaling becomes tables.
//!
//! Coordinates: samples are boxes. Sample `i` of a plane spans `i` to `i + 1`, and a chroma sample stands for the mean of its
//! block, so that every plane is a picture of the whole. An edge between two pixels covers part of a sample and is mixed.

mod affine;
mod check;
mod color;
mod frame;
mod geometry;
mod kernels;
mod media;
mod paint;
mod picture;
mod prepare;
mod resolver;
mod rgba;
mod scale;
mod schedule;
mod surface;
mod taps;
mod turn;
mod watermark;

pub use check::check;
pub(crate) use color::to_yuv_bytes;
pub use color::{to_rgb_bytes, to_rgb_frame};
pub use frame::{Frame, Layout, PlaneTooSmall, Planes, PlanesMut};
pub use media::{FrameRequest, Media, VideoFacts};
pub use paint::{Compositor, Plan, Target};
pub use resolver::{Resolver, Shown};
pub use rgba::{Alpha, Rgba, WrongLength};
pub use schedule::{Need, schedule};

#[cfg(test)]
mod tests;
