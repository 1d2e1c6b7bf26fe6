//! That the libraries behave, and misbehave, as they are said to.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod loaded;
mod misbehaviours;
mod missteps;
mod probe;
mod put;
