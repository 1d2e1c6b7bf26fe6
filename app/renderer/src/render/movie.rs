//! The MP4: segments of film and one stream of sound, made side by side and joined.

use super::films::{Films, film_facts};
use super::kept::Kept;
use super::keys::{self, SegmentKeys};
use super::plan::Plan;
use super::report::{Made, Telling};
use super::segments::{scene_cuts, segments};
use super::soundtrack::Soundtrack;
use crate::RenderJob;
use crate::compositor::{Compositor, Layout, Plan as Way, PlanesMut, Target};
use crate::encode::{AAC_BITS, PacketReader, Part, SegmentEncoder, SoundFormat, VideoSettings, join, samples_of};
use crate::watch::Fault;
use domain::Failure;
use domain::render::OutputRole;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;
use std::collections::VecDeque;
use std::ops::Range;

/// Encoders that may still be busy with earlier segments while the next one is composed.
const DRAINING: usize = 1;

/// Makes the film.
pub(super) fn render(job: &RenderJob, plan: &Plan, telling: &mut Telling<'_>) -> Result<Made, Failure> {
    let settings = VideoSettings::new(job.output.quality, plan.size, plan.fps);
    let samples = samples_of(plan.count(), plan.fps);
    let heard = !job.output.mute && !job.composition.audio.is_empty();
    let sound_path = job.directory.join("sound.packets");
    let kept = Kept(job.kept.as_deref());
    let sound_key = if heard && kept.is_there() { keys::sound(job, plan, samples) } else { None };
    let mixed = heard && !kept.find(sound_key.as_deref(), &sound_path);
    let film = std::thread::scope(|threads| {
        let soundtrack =
            mixed.then(|| Soundtrack::start(threads, job, plan.span(), samples, SoundFormat::Aac, sound_path.clone()));
        let film = film(job, plan, &settings, telling, || soundtrack.as_ref().is_some_and(Soundtrack::has_failed));
        // A film that stopped because of its sound fails with the sound's reason.
        match soundtrack {
            Some(soundtrack) if film.is_err() => soundtrack.give_up().and(film),
            Some(soundtrack) => soundtrack.finish(&mut |_| telling.finishing()).and(film),
            None => film,
        }
    })?;
    if mixed {
        kept.keep(sound_key.as_deref(), &sound_path);
    }
    telling.finishing();
    let file = "main.mp4".to_owned();
    let sound = heard.then_some((sound_path.as_path(), samples));
    let joined = join(&film.parts, plan.fps, sound, &job.directory.join(&file), &mut || telling.finishing());
    joined.map_err(|f| f.of_output("film"))?;
    for path in film.parts.iter().map(|p| &p.path).chain(heard.then_some(&sound_path)) {
        std::fs::remove_file(path).map_err(|e| super::on_disk("render's folder", &e))?;
    }
    let encoder = match heard {
        true => format!("{settings}; aac {} kb/s 48 kHz stereo", AAC_BITS / 1000),
        false => settings.to_string(),
    };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Made {
        role: OutputRole::Main,
        file,
        size: Some(plan.size),
        duration: Some(plan.span().length()),
        frames: plan.count(),
        segments: count(film.parts.len()),
        reused: count(film.reused),
        encoder,
    })
}

/// The segments of a finished film.
struct Film {
    parts: Vec<Part>,
    reused: usize,
}

/// One segment that is to be made, or was there.
struct Segment {
    frames: Range<u64>,
    part: Part,
    key: Option<String>,
    found: bool,
}

fn film(
    job: &RenderJob,
    plan: &Plan,
    settings: &VideoSettings,
    telling: &mut Telling<'_>,
    stop: impl Fn() -> bool,
) -> Result<Film, Failure> {
    let (width, height) = (plan.size.0 as usize, plan.size.1 as usize);
    let target = Target { width, height, layout: Layout::I420, watermark: job.output.watermark };
    let facts = film_facts(job)?;
    let compositor = Compositor::new(&job.composition, facts.clone(), target);
    let kept = Kept(job.kept.as_deref());
    let mut keys = kept.is_there().then(|| SegmentKeys::new(job, compositor.resolver(), &facts, settings));
    let shortest = plan.fps.as_f64().round() as u64;
    let cut = segments(plan.frames.clone(), &scene_cuts(&job.composition), shortest, settings.key_interval());
    let mut segments = Vec::with_capacity(cut.len());
    for (index, frames) in cut.into_iter().enumerate() {
        let path = job.directory.join(format!("segment-{index}.packets"));
        let key = keys.as_mut().and_then(|keys| keys.of(frames.clone()));
        let found = kept.find(key.as_deref(), &path);
        telling.alive();
        let part = Part { path, first: frames.start - plan.frames.start };
        segments.push(Segment { frames, part, key, found });
    }
    drop(keys);
    let canvas = Canvases::new(settings).map_err(encoding)?;
    let mut making = Making { job, plan, settings, canvas, compositor, telling, stop, kept };
    making.all(&segments)?;
    if segments.iter().any(|segment| segment.found) && !fit_together(&segments).map_err(encoding)? {
        tracing::warn!("kept segments do not fit those of today's encoder: all are made anew");
        for segment in segments.iter_mut().filter(|segment| segment.found) {
            std::fs::remove_file(&segment.part.path).map_err(|e| super::on_disk("render's folder", &e))?;
            segment.found = false;
        }
        // Pictures and films are read from the beginning once more.
        making.compositor = Compositor::new(&job.composition, facts, target);
        making.telling.reached(0);
        making.all(&segments)?;
    }
    let reused = segments.iter().filter(|segment| segment.found).count();
    Ok(Film { parts: segments.into_iter().map(|segment| segment.part).collect(), reused })
}

