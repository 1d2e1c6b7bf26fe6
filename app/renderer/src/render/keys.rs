//! What a segment shows, in one digest: equal digests, equal bytes.
//!
//! Hashed is a description and no picture: the places of the composition that have to do with a segment's frames, with times
//! counted from the segment's beginning, sources and drawings by their content, and everything that decides how they are
//! drawn and encoded. A place is described as a whole, also what it does outside the segment, since pictures are prepared
//! for all of it.

mod made_by;

use super::plan::Plan;
use super::report::digest;
use crate::compositor::{Slot, Slots};
use crate::encode::VideoSettings;
use crate::job::{RenderJob, SegmentCache};
use domain::composition::Composition;
use made_by::made_by;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

/// The keys of one render.
pub(super) struct Keys<'a> {
    composition: &'a Composition,
    slots: Slots,
    /// What every segment depends on.
    common: Value,
    sources: &'a [String],
    rasters: Vec<String>,
}

impl<'a> Keys<'a> {
    /// Reads the drawings for their digests; `alive` is called now and then.
    ///
    /// # Errors
    /// One cannot be read, this program cannot be told from others, or a source has no digest: what is not known by its content must not be taken for another.
    pub(super) fn of(
        job: &'a RenderJob,
        cache: &'a SegmentCache,
        plan: &Plan,
        settings: &VideoSettings,
        mut alive: impl FnMut(),
    ) -> io::Result<Self> {
        if cache.digests.len() < job.sources.len() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let of_drawing = |path: &PathBuf| digest(path, &mut alive).map(|(_, digest)| digest);
        let rasters = job.rasters.iter().map(of_drawing).collect::<io::Result<_>>()?;
        let canvas = &job.composition.canvas;
        let common = json!({
            "engine": crate::ENGINE,
            "made_by": made_by()?,
            "encoder": settings.to_string(),
            "size": plan.size,
            "canvas": canvas,
            "watermark": job.output.watermark,
        });
        let slots = plan.slots.clone();
        Ok(Self { composition: &job.composition, slots, common, sources: &cache.digests, rasters })
    }

    /// The key of a segment of these frames.
    pub(super) fn segment(&self, frames: &Range<u64>) -> String {
        let begins = self.composition.canvas.fps.time_of_frame(frames.start);
        let touches = |slot: &Slot| slot.frames.start < frames.end && frames.start < slot.frames.end;
        let shown: Vec<(usize, &Slot)> = self.slots.iter().enumerate().filter(|(_, slot)| touches(slot)).collect();
        // Numbers count from the segment's own first place: what stands before it in the edit does not matter.
        let numbers: BTreeMap<usize, usize> =
            shown.iter().enumerate().map(|(own, (number, _))| (*number, own)).collect();
        let from_start = |frame: u64| i128::from(frame) - i128::from(frames.start);
        let described = shown.iter().map(|(_, slot)| {
            let painted = serde_json::to_value(&slot.painted).unwrap_or_default();
            json!({
                "frames": [from_start(slot.frames.start).to_string(), from_start(slot.frames.end).to_string()],
                "elapsed": slot.elapsed(begins),
                "begins": ((slot.start - begins) * 1e9).round(),
                "parent": slot.parent.map(|parent| numbers.get(&parent)),
                "content": self.by_content(serde_json::to_value(&slot.content).unwrap_or_default(), &numbers),
                "painted": self.by_content(painted, &numbers),
            })
        });
        let described: Vec<Value> = described.collect();
        hash(&json!({ "common": self.common, "frames": frames.end - frames.start, "shown": described }))
    }

    /// The key of the sound of the whole file.
    pub(super) fn sound(&self, plan: &Plan, samples: u64, settings: &str) -> String {
        let tracks = self.composition.audio.iter().map(|track| {
            let described =
                json!({ "source": track.source, "span": track.span, "time": track.time, "gains": track.gains });
            // A sound's span is part of it.
            self.replaced(described, &BTreeMap::new(), &[])
        });
        let tracks: Vec<Value> = tracks.collect();
        let common = json!([self.common["engine"], self.common["made_by"]]);
        hash(
            &json!({ "common": common, "range": plan.span(), "samples": samples, "sound": settings, "tracks": tracks }),
        )
    }

    /// Names sources and drawings by their content and places by their numbers in the segment, and leaves out times of the
    /// timeline, which stand beside.
    fn by_content(&self, value: Value, numbers: &BTreeMap<usize, usize>) -> Value {
        self.replaced(value, numbers, &["span"])
    }

    fn replaced(&self, value: Value, numbers: &BTreeMap<usize, usize>, left_out: &[&str]) -> Value {
        match value {
            Value::Object(members) => {
                let kept = members.into_iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
                let replaced = kept.map(|(name, value)| {
                    let value = match (name.as_str(), value.as_u64()) {
                        ("source", Some(id)) => named(self.sources, id),
                        ("raster", Some(id)) => named(&self.rasters, id),
                        ("parts", _) => inside(&value, numbers),
                        _ => self.replaced(value, numbers, left_out),
                    };
                    (name, value)
                });
                Value::Object(replaced.collect::<Map<_, _>>())
            }
            Value::Array(items) => items.into_iter().map(|item| self.replaced(item, numbers, left_out)).collect(),
            other => other,
        }
    }
}

fn named(digests: &[String], id: u64) -> Value {
    usize::try_from(id).ok().and_then(|id| digests.get(id)).cloned().into()
}

/// The nodes in a group that have to do with the segment.
fn inside(parts: &Value, numbers: &BTreeMap<usize, usize>) -> Value {
    let Value::Array(parts) = parts else { return parts.clone() };
    let own = parts.iter().filter_map(|part| numbers.get(&usize::try_from(part.as_u64()?).ok()?));
    own.copied().map(Value::from).collect()
}

fn hash(description: &Value) -> String {
    hex::encode(Sha256::digest(description.to_string()))
}

#[cfg(test)]
mod tests;
