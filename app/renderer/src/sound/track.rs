//! One track: when it is heard, and its samples.

use super::gain;
use crate::decode::{AudioReader, CHANNELS, RATE};
use crate::watch::Fault;
use domain::composition::{AudioTrack, Span};
use std::path::Path;

/// A track of the composition, placed in the output to the sample.
pub(super) struct Track<'a> {
    track: &'a AudioTrack,
    path: &'a Path,
    /// First sample of the output that it is heard in.
    pub(super) first: u64,
    /// The sample after its last.
    pub(super) end: u64,
    /// Samples of the track that lie before the output's beginning.
    skipped: u64,
    reader: Option<AudioReader>,
}

impl<'a> Track<'a> {
    /// Places a track in an output that shows `range` of the timeline and is `samples` long. `None`: never heard.
    pub(super) fn place(track: &'a AudioTrack, path: &'a Path, range: Span, samples: u64) -> Option<Self> {
        let sample = |time: f64| ((time - range.start) * f64::from(RATE)).round();
        let (from, to) = (sample(track.span.start), sample(track.span.end));
        let (first, end) = (from.max(0.0) as u64, (to.max(0.0) as u64).min(samples));
        // A still moment has no sound.
        (first < end && track.time.speed > 0.0).then(|| Self {
            track,
            path,
            first,
            end,
            skipped: (-from).max(0.0) as u64,
            reader: None,
        })
    }

    /// Adds what is heard from output sample `at` on. Opens the source when it first is, and closes it at its end.
    pub(super) fn add(&mut self, at: u64, mix: &mut [f32], scratch: &mut Vec<f32>) -> Result<(), Failed> {
        let block_end = at + (mix.len() / CHANNELS) as u64;
        let (from, to) = (self.first.max(at), self.end.min(block_end));
        if from >= to {
            return Ok(());
        }
        let own = from - self.first + self.skipped;
        let failed = |fault| Failed { pointer: self.track.pointer.clone(), fault };
        let reader = match &mut self.reader {
            Some(reader) => reader,
            closed => {
                let start = self.track.time.source_time(own as f64 / f64::from(RATE));
                closed.insert(AudioReader::open(self.path, start, self.track.time.speed).map_err(failed)?)
            }
        };
        scratch.clear();
        scratch.resize((to - from) as usize * CHANNELS, 0.0);
        let failed = |fault| Failed { pointer: self.track.pointer.clone(), fault };
        reader.read(scratch).map_err(failed)?;
        gain::apply(&self.track.gains, scratch, own);
        let offset = (from - at) as usize * CHANNELS;
        mix[offset..].iter_mut().zip(scratch.iter()).for_each(|(m, s)| *m += s);
        if to == self.end {
            self.reader = None;
        }
        Ok(())
    }
}

/// Which track could not be heard, and why.
pub(crate) struct Failed {
    /// JSON path of the track.
    pub(crate) pointer: String,
    /// Why.
    pub(crate) fault: Fault,
}