/// Whether all packets are of the same kind, down to the encoder's parameter sets.
fn fit_together(segments: &[Segment]) -> Result<bool, Fault> {
    let caps = |segment: &Segment| PacketReader::open(&segment.part.path).map(|reader| reader.caps);
    let unreadable = |e: std::io::Error| Fault::Other(format!("its packets cannot be read ({})", e.kind()));
    let mut all = segments.iter().map(caps);
    let Some(first) = all.next().transpose().map_err(unreadable)? else { return Ok(true) };
    for caps in all {
        if caps.map_err(unreadable)? != first {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What segments are composed and encoded with.
struct Making<'a, 't, S> {
    job: &'a RenderJob,
    plan: &'a Plan,
    settings: &'a VideoSettings,
    canvas: Canvases,
    compositor: Compositor,
    telling: &'a mut Telling<'t>,
    stop: S,
    kept: Kept<'a>,
}

impl<S: Fn() -> bool> Making<'_, '_, S> {
    /// Makes those that were not found. Films are read through from one to the next that follows it.
    fn all(&mut self, segments: &[Segment]) -> Result<(), Failure> {
        for run in segments.chunk_by(|one, next| one.found == next.found) {
            let Some((first, last)) = run.first().zip(run.last()) else { continue };
            let frames = first.frames.start..last.frames.end;
            if first.found {
                self.telling.skipped(frames.end - frames.start);
            } else {
                self.run(run, frames)?;
            }
        }
        Ok(())
    }

    fn run(&mut self, run: &[Segment], frames: Range<u64>) -> Result<(), Failure> {
        let mut films = Films::new(self.job, &self.compositor, frames);
        let mut draining: VecDeque<(SegmentEncoder, &Segment)> = VecDeque::new();
        for segment in run {
            let mut encoder = SegmentEncoder::start(self.settings, segment.part.path.clone()).map_err(encoding)?;
            for frame in segment.frames.clone() {
                if (self.stop)() {
                    return Err(Fault::Other("was stopped".to_owned()).of_output("film"));
                }
                encoder.push(self.frame(frame, &mut films)?).map_err(encoding)?;
                // An encoder holds on to a hundred megabytes: the one before goes as soon as it can.
                while let Some(done) = draining.pop_front_if(|(encoder, _)| encoder.is_done()) {
                    self.finish(done)?;
                }
                self.telling.frame();
            }
            encoder.end().map_err(encoding)?;
            draining.push_back((encoder, segment));
            while draining.len() > DRAINING {
                draining.pop_front().map_or(Ok(()), |done| self.finish(done))?;
            }
        }
        draining.into_iter().try_for_each(|done| self.finish(done))
    }

    fn frame(&mut self, frame: u64, films: &mut Films<'_>) -> Result<gst::Buffer, Failure> {
        films.advance(frame)?;
        let whole = match self.compositor.plan(frame) {
            Way::PassThrough(request) => films.buffer(request, self.plan.size)?,
            Way::Compose => None,
        };
        match whole {
            Some(buffer) => Ok(buffer),
            None => self.canvas.paint(|out| self.compositor.compose(frame, films, out)),
        }
    }

    fn finish(&self, (encoder, segment): (SegmentEncoder, &Segment)) -> Result<(), Failure> {
        encoder.finish().map_err(encoding)?;
        self.kept.keep(segment.key.as_deref(), &segment.part.path);
        Ok(())
    }
}

fn encoding(fault: Fault) -> Failure {
    fault.of_output("film")
}

/// Empty frames that go around.
struct Canvases {
    pool: gst::BufferPool,
    info: gst_video::VideoInfo,
}

impl Canvases {
    fn new(settings: &VideoSettings) -> Result<Self, Fault> {
        let failed = |_| Fault::Other("has no memory for its frames".to_owned());
        let info = gst_video::VideoInfo::builder(gst_video::VideoFormat::I420, settings.width, settings.height)
            .build()
            .map_err(failed)?;
        let caps = info.to_caps().map_err(failed)?;
        let pool = gst_video::VideoBufferPool::new();
        let mut config = pool.config();
        config.set_params(Some(&caps), info.size() as u32, 2, 0);
        pool.set_config(config).map_err(failed)?;
        pool.set_active(true).map_err(failed)?;
        Ok(Self { pool: pool.upcast(), info })
    }

    fn paint(&self, paint: impl FnOnce(&mut PlanesMut<'_>) -> Result<(), Failure>) -> Result<gst::Buffer, Failure> {
        let failed = || encoding(Fault::Other("has no memory for its frames".to_owned()));
        let buffer = self.pool.acquire_buffer(None).map_err(|_| failed())?;
        let mut frame = gst_video::VideoFrame::from_buffer_writable(buffer, &self.info).map_err(|_| failed())?;
        let (width, height) = (frame.width() as usize, frame.height() as usize);
        let strides: Vec<usize> = frame.plane_stride().iter().map(|s| usize::try_from(*s).unwrap_or(0)).collect();
        let [y, cb, cr, ..] = frame.planes_data_mut();
        let [a, b, c] = [strides[0], strides[1], strides[2]];
        let mut out = PlanesMut::new(Layout::I420, width, height, [(y, a), (cb, b), (cr, c)]).map_err(|_| failed())?;
        paint(&mut out)?;
        Ok(frame.into_buffer())
    }
}

impl Drop for Canvases {
    fn drop(&mut self) {
        // Frames that are still on their way keep their memory.
        let _ = self.pool.set_active(false);
    }
}
