//! The keys of segments and sound: digests of all that their bits come from.
//!
//! A segment is described frame by frame as it will be painted: places, opacities and moments of sources as numbers, sources
//! and drawings by their content. Where on the timeline that is, in which track, and
//! under which name, makes no difference.

use super::plan::Plan;
use crate::RenderJob;
use crate::compositor::{Hiding, Resolver, Shown, VideoFacts};
use crate::digest::file_sha256;
use crate::encode::{AAC_BITS, VideoSettings};
use domain::composition::{AudioTrack, Content, RasterId, SourceId};
use gstreamer as gst;
use gstreamer::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;

/// Elements whose plugins decide bits, whatever the media. Each is of another package.
const ELEMENTS: [&str; 5] = ["x264enc", "h264parse", "avenc_aac", "decodebin", "videoconvert"];

/// A digest being made of a description.
#[derive(Clone)]
struct Description(Sha256);

impl Description {
    /// What goes for everything that this process encodes.
    fn begun(kind: &str) -> Self {
        let mut description = Self(Sha256::new());
        let versions = ELEMENTS.map(|name| {
            let plugin = gst::ElementFactory::find(name).and_then(|factory| factory.plugin());
            plugin.map(|plugin| plugin.version().to_string())
        });
        description.say(&(kind, crate::ENGINE, gst::version_string().as_str(), versions, features()));
        description
    }

    fn say(&mut self, what: &impl Serialize) {
        // Plain data: nothing of it can fail to be written.
        let line = serde_json::to_vec(what).unwrap_or_default();
        self.0.update((line.len() as u64).to_le_bytes());
        self.0.update(line);
    }

    fn key(self) -> String {
        hex::encode(self.0.finalize())
    }
}

/// What of the processor may change bits.
fn features() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2") {
        return "avx2";
    }
    std::env::consts::ARCH
}

/// Describes the segments of one film.
pub(super) struct SegmentKeys<'a> {
    job: &'a RenderJob,
    resolver: &'a Resolver,
    films: &'a BTreeMap<SourceId, VideoFacts>,
    common: Description,
    /// What is shown in each place, as far as it was asked for; none when it cannot be described.
    places: BTreeMap<usize, Option<String>>,
    drawings: BTreeMap<RasterId, Option<String>>,
}

impl<'a> SegmentKeys<'a> {
    /// For the film of a job.
    pub(super) fn new(
        job: &'a RenderJob,
        resolver: &'a Resolver,
        films: &'a BTreeMap<SourceId, VideoFacts>,
        settings: &VideoSettings,
    ) -> Self {
        let mut common = Description::begun("film");
        let size = (settings.width, settings.height);
        common.say(&(settings.to_string(), size, &job.composition.canvas, job.output.watermark));
        Self { job, resolver, films, common, places: BTreeMap::new(), drawings: BTreeMap::new() }
    }

    /// The key of these frames; none when something that they show has no digest.
    pub(super) fn of(&mut self, frames: Range<u64>) -> Option<String> {
        let mut description = self.common.clone();
        for frame in frames {
            // What is hidden is described too: it is seen where a film turns out to lack the frame that should hide it.
            let shown = self.resolver.shown(frame);
            description.say(&("frame", shown.len()));
            shown.iter().try_for_each(|one| self.describe(one, &mut description))?;
        }
        Some(description.key())
    }

    fn describe(&mut self, shown: &Shown, description: &mut Description) -> Option<()> {
        let Shown { slot, matrix, opacity, source_time, covers, blend, hiding, parts } = shown;
        description.say(&(self.place(*slot)?, matrix, opacity, source_time, covers, blend));
        for one in hiding {
            match one {
                Hiding::Box { matrix } => description.say(&("box", matrix)),
                Hiding::Wipe { matrix, quarter, edge, softness } => {
                    description.say(&("wipe", matrix, quarter, edge, softness));
                }
                Hiding::Luma { slot, matrix, time, polarity } => {
                    description.say(&("luma", self.place(*slot)?, matrix, time, polarity));
                }
            }
        }
        if let Some(parts) = parts {
            description.say(&("group", parts.len()));
            parts.iter().try_for_each(|part| self.describe(part, description))?;
        }
        Some(())
    }

    /// What stays the same in a place for as long as it shows something.
    fn place(&mut self, slot: usize) -> Option<String> {
        if let Some(known) = self.places.get(&slot) {
            return known.clone();
        }
        let described = self.describe_place(slot);
        self.places.insert(slot, described.clone());
        described
    }

    fn describe_place(&mut self, slot: usize) -> Option<String> {
        let content = match self.resolver.content(slot) {
            None => serde_json::Value::Null,
            Some(Content::Video { source, crop, .. }) => {
                let facts = self.films.get(source).map(|facts| format!("{facts:?}"));
                serde_json::json!(["film", self.source(*source)?, crop, facts])
            }
            Some(Content::Image { source, crop }) => serde_json::json!(["image", self.source(*source)?, crop]),
            Some(Content::Raster { raster, crop }) => serde_json::json!(["drawing", self.drawing(*raster)?, crop]),
            Some(Content::Solid { color }) => serde_json::json!(["solid", color]),
        };
        // Pictures are prepared once, at the largest size that they have anywhere in their time.
        let prepared = (self.resolver.largest(slot), self.resolver.is_still(slot));
        serde_json::to_string(&(content, self.resolver.effects(slot), prepared)).ok()
    }

    fn source(&self, source: SourceId) -> Option<&'a str> {
        digest_of(self.job, source)
    }

    fn drawing(&mut self, raster: RasterId) -> Option<String> {
        if !self.drawings.contains_key(&raster) {
            let path = self.job.rasters.get(raster.0 as usize);
            self.drawings.insert(raster, path.and_then(|path| file_sha256(path).ok()));
        }
        self.drawings.get(&raster).cloned().flatten()
    }
}

/// The key of the sound that goes with a film of `samples`; none when a source has no digest.
pub(super) fn sound(job: &RenderJob, plan: &Plan, samples: u64) -> Option<String> {
    let mut description = Description::begun("sound");
    description.say(&(AAC_BITS, plan.span(), samples));
    for track in &job.composition.audio {
        let AudioTrack { pointer: _, source, span, time, gains } = track;
        description.say(&(digest_of(job, *source)?, span, time, gains));
    }
    Some(description.key())
}

fn digest_of(job: &RenderJob, source: SourceId) -> Option<&str> {
    job.source_digests.get(source.0 as usize).map(String::as_str).filter(|digest| !digest.is_empty())
}
