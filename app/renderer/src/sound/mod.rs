//! What is heard: tracks, placed to the sample and added up.

mod gain;
mod mixer;
mod track;

pub(crate) use mixer::Mixer;
