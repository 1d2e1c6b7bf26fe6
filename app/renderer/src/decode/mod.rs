//! Local files to frames and samples.

mod animated;
mod audio;
mod chain;
mod choice;
mod lead_in;
mod plain;
mod range;
mod size;
mod tail;
mod translucent;
mod uncopied;
mod video;

pub(crate) use animated::animation_facts;
pub(crate) use audio::{AudioReader, CHANNELS, RATE};
pub(crate) use chain::{Chain, Want};
pub(crate) use tail::square_size;
pub(crate) use video::{Decoded, VideoReader};

#[cfg(test)]
mod tests;
