//! Whether a submitted document can be rendered, as far as that can be told before its sources are fetched.

use super::compile::{CompileOptions, Outcome, SourceRef, rehearse};
use super::read::{Read, listed, read};
use super::{Edit, Fault, Limits};
use crate::Failure;
use crate::composition::{LumaPolarity, OutputFormat};
use crate::integration::{Wanted, wanted};
use crate::render::Summary;
use serde_json::Value;

/// A document that may be queued.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The document with its placeholders replaced.
    pub merged: Value,
    /// What it says.
    pub edit: Edit,
    /// What lists show of it.
    pub summary: Summary,
    /// Whether our own hosting keeps a copy of the files.
    pub hosted: bool,
    /// Where else the files are to go.
    pub destinations: Vec<Wanted>,
    /// Whether sources that were fetched lately, and segments that earlier renders encoded, may be used again
    /// (`timeline.cache`).
    pub cached: bool,
    /// Its distinct sources; the place of each is its [`SourceId`](crate::composition::SourceId).
    pub sources: Vec<SourceRef>,
}

/// Merges, reads and validates a submitted document, and asks the compiler whether it can be compiled.
///
/// # Errors
/// Every fault at once, each with its JSON path, in the order of the paths; beyond a thousand a last one says that there
/// are more. Faults of the schema come alone: what cannot be read cannot be compiled.
pub fn check(raw: &Value, limits: &Limits) -> Result<Checked, Vec<Fault>> {
    let Read { merged, edit } = read(raw, limits)?;
    let options =
        CompileOptions { watermark: false, max_duration: limits.max_duration, mattes: LumaPolarity::default() };
    let Outcome { composition, output, sources, faults } = rehearse(&edit, &options);
    if !faults.is_empty() {
        let fault = |f: Failure| Fault::new(f.pointer.unwrap_or_default(), f.message);
        return Err(listed(faults.into_iter().map(fault).collect()));
    }
    let seen = output.format != OutputFormat::Mp3;
    let (width, height) = output.scale_to.unwrap_or((composition.canvas.width, composition.canvas.height));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let tracks = &edit.timeline.tracks;
    let summary = Summary {
        format: output.format,
        width: seen.then_some(width),
        height: seen.then_some(height),
        tracks: count(tracks.len()),
        clips: count(tracks.iter().map(|track| track.clips.len()).sum()),
        poster: output.poster.is_some(),
        thumbnail: output.thumbnail.is_some(),
    };
    Ok(Checked {
        summary,
        hosted: edit.output.hosted(),
        destinations: wanted(merged.pointer("/output/destinations"), "output.destinations"),
        cached: edit.timeline.cache != Some(false),
        sources,
        edit,
        merged,
    })
}
