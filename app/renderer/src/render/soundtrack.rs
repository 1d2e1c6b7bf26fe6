//! The sound of a render, mixed and encoded beside the film or alone.

use super::plan::Plan;
use super::report::{Made, Telling};
use super::source_path;
use crate::RenderJob;
use crate::decode::RATE;
use crate::encode::{SoundEncoder, SoundFormat, mp3_bits, samples_of};
use crate::sound::Mixer;
use domain::composition::Span;
use domain::render::OutputRole;
use domain::{Failure, FailureCode};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{Scope, ScopedJoinHandle};

/// A thread that mixes and encodes.
pub(super) struct Soundtrack<'scope> {
    thread: ScopedJoinHandle<'scope, Result<(), Failure>>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    given_up: AtomicBool,
    failed: AtomicBool,
    mixed: AtomicU64,
}

impl<'scope> Soundtrack<'scope> {
    /// Starts mixing what is heard in `range`, `samples` long.
    pub(super) fn start<'env>(
        threads: &'scope Scope<'scope, 'env>,
        job: &'env RenderJob,
        range: Span,
        samples: u64,
        format: SoundFormat,
        path: PathBuf,
    ) -> Self {
        let state = Arc::new(State::default());
        let told = state.clone();
        let thread = threads.spawn(move || {
            let result = mix(job, range, samples, format, &path, &told);
            told.failed.store(result.is_err(), Ordering::Release);
            result
        });
        Self { thread, state }
    }

    /// Whether it will never be finished.
    pub(super) fn has_failed(&self) -> bool {
        self.state.failed.load(Ordering::Acquire)
    }

    /// Stops it; its own failure, if it had one, is told.
    pub(super) fn give_up(self) -> Result<(), Failure> {
        let failed = self.has_failed();
        self.state.given_up.store(true, Ordering::Release);
        let result = self.join();
        if failed { result } else { Ok(()) }
    }

    /// Waits for its end and tells how many samples were mixed.
    pub(super) fn finish(self, tell: &mut dyn FnMut(u64)) -> Result<(), Failure> {
        while !self.thread.is_finished() {
            tell(self.state.mixed.load(Ordering::Relaxed));
            std::thread::park_timeout(std::time::Duration::from_millis(50));
        }
        self.join()
    }

    fn join(self) -> Result<(), Failure> {
        self.thread.join().unwrap_or_else(|_| Err(Failure::new(FailureCode::Internal, "Mixing the sound crashed.")))
    }
}

fn mix(
    job: &RenderJob,
    range: Span,
    samples: u64,
    format: SoundFormat,
    path: &std::path::Path,
    state: &State,
) -> Result<(), Failure> {
    for track in &job.composition.audio {
        source_path(job, track.source, &track.pointer)?;
    }
    let encoding = |fault: crate::watch::Fault| fault.of_output("sound");
    let mut mixer = Mixer::new(&job.composition.audio, &job.sources, range, samples);
    let mut encoder = SoundEncoder::start(format, path).map_err(encoding)?;
    while let Some(block) = mixer.next_block().map_err(|f| f.fault.of_source(&f.pointer, "sound"))? {
        if state.given_up.load(Ordering::Acquire) {
            return Err(Failure::new(FailureCode::Cancelled, "The sound was not needed any more."));
        }
        encoder.push(&block).map_err(encoding)?;
        state.mixed.store(mixer.position(), Ordering::Relaxed);
    }
    encoder.finish().map_err(encoding)
}

/// Makes an MP3. Without any track it is silent.
pub(super) fn render(job: &RenderJob, plan: &Plan, telling: &mut Telling<'_>) -> Result<Made, Failure> {
    let file = "main.mp3".to_owned();
    let bits = mp3_bits(job.output.quality);
    let samples = samples_of(plan.count(), plan.fps);
    std::thread::scope(|threads| {
        let path = job.directory.join(&file);
        let soundtrack = Soundtrack::start(threads, job, plan.span(), samples, SoundFormat::Mp3(bits), path);
        let per_frame = f64::from(RATE) / plan.fps.as_f64();
        soundtrack.finish(&mut |mixed| telling.reached((mixed as f64 / per_frame) as u64))
    })?;
    Ok(Made {
        role: OutputRole::Main,
        file,
        size: None,
        duration: Some(plan.span().length()),
        frames: 0,
        segments: 0,
        reused: 0,
        encoder: format!("lame {} kb/s constant, 48 kHz stereo", bits / 1000),
    })
}
