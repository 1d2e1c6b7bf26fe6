//! Frames and samples to files.

mod drain;
mod feed;
mod join;
mod packets;
mod segment;
mod settings;
mod sound;
mod timeless;

pub(crate) use join::{Part, join, samples_of};
pub(crate) use packets::packets_of;

pub(crate) use segment::SegmentEncoder;
pub(crate) use settings::{AAC_BITS, VideoSettings, mp3_bits};
pub(crate) use sound::{SoundEncoder, SoundFormat};
