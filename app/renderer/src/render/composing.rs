//! Frames composed and encoded, segment by segment.

use super::film::Segment;
use super::films::{Films, film_facts};
use super::plan::Plan;
use super::report::Telling;
use crate::RenderJob;
use crate::compositor::{Compositor, Layout, Plan as Way, PlanesMut, Target};
use crate::encode::{SegmentEncoder, VideoSettings};
use crate::watch::Fault;
use domain::Failure;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

/// What composes and encodes.
pub(super) struct Composing<'a> {
    job: &'a RenderJob,
    plan: &'a Plan,
    settings: &'a VideoSettings,
    compositor: Compositor,
    canvases: Canvases,
}

impl<'a> Composing<'a> {
    pub(super) fn new(job: &'a RenderJob, plan: &'a Plan, settings: &'a VideoSettings) -> Result<Self, Failure> {
        let (width, height) = (plan.size.0 as usize, plan.size.1 as usize);
        let target = Target { width, height, layout: Layout::I420, watermark: job.output.watermark };
        let compositor =
            Compositor::sharing(plan.slots.clone(), &job.composition, film_facts(job, &plan.slots)?, target);
        let canvases = Canvases::new(settings).map_err(encoding)?;
        Ok(Self { job, plan, settings, compositor, canvases })
    }
}

/// Encodes segments, each neighbour of the one before it in one go. `stop` ends it; `done` is told of each segment
/// whose file is complete.
pub(super) fn encode(
    studio: &mut Composing<'_>,
    runs: &[&[Segment]],
    telling: &mut Telling<'_>,
    stop: &dyn Fn() -> bool,
    done: &dyn Fn(&Segment),
) -> Result<(), Failure> {
    let Composing { job, plan, settings, compositor, canvases } = studio;
    for run in runs {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let mut films = Films::new(job, compositor, first.frames.start..last.frames.end);
        for segment in *run {
            let mut encoder = SegmentEncoder::start(settings, segment.path.clone()).map_err(encoding)?;
            for frame in segment.frames.clone() {
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
                    None => canvases.paint(|out| compositor.compose(frame, &mut films, out))?,
                };
                encoder.push(buffer).map_err(encoding)?;
                telling.reached(frame + 1 - plan.frames.start);
            }
            encoder.finish().map_err(encoding)?;
            done(segment);
        }
    }
    Ok(())
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
