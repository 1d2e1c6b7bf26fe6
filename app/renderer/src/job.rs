//! What a render is asked for, how far it is, and what came of it.

use domain::composition::{Composition, OutputSettings};
use domain::edit::SourceFacts;
use domain::render::OutputRole;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Everything one render needs. Plain data, since it crosses into a child process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RenderJob {
    /// What is shown and heard.
    pub composition: Composition,
    /// What files are made of it.
    pub output: OutputSettings,
    /// The fetched files, indexed by `SourceId`. One that no layer and no audio track names is never opened.
    pub sources: Vec<PathBuf>,
    /// What each source was found to be, in their order. A film beyond the end of the list is probed again.
    #[serde(default)]
    pub facts: Vec<SourceFacts>,
    /// The drawings in raw form, indexed by `RasterId`: the bytes `RUSHRGBA`, width and height as little-endian u32, then
    /// rows of premultiplied RGBA.
    pub rasters: Vec<PathBuf>,
    /// An existing folder that is the render's own; outputs and temporary files are written into it.
    pub directory: PathBuf,
    /// Where encoded segments are kept for renders to come; nothing is kept without it.
    #[serde(default)]
    pub cache: Option<SegmentCache>,
}

/// A folder of encoded segments. What is in it may be removed at any time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentCache {
    /// The folder, made when it is missing. Only renders of one workspace share it.
    pub folder: PathBuf,
    /// SHA-256 of each fetched file, in their order, in hexadecimal.
    pub digests: Vec<String>,
}

/// What a render is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Opening sources and planning.
    Preparing,
    /// Composing and encoding frames, or mixing sound.
    Rendering,
    /// Joining segments and sound into the file.
    Finishing,
}

/// How far a render is. Sent at least whenever a whole percent is reached, and at most about ten times a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What it is busy with.
    pub stage: Stage,
    /// Frames composed so far; for sound-only output, video frames' worth of sound.
    pub frames: u64,
    /// Frames in all.
    pub of: u64,
}

impl Progress {
    /// Whole percent of the frames, 0 to 100.
    pub fn percent(self) -> u8 {
        (self.frames.min(self.of) * 100).checked_div(self.of).map_or(0, |p| p.min(100) as u8)
    }
}

/// One file that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Which of the render's files it is.
    pub role: OutputRole,
    /// Its name inside the job's directory: `main.mp4`, `poster.jpg`, `thumbnail.jpg`.
    pub file: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// Pixels; absent for sound.
    pub width: Option<u32>,
    /// Pixels; absent for sound.
    pub height: Option<u32>,
    /// Seconds; absent for stills.
    pub duration: Option<f64>,
}

/// What came of a render.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RenderReport {
    /// The files, the main one first.
    pub outputs: Vec<OutputFile>,
    /// Frames composed for the main file; 0 for sound.
    pub frames: u64,
    /// Segments joined; 0 when the format has none.
    pub segments: u32,
    /// How many of them an earlier render had encoded.
    #[serde(default)]
    pub reused: u32,
    /// [`crate::ENGINE`].
    pub engine: String,
    /// The encoder's settings in its own words.
    pub encoder: String,
    /// How long it took, in milliseconds.
    pub millis: u64,
}
