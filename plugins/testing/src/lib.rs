//! Destinations in C for tests of whatever loads destinations: one that behaves, and one that goes wrong on purpose.
//!
//! They are written in C since a plugin need not be written in Rust, and since what a host has to survive (an abort, a
//! segmentation fault, a table of nulls) is easier said there. They are built with the system's `cc` when a test asks for one,
//! once, into the folder of the test's own program; asking again, from whichever process, gives what is there.
//!
//! ```no_run
//! use plugin_testing::{Misbehaviour, Misstep};
//!
//! let good = plugin_testing::c_put(); // provider `put`, configuration {"url": …}
//! let bad = plugin_testing::library(Misbehaviour::HangsInDescribe);
//! // Provider `misbehaving`, configuration {"url": …, "misbehave": Misstep::Abort.name()}.
//! let bad_in_a_session = plugin_testing::misbehaving();
//! # let _ = (good, bad, bad_in_a_session);
//! ```

mod compile;
mod misbehaviour;
mod misstep;

pub use misbehaviour::Misbehaviour;
pub use misstep::Misstep;
use std::path::{Path, PathBuf};

/// The destination in plain C that behaves: provider `put`, one PUT of the whole file to `{"url": …}` + `/` + its key.
///
/// # Panics
/// When `cc` is missing, refuses the source or cannot write: a test cannot go on without it.
pub fn c_put() -> PathBuf {
    compile::library("put", "put", None)
}

/// A library that shows what is wrong with it before a session begins.
///
/// # Panics
/// As [`c_put`].
pub fn library(misbehaviour: Misbehaviour) -> PathBuf {
    let name = format!("{misbehaviour:?}");
    match misbehaviour.definition() {
        Some(definition) => compile::library(&name, "misbehaving", Some(definition)),
        None => compile::text(&name, "This is no shared library.\n"),
    }
}

/// The library that goes wrong in a session: provider `misbehaving`, configuration `{"url": …, "misbehave": …}` with the
/// [name](Misstep::name) of a [`Misstep`]. Without `misbehave` it acts as [`c_put`] does.
///
/// # Panics
/// As [`c_put`].
pub fn misbehaving() -> PathBuf {
    compile::library("misbehaving", "misbehaving", None)
}

/// Puts a copy of a library into a folder, under its own name, as somebody does who installs it.
///
/// # Panics
/// When the folder cannot be written.
pub fn install(library: &Path, folder: &Path) -> PathBuf {
    compile::copy(library, folder)
}
