//! From an edit and its fetched sources to files: probe, compile, draw, render. Everything risky happens in children.
//!
//! Knows nothing of events, leases or storage: the offline command line uses it as the workers do.

mod compose;
mod draw;
mod limits;
mod pointer;
mod probe;
mod segments;

pub(crate) use pointer::named;
pub use segments::Segments;

use domain::Failure;
use domain::composition::Composition;
use domain::edit::{CompileOptions, Edit, SourceFacts, SourceRef};
use raster::client::Rasteriser;
use renderer::{Difference, Progress, RenderReport, SegmentCache};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Makes files of edits, in child processes of our own binary.
#[derive(Clone, Debug)]
pub struct Studio {
    /// Our own binary.
    pub executable: PathBuf,
    /// Draws markup.
    pub rasteriser: Rasteriser,
    /// Where GStreamer keeps what it knows of its plugins.
    pub registry: PathBuf,
    /// When children are ended.
    pub limits: StudioLimits,
}

/// When children are ended.
#[derive(Clone, Copy, Debug)]
pub struct StudioLimits {
    /// Memory of a render in bytes; by the sizes of canvas and sources when absent.
    pub memory: Option<u64>,
    /// Longest a render may take.
    pub time: Duration,
    /// Longest it may go without progress.
    pub silence: Duration,
}

/// What is to be made.
pub struct Order<'a> {
    /// The checked edit.
    pub edit: &'a Edit,
    /// Its distinct sources.
    pub sources: &'a [SourceRef],
    /// The fetched file of each source.
    pub files: &'a [PathBuf],
    /// Watermark and limits.
    pub options: CompileOptions,
    /// Where encoded segments are kept for orders to come.
    pub cache: Option<SegmentCache>,
    /// A folder of its own; the outputs are there afterwards.
    pub folder: &'a Path,
    /// Ends the work.
    pub cancelled: &'a CancellationToken,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The files and how they came about.
    pub report: RenderReport,
    /// SHA-256 of every font file that was drawn with.
    pub fonts: Vec<String>,
}

impl Studio {
    /// What each source turned out to be, in their order.
    ///
    /// # Errors
    /// The first source that is no media we can read; the message names its clip.
    pub async fn facts(&self, order: &Order<'_>) -> Result<Vec<SourceFacts>, Failure> {
        probe::all(self, order).await
    }

    /// Has GStreamer look at its plugins now, which takes a second once, so that the first render need not.
    pub async fn warm_up(&self, cancelled: &CancellationToken) {
        probe::nothing(self, cancelled).await;
    }

    /// The composition that the order asks for, drawn and encoded.
    ///
    /// # Errors
    /// [`Failure`], whose message names the clip where one is to blame.
    pub async fn make(
        &self,
        order: &Order<'_>,
        facts: &[SourceFacts],
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Made, Failure> {
        let (mut composition, output) = domain::edit::compile(order.edit, facts, &order.options).map_err(named)?;
        let (rasters, fonts) = draw::all(self, order, &mut composition).await?;
        let memory = self.memory(&composition, facts);
        let job = renderer::RenderJob {
            composition,
            output,
            sources: order.files.to_vec(),
            facts: facts.to_vec(),
            rasters,
            directory: order.folder.to_path_buf(),
            cache: order.cache.clone(),
        };
        let report = compose::render(self, job, memory, order.cancelled, progress).await?;
        Ok(Made { report, fonts })
    }

    /// Where two files of the same render first differ. `rate`: pictures a second of a film.
    ///
    /// # Errors
    /// [`Failure`] when one of them cannot be read.
    pub async fn compare(
        &self,
        one: &Path,
        other: &Path,
        rate: f64,
        cancelled: &CancellationToken,
    ) -> Result<Difference, Failure> {
        compose::compare(self, one, other, rate, cancelled).await
    }

    fn memory(&self, composition: &Composition, facts: &[SourceFacts]) -> u64 {
        self.limits.memory.unwrap_or_else(|| limits::memory(composition, facts))
    }

    /// The whole environment of a child that uses GStreamer.
    fn environment(&self) -> Vec<(OsString, OsString)> {
        let mut variables: Vec<(OsString, OsString)> =
            vec![("MALLOC_ARENA_MAX".into(), "2".into()), ("GST_REGISTRY".into(), self.registry.clone().into())];
        for name in ["PATH", "HOME", "GST_PLUGIN_PATH", "GST_PLUGIN_SYSTEM_PATH", "GST_PLUGIN_SCANNER", "GST_DEBUG"] {
            variables.extend(std::env::var_os(name).map(|value| (name.into(), value)));
        }
        variables
    }
}
