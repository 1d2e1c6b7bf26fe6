//! Our own compositor: planar frames in, planar frame out, without GStreamer, files or clocks.
//!
//! A [`Resolver`] tells which layers show in a frame; [`Compositor::plan`] tells whether the frame is simply one of a film;
//! else [`Compositor::compose`] paints it, each layer in the cheapest way that is exact. What stays the same for a layer is
//! computed once: pictures become premultiplied planes at their size on screen, scaling becomes tables.
//!
//! What is hidden in parts, mixes in another way or belongs to a group is painted on a pane of its own first, premultiplied
//! and only as large as its box on the target. Effects change the content before it is placed: pictures once, films in
//! every frame.
//!
//! Coordinates: samples are boxes. Sample `i` of a plane spans `i` to `i + 1`, and a chroma sample stands for the mean of its
//! block, so that every plane is a picture of the whole. An edge between two pixels covers part of a sample and is mixed.

mod affine;
mod blend;
mod color;
mod draw;
mod effects;
mod frame;
mod geometry;
mod held;
mod kernels;
mod matte;
mod media;
mod paint;
mod pane;
mod perspective;
mod picture;
mod prepare;
mod resolver;
mod rgba;
mod scale;
mod schedule;
mod slots;
mod surface;
mod taps;
mod unit;
mod veil;
mod watermark;

pub(crate) use color::to_yuv_bytes;
pub use color::{to_rgb_bytes, to_rgb_frame};
pub use frame::{Frame, Layout, PlaneTooSmall, Planes, PlanesMut};
pub use media::{FrameRequest, Media, VideoFacts};
pub use paint::{Compositor, Plan, Target};
pub use resolver::{Resolver, Shown};
pub use rgba::{Alpha, Rgba, WrongLength};
pub use schedule::{Need, schedule};
pub use slots::{Slot, Slots, slots};

#[cfg(test)]
mod tests;
