//! Compositions to files: GStreamer at the ends, our own compositor between.
//!
//! GStreamer demuxes, decodes, encodes and muxes; between its appsinks and appsrcs stands [`compositor`], which knows
//! nothing of it. Both [`probe`] and [`render`] are meant to run in a child process (see [`child`]): media are hostile
//! until proven otherwise, and a decoder that crashes must take nothing else with it.
//!
//! Nothing here opens a network connection: GStreamer is given local files only, and containers that name further
//! addresses (playlists, manifests) are refused.

pub mod child;
mod compare;
pub mod compositor;
mod decode;
mod encode;
mod gst_setup;
mod job;
mod probe;
mod render;
mod sound;
#[cfg(test)]
mod testing;
mod watch;

pub use compare::{Difference, compare};
pub use gst_setup::{ElementStatus, gstreamer_elements};
pub use job::{OutputFile, Progress, RenderJob, RenderReport, SegmentCache, Stage};
pub use probe::{MediaFacts, MediaKind, probe};
pub use render::{render, sha256_of};

/// Name and version of this engine, as it stands in events: a change of its version may change pixels.
pub const ENGINE: &str = concat!("rushes-renderer ", env!("CARGO_PKG_VERSION"));
