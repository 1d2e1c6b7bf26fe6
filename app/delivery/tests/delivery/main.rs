//! The plugin host, with real libraries in real processes and a real server.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod child;
mod libraries;
mod misbehaviour;
mod sink;
mod support;
mod transfers;
