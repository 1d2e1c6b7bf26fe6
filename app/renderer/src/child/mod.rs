//! The child's side of the pipe: one job in, progress and an answer out.
//!
//! The parent writes one [`Request`] as a JSON line on the child's stdin **and keeps stdin open**; the child writes
//! [`Message`]s as JSON lines on its stdout, the last of which is the answer, and exits. When stdin ends, the parent has
//! died, and the child exits at once with code 3. GStreamer's own chatter goes to stderr.
//!
//! The parent sets `MALLOC_ARENA_MAX=2` and `GST_REGISTRY`, watches the child's resident memory and ends it when it grows
//! too large or sends no [`Message`] for too long; the child sets the data limit of the request on itself as a backstop.

mod limits;
mod serve;

pub use serve::{PARENT_DIED, serve};

use crate::{Difference, MediaFacts, Progress, RenderJob, RenderReport};
use domain::Failure;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What the parent wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The work.
    pub job: Job,
    /// Bytes of data the process may have (`RLIMIT_DATA`); none sets no limit. A render needs about 600 MiB at 720p.
    #[serde(default)]
    pub data_bytes: Option<u64>,
}

/// One piece of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// What are these files? They are read in order, up to the first that cannot be.
    Probe {
        /// The fetched files.
        paths: Vec<PathBuf>,
    },
    /// Where do two files of the same render first differ?
    Compare {
        /// One.
        one: PathBuf,
        /// The other.
        other: PathBuf,
        /// Pictures a second of a film.
        rate: f64,
    },
    /// Make files of a composition.
    Render {
        /// Everything that is needed.
        job: Box<RenderJob>,
    },
}

/// What the child says. All but `Progress` and `Probed` are the last message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub enum Message {
    /// The render goes on.
    Progress(Progress),
    /// One more file of [`Job::Probe`] was read.
    Probed(MediaFacts),
    /// Answer to [`Job::Probe`]: that was the last one.
    AllProbed,
    /// Answer to [`Job::Compare`].
    Compared {
        /// Where.
        difference: Difference,
    },
    /// Answer to [`Job::Render`].
    Rendered(RenderReport),
    /// The work failed.
    Failed {
        /// Why.
        failure: Failure,
    },
}

#[cfg(test)]
mod tests;
