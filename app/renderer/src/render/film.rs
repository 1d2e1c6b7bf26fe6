//! The segments of a film: fetched where an earlier render has encoded them, encoded where not.

use super::cache::Cache;
use super::composing::{Composing, encode};
use super::keys::Keys;
use super::plan::Plan;
use super::report::Telling;
use super::segments::{scene_cuts, segments};
use crate::RenderJob;
use crate::encode::{Part, VideoSettings, packets_of};
use domain::Failure;
use std::ops::Range;
use std::path::PathBuf;

/// Segments that were encoded before, and how they are named.
pub(super) struct Kept<'a> {
    pub(super) cache: Cache<'a>,
    pub(super) keys: Keys<'a>,
}

impl<'a> Kept<'a> {
    /// `None` where nothing is kept.
    pub(super) fn of(
        job: &'a RenderJob,
        plan: &Plan,
        settings: &VideoSettings,
        telling: &mut Telling<'_>,
    ) -> Option<Self> {
        let cache = job.cache.as_ref()?;
        let keys = Keys::of(job, cache, plan, settings, || telling.preparing()).inspect_err(|error| {
            tracing::warn!(error = %error.kind(), "sources, drawings or this program have no digests; nothing is used again");
        });
        Some(Self { cache: Cache::new(cache), keys: keys.ok()? })
    }
}

/// One segment.
pub(super) struct Segment {
    /// Frames of the timeline.
    pub(super) frames: Range<u64>,
    /// Where its packets are, or will be.
    pub(super) path: PathBuf,
    /// Its name in the cache; none without one.
    key: Option<String>,
    /// Whether it came from there.
    is_kept: bool,
}

/// The segments of a film, all in their files.
pub(super) struct Film {
    pub(super) parts: Vec<Part>,
    /// How many of them are those of an earlier render.
    pub(super) reused: u32,
}

/// Fetches the segments that are kept, encodes the others and keeps them.
pub(super) fn film(
    job: &RenderJob,
    plan: &Plan,
    settings: &VideoSettings,
    kept: Option<&Kept<'_>>,
    telling: &mut Telling<'_>,
    stop: impl Fn() -> bool,
) -> Result<Film, Failure> {
    let shortest = plan.fps.as_f64().round() as u64;
    let cut = segments(plan.frames.clone(), &scene_cuts(&job.composition), shortest, settings.key_interval());
    let mut all: Vec<Segment> = cut
        .into_iter()
        .enumerate()
        .map(|(number, frames)| {
            let path = job.directory.join(format!("segment-{number}.packets"));
            let key = kept.map(|kept| kept.keys.segment(&frames));
            telling.preparing();
            let is_kept = kept.zip(key.as_ref()).is_some_and(|(kept, key)| kept.cache.fetch(key, &path));
            Segment { frames, path, key, is_kept }
        })
        .collect();
    let keep = |segment: &Segment| {
        if let (Some(kept), Some(key)) = (kept, &segment.key) {
            kept.cache.keep(key, &segment.path);
        }
    };
    if all.iter().any(|segment| !segment.is_kept) {
        let mut composing = Composing::new(job, plan, settings)?;
        encode(&mut composing, &missing(&all), telling, &stop, &keep)?;
        if !fit_together(&all) {
            // Whatever it was, it cannot be among segments of one encoder.
            tracing::warn!("kept segments do not fit to new ones; all are encoded anew");
            all.iter_mut().for_each(|segment| segment.is_kept = false);
            encode(&mut composing, &missing(&all), telling, &stop, &keep)?;
        }
    }
    let reused = all.iter().filter(|segment| segment.is_kept).count();
    let part = |segment: Segment| Part { path: segment.path, first: segment.frames.start - plan.frames.start };
    Ok(Film { parts: all.into_iter().map(part).collect(), reused: u32::try_from(reused).unwrap_or(u32::MAX) })
}

/// Runs of neighbouring segments that are to be encoded: each is composed in one go.
fn missing(all: &[Segment]) -> Vec<&[Segment]> {
    all.chunk_by(|one, next| one.is_kept == next.is_kept).filter(|run| !run[0].is_kept).collect()
}

/// Whether all segments are of one stream.
fn fit_together(all: &[Segment]) -> bool {
    let mut kinds = all.iter().map(|segment| packets_of(&segment.path));
    let first = kinds.next();
    kinds.all(|kind| Some(kind) == first)
}
