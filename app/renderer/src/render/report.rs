//! Telling how far a render is, and what came of it.

use crate::{OutputFile, Progress, Stage};
use domain::Failure;
use domain::render::OutputRole;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

/// Progress is told at most this often, unless another percent is reached.
const PAUSE: Duration = Duration::from_millis(100);

/// While no frame is done, a sign of life is given this often.
const ALIVE: Duration = Duration::from_secs(1);

/// Stand for the stages before and after every percent.
const PREPARING: u8 = u8::MAX - 1;
const FINISHING: u8 = u8::MAX;

/// Tells a listener how far the render is, but not too often.
pub(super) struct Telling<'a> {
    listener: &'a mut dyn FnMut(Progress),
    frames: u64,
    of: u64,
    told: Option<(Instant, u8)>,
}

impl<'a> Telling<'a> {
    /// For a render of so many frames.
    pub(super) fn new(listener: &'a mut dyn FnMut(Progress), of: u64) -> Self {
        Self { listener, frames: 0, of, told: None }
    }

    /// The work has begun. To be called again and again while it takes its time: who watches takes silence for a standstill.
    pub(super) fn preparing(&mut self) {
        self.stand(Stage::Preparing, PREPARING);
    }

    /// So many frames are done.
    pub(super) fn reached(&mut self, frames: u64) {
        self.frames = frames.min(self.of);
        let percent = self.progress(Stage::Rendering).percent();
        let due = self.told.is_none_or(|(at, last)| percent != last || at.elapsed() >= PAUSE);
        if due {
            self.told = Some((Instant::now(), percent));
            self.tell(Stage::Rendering);
        }
    }

    /// All frames are done. To be called again and again, as [`Self::preparing`].
    pub(super) fn finishing(&mut self) {
        self.frames = self.of;
        self.stand(Stage::Finishing, FINISHING);
    }

    /// Tells a stage when it begins, and as a sign of life.
    fn stand(&mut self, stage: Stage, mark: u8) {
        let due = self.told.is_none_or(|(at, last)| last != mark || at.elapsed() >= ALIVE);
        if due {
            self.told = Some((Instant::now(), mark));
            self.tell(stage);
        }
    }

    fn progress(&self, stage: Stage) -> Progress {
        Progress { stage, frames: self.frames, of: self.of }
    }

    fn tell(&mut self, stage: Stage) {
        let progress = self.progress(stage);
        (self.listener)(progress);
    }
}

/// A file that was written, before it is measured.
pub(super) struct Made {
    pub(super) role: OutputRole,
    pub(super) file: String,
    pub(super) size: Option<(u32, u32)>,
    pub(super) duration: Option<f64>,
    pub(super) frames: u64,
    pub(super) segments: u32,
    pub(super) reused: u32,
    pub(super) encoder: String,
}

impl Made {
    /// Reads the file for its size and digest.
    pub(super) fn measure(&self, directory: &Path, telling: &mut Telling<'_>) -> Result<OutputFile, Failure> {
        let read = digest(&directory.join(&self.file), || telling.finishing());
        let (bytes, sha256) = read.map_err(|e| super::on_disk("finished file", &e))?;
        Ok(OutputFile {
            role: self.role,
            file: self.file.clone(),
            bytes,
            sha256,
            width: self.size.map(|s| s.0),
            height: self.size.map(|s| s.1),
            duration: self.duration,
        })
    }
}

/// Length and SHA-256 of a file; `alive` is called now and then.
pub(super) fn digest(path: &Path, mut alive: impl FnMut()) -> std::io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut block = vec![0; 64 * 1024];
    loop {
        match file.read(&mut block)? {
            0 => return Ok((bytes, hex::encode(hasher.finalize()))),
            count => {
                hasher.update(&block[..count]);
                alive();
                bytes += count as u64;
            }
        }
    }
}
