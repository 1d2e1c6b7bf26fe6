//! One job from beginning to end.

mod animation;
mod cache;
mod composing;
mod dither;
mod film;
mod films;
mod keys;
mod movie;
mod openings;
mod palette;
mod plan;
mod report;
mod segments;
mod soundtrack;
mod still;

use crate::{Progress, RenderJob, RenderReport};
use domain::composition::OutputFormat;
use domain::render::OutputRole;
use domain::{Failure, FailureCode};
use plan::Plan;
use report::Telling;
use std::path::Path;
use std::time::Instant;

/// Renders one job into files in its directory and tells `progress` how far it is.
///
/// # Errors
/// `BadMedia` with the clip's pointer when a source cannot be read, `BadEdit` when the composition asks for what cannot
/// be drawn, `LimitReached` when the picture is too large, `Stalled` when GStreamer makes no progress, `Internal`
/// otherwise. Files that were made before the failure are left in the directory, which the caller removes.
pub fn render(job: &RenderJob, progress: &mut dyn FnMut(Progress)) -> Result<RenderReport, Failure> {
    let begun = Instant::now();
    crate::gst_setup::init()?;
    let plan = Plan::of(job)?;
    let mut telling = Telling::new(progress, plan.frames.end - plan.frames.start);
    telling.preparing();
    let main = match job.output.format {
        OutputFormat::Mp4 => movie::render(job, &plan, &mut telling)?,
        OutputFormat::Gif => animation::render(job, &plan, &mut telling)?,
        OutputFormat::Mp3 => soundtrack::render(job, &plan, &mut telling)?,
        OutputFormat::Jpg | OutputFormat::Png | OutputFormat::Bmp => still::render(job, &plan)?,
    };
    telling.finishing();
    let (frames, segments, reused, encoder) = (main.frames, main.segments, main.reused, main.encoder.clone());
    let mut made = vec![main];
    if let Some(poster) = &job.output.poster {
        made.push(still::capture(job, &plan, OutputRole::Poster, poster.at, 1.0)?);
        telling.finishing();
    }
    if let Some(thumbnail) = &job.output.thumbnail {
        made.push(still::capture(job, &plan, OutputRole::Thumbnail, thumbnail.at, thumbnail.scale)?);
        telling.finishing();
    }
    let outputs = made.iter().map(|m| m.measure(&job.directory, &mut telling)).collect::<Result<_, _>>()?;
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(RenderReport { outputs, frames, segments, reused, engine: crate::ENGINE.to_owned(), encoder, millis })
}

/// SHA-256 of a file, in hexadecimal.
pub fn sha256_of(path: &Path) -> std::io::Result<String> {
    report::digest(path, || ()).map(|(_, digest)| digest)
}

/// Where a source lies.
fn source_path<'a>(
    job: &'a RenderJob,
    source: domain::composition::SourceId,
    pointer: &str,
) -> Result<&'a Path, Failure> {
    let missing = || Failure::at(FailureCode::Internal, pointer, format!("The source of {pointer} was not fetched."));
    job.sources.get(source.0 as usize).map(|p| p.as_path()).ok_or_else(missing)
}

fn on_disk(what: &str, error: &std::io::Error) -> Failure {
    Failure::new(FailureCode::StorageUnavailable, format!("The {what} cannot be written: {}.", error.kind()))
}

#[cfg(test)]
mod tests;
