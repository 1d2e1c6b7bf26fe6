//! The walls between the rooms, and that ARCHITECTURE.md describes what is there.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod allowed;
mod dependencies;
mod documents;

use std::path::{Path, PathBuf};

/// The repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}
