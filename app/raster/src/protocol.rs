//! What parent and child say to each other: JSON, a line each. The parent's hello and the child's come first, then a
//! job and its reply at a time.

use crate::FontUse;
use domain::Failure;
use domain::composition::{RasterRequest, Sprite};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which form of the lines this is. Parent and child are the same binary; the check catches a stray executable.
pub(crate) const VERSION: u32 = 2;

/// The first line, either way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello {
    /// [`VERSION`].
    pub raster: u32,
    /// From the parent: folders of fonts beside the system's.
    #[serde(default)]
    pub font_folders: Vec<PathBuf>,
}

/// One drawing to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// What to draw.
    pub request: RasterRequest,
    /// The files of `request.fonts`, in the same order.
    pub fonts: Vec<PathBuf>,
    /// The file of `request.file()`.
    pub file: Option<PathBuf>,
    /// The file to write, in the form that [`crate::Raster::write_to`] describes. A drawing that comes in parts is written
    /// to the files of [`Job::part`] instead.
    pub output: PathBuf,
}

impl Job {
    /// The file of part `index` of a drawing that comes in parts.
    pub fn part(&self, index: usize) -> PathBuf {
        let mut name = self.output.clone().into_os_string();
        name.push(format!(".{index}"));
        name.into()
    }
}

/// A drawing that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The font files that it was drawn with.
    pub fonts: Vec<FontUse>,
    /// The parts that it came in; empty when it is one picture.
    pub parts: Vec<Sprite>,
}

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reply {
    /// The file is written.
    Ok(Drawn),
    /// It is not.
    Failure(Failure),
}
