//! Backup and restore: everything that an installation keeps, as files that any of its stores can take back.
//!
//! A backup is a folder: `log.ndjson`, the events in their order; `state.ndjson`, the rows of the state; `files/`, what events say
//! that there is in storage; `manifest.json`, written last, with digests of the former. It names positions by how many events
//! come before them, so that a log on another kind of store can take it. The views are not in it: they are made anew.

mod backup;
mod error;
mod files;
mod format;
mod restore;

pub use backup::{Source, backup};
pub use error::ArchiveError;
pub use format::Manifest;
pub use restore::{Restored, restore, unfinished};
