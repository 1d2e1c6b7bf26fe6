//! A sound, sample by sample, placed by time.

use super::chain::{Chain, Want, times};
use crate::watch::Fault;
use gstreamer_app as gst_app;
use std::path::Path;

/// Samples a second of everything that is mixed.
pub(crate) const RATE: u32 = 48_000;
/// Left and right.
pub(crate) const CHANNELS: usize = 2;

/// Jumps in a source's clock up to this many seconds are rounding, and the samples are taken as continuous.
const JITTER: f64 = 0.02;

/// How much of what lies before its start a sound is decoded for, in seconds.
const RUN_UP: f64 = 0.1;

/// A sound being read in order, at its own speed.
pub(crate) struct AudioReader {
    chain: Chain,
    sink: gst_app::AppSink,
    /// Interleaved samples that were decoded but not yet taken.
    waiting: Vec<f32>,
    /// How many of `waiting` were taken.
    taken: usize,
    /// How many samples (per channel) of silence come before `waiting`.
    silence: u64,
    /// Source time of the reader's first sample.
    start: f64,
    /// Source seconds an output second.
    speed: f64,
    /// Samples (per channel) that were placed so far, silence included.
    placed: u64,
    ended: bool,
}

impl AudioReader {
    /// Opens a sound at `start` seconds of the source, played `speed` times as fast (and high).
    pub(crate) fn open(path: &Path, start: f64, speed: f64) -> Result<Self, Fault> {
        // Taking samples at this rate for samples at RATE plays them faster, without a second resampler.
        let rate = (f64::from(RATE) / speed).round().clamp(1_000.0, 4_800_000.0) as u32;
        let chain = Chain::open(path, Want::Audio, rate)?;
        let sink = chain.sinks.audio.clone().ok_or(Fault::Lacks("sound"))?;
        // Codecs that overlap their blocks need the ones before to give the first samples whole.
        chain.play_from((start - RUN_UP).max(0.0))?;
        let (waiting, taken, silence, placed) = (Vec::new(), 0, 0, 0);
        Ok(Self { chain, sink, waiting, taken, silence, start, speed, placed, ended: false })
    }

    /// Fills `block` (interleaved) with what comes next; silence after the end.
    pub(crate) fn read(&mut self, block: &mut [f32]) -> Result<(), Fault> {
        let mut filled = 0;
        while filled < block.len() {
            if self.silence > 0 {
                let quiet =
                    ((block.len() - filled) / CHANNELS).min(usize::try_from(self.silence).unwrap_or(usize::MAX));
                block[filled..filled + quiet * CHANNELS].fill(0.0);
                filled += quiet * CHANNELS;
                self.silence -= quiet as u64;
            } else if self.taken < self.waiting.len() {
                let count = (block.len() - filled).min(self.waiting.len() - self.taken);
                block[filled..filled + count].copy_from_slice(&self.waiting[self.taken..self.taken + count]);
                filled += count;
                self.taken += count;
            } else if self.ended {
                block[filled..].fill(0.0);
                break;
            } else {
                self.refill()?;
            }
        }
        Ok(())
    }

    fn refill(&mut self) -> Result<(), Fault> {
        self.waiting.clear();
        self.taken = 0;
        let Some(sample) = self.chain.pull(&self.sink)? else {
            self.ended = true;
            return Ok(());
        };
        let (Some(buffer), Some((time, _))) = (sample.buffer(), times(&sample)) else { return Ok(()) };
        let map = buffer.map_readable().map_err(|_| Fault::Damaged)?;
        let samples = map.as_slice().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        self.waiting.extend(samples.map(|s| if s.is_finite() { s } else { 0.0 }));
        let count = (self.waiting.len() / CHANNELS) as u64;
        let exact = (time - self.start) / self.speed * f64::from(RATE);
        let (placed, tolerance) = (self.placed as f64, JITTER * f64::from(RATE));
        if exact > placed + tolerance || (self.placed == 0 && exact > 0.0) {
            self.silence = (exact - placed).round() as u64;
            self.placed += self.silence;
        } else if exact < placed - tolerance || (self.placed == 0 && exact < 0.0) {
            // What lies before the start, or was heard already.
            let early = ((placed - exact).round() as u64).min(count);
            self.taken = early as usize * CHANNELS;
            self.placed += count - early;
            return Ok(());
        }
        self.placed += count;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Folder, loudness};

    #[test]
    fn a_trimmed_sound_is_whole_from_its_first_sample() {
        crate::gst_setup::init().unwrap();
        let folder = Folder::new();
        for (start, speed) in [(1.0, 1.0), (0.5, 2.0), (0.05, 1.0)] {
            for codec in ["aac", "libmp3lame"] {
                let tone = ["-f", "lavfi", "-i", "sine=frequency=480:sample_rate=48000:duration=3", "-c:a", codec];
                let path = folder.ffmpeg(&tone, "tone.mov");
                let mut block = vec![0.0; CHANNELS * 4_800];
                AudioReader::open(&path, start, speed).unwrap().read(&mut block).unwrap();
                let left: Vec<f32> = block.chunks_exact(CHANNELS).map(|frame| frame[0]).collect();
                // Whole waves: 100 samples each, 50 at double speed.
                let (beginning, later) = (loudness(&left[..600]), loudness(&left[2_400..3_000]));
                assert!((beginning / later - 1.0).abs() < 0.03, "{codec} at {start}: {beginning} then {later}");
            }
        }
    }
}
