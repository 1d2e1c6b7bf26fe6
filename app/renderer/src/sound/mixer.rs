//! All tracks, added up block by block.

use super::track::{Failed, Track};
use crate::decode::CHANNELS;
use domain::composition::{AudioTrack, Span};
use std::path::{Path, PathBuf};

/// Samples (per channel) that are mixed at once.
const BLOCK: u64 = 4096;

/// Adds up tracks into blocks of interleaved stereo, so that an hour takes no more memory than a second.
pub(crate) struct Mixer<'a> {
    tracks: Vec<Track<'a>>,
    at: u64,
    samples: u64,
    scratch: Vec<f32>,
}

impl<'a> Mixer<'a> {
    /// For an output that begins at `range.start` of the timeline and is `samples` long. A source that is not in the
    /// list is not heard; the caller has checked that.
    pub(crate) fn new(tracks: &'a [AudioTrack], sources: &'a [PathBuf], range: Span, samples: u64) -> Self {
        let placed = |track: &'a AudioTrack| {
            let path: &Path = sources.get(track.source.0 as usize)?;
            Track::place(track, path, range, samples)
        };
        Self { tracks: tracks.iter().filter_map(placed).collect(), at: 0, samples, scratch: Vec::new() }
    }

    /// The next block, at most 1 in amount: what is louder is clipped. `None` at the end.
    pub(crate) fn next_block(&mut self) -> Result<Option<Vec<f32>>, Failed> {
        let count = BLOCK.min(self.samples - self.at);
        if count == 0 {
            return Ok(None);
        }
        let mut mix = vec![0.0; count as usize * CHANNELS];
        for track in &mut self.tracks {
            track.add(self.at, &mut mix, &mut self.scratch)?;
        }
        mix.iter_mut().for_each(|s| *s = s.clamp(-1.0, 1.0));
        self.at += count;
        Ok(Some(mix))
    }

    /// How many samples (per channel) were mixed so far.
    pub(crate) fn position(&self) -> u64 {
        self.at
    }
}
