//! The plugin host, with real libraries in real processes and a real server.

mod libraries;
mod misbehaviour;
mod sink;
mod support;
mod transfers;
