//! The MP4: segments of film and one stream of sound, made side by side and joined.

use super::films::{Films, film_facts};
use super::plan::Plan;
use super::report::{Made, Telling};
use super::segments::{scene_cuts, segments};
use super::soundtrack::Soundtrack;
use crate::RenderJob;
use crate::compositor::{Compositor, Layout, Plan as Way, PlanesMut, Target};
use crate::encode::{AAC_BITS, Part, SegmentEncoder, SoundFormat, VideoSettings, join, samples_of};
use crate::watch::Fault;
use domain::Failure;
use domain::render::OutputRole;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;
use std::collections::VecDeque;

/// Encoders that may still be busy with earlier segments while the next one is composed.
const DRAINING: usize = 1;

/// Makes the film.
pub(super) fn render(job: &RenderJob, plan: &Plan, telling: &mut Telling<'_>) -> Result<Made, Failure> {
    let settings = VideoSettings::new(job.output.quality, plan.size, plan.fps);
    let samples = samples_of(plan.count(), plan.fps);
    let heard = !job.output.mute && !job.composition.audio.is_empty();
    let sound_path = job.directory.join("sound.packets");
    let (parts, soundtrack) = std::thread::scope(|threads| {
        let soundtrack =
            heard.then(|| Soundtrack::start(threads, job, plan.span(), samples, SoundFormat::Aac, sound_path.clone()));
        let parts = film(job, plan, &settings, telling, || soundtrack.as_ref().is_some_and(Soundtrack::has_failed));
        // A film that stopped because of its sound fails with the sound's reason.
        match soundtrack {
            Some(soundtrack) if parts.is_err() => soundtrack.give_up().and(parts.map(|p| (p, true))),
            Some(soundtrack) => soundtrack.finish(&mut |_| telling.finishing()).and(parts.map(|p| (p, true))),
            None => parts.map(|p| (p, false)),
        }
    })?;
    telling.finishing();
    let file = "main.mp4".to_owned();
    let sound = soundtrack.then_some((sound_path.as_path(), samples));
    let joined = join(&parts, plan.fps, sound, &job.directory.join(&file), &mut || telling.finishing());
    joined.map_err(|f| f.of_output("film"))?;
    for path in parts.iter().map(|p| &p.path).chain(heard.then_some(&sound_path)) {
        std::fs::remove_file(path).map_err(|e| super::on_disk("render's folder", &e))?;
    }
    let encoder = match soundtrack {
        true => format!("{settings}; aac {} kb/s 48 kHz stereo", AAC_BITS / 1000),
        false => settings.to_string(),
    };
    Ok(Made {
        role: OutputRole::Main,
        file,
        size: Some(plan.size),
        duration: Some(plan.span().length()),
        frames: plan.count(),
        segments: u32::try_from(parts.len()).unwrap_or(u32::MAX),
        encoder,
    })
}

fn film(
    job: &RenderJob,
    plan: &Plan,
    settings: &VideoSettings,
    telling: &mut Telling<'_>,
    stop: impl Fn() -> bool,
) -> Result<Vec<Part>, Failure> {
    let (width, height) = (plan.size.0 as usize, plan.size.1 as usize);
    let target = Target { width, height, layout: Layout::I420, watermark: job.output.watermark };
    let mut compositor = Compositor::new(&job.composition, film_facts(job)?, target);
    let mut films = Films::new(job, &compositor, plan.frames.clone());
    let canvas = Canvases::new(settings).map_err(encoding)?;
    let mut parts = Vec::new();
    let mut draining: VecDeque<SegmentEncoder> = VecDeque::new();
    let shortest = plan.fps.as_f64().round() as u64;
    let cut = segments(plan.frames.clone(), &scene_cuts(&job.composition), shortest, settings.key_interval());
    for segment in cut {
        let path = job.directory.join(format!("segment-{}.packets", parts.len()));
        let mut encoder = SegmentEncoder::start(settings, path.clone()).map_err(encoding)?;
        for frame in segment.clone() {
            if stop() {
                return Err(Fault::Other("was stopped".to_owned()).of_output("film"));
            }
            films.advance(frame)?;
            let whole = match compositor.plan(frame) {
                Way::PassThrough(request) => films.buffer(request, plan.size)?,
                Way::Compose => None,
            };
            let buffer = match whole {
                Some(buffer) => buffer,
                None => canvas.paint(|out| compositor.compose(frame, &mut films, out))?,
            };
            encoder.push(buffer).map_err(encoding)?;
            // An encoder holds on to a hundred megabytes: the one before goes as soon as it can.
            while let Some(done) = draining.pop_front_if(|encoder| encoder.is_done()) {
                done.finish().map_err(encoding)?;
            }
            telling.frame();
        }
        encoder.end().map_err(encoding)?;
        parts.push(Part { path, first: segment.start - plan.frames.start });
        draining.push_back(encoder);
        while draining.len() > DRAINING {
            draining.pop_front().map_or(Ok(()), SegmentEncoder::finish).map_err(encoding)?;
        }
    }
    draining.into_iter().try_for_each(SegmentEncoder::finish).map_err(encoding)?;
    Ok(parts)
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
