//! The views on real files, through their public face.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod destinations;
mod house;
mod projecting;
mod queries;
mod reacting;
mod rebuilding;
mod story;

const ON_A_SERVER: bool = false;
