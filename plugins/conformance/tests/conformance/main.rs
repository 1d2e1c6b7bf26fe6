//! Every destination is held to what it promises, against doubles that check what the vendors check.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod faulty;
mod plans;
mod program;
mod providers;
mod store;
