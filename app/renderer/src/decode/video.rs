//! A film, frame by frame, chosen by time.

use super::animated::Animated;
use super::chain::{Chain, Want, times};
use super::range;
use super::translucent::Translucent;
use crate::compositor::{Layout, Planes};
use crate::watch::Fault;
use gstreamer as gst;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;
use std::path::Path;

/// Presentation times are rounded to the container's clock: a frame counts from this much before its time, in seconds.
const EARLY: f64 = 0.001;

/// A film whose first frame comes later than its beginning, or whose last one ends before its length, by no more than
/// this many seconds, is shown without a gap there: containers round, and sound is often a little longer.
const HOLD: f64 = 0.25;

/// How far it is decoded on to reach a later moment; beyond, it seeks.
const SKIP: f64 = 3.0;

/// A decoded frame.
pub(crate) enum Decoded {
    /// Opaque, to be read or handed on.
    Opaque(gst_video::VideoFrame<gst_video::video_frame::Readable>),
    /// With alpha.
    Translucent(Translucent),
}

impl Decoded {
    /// To read from.
    pub(crate) fn planes(&self) -> Result<Planes<'_>, Fault> {
        match self {
            Decoded::Opaque(frame) => frame_planes(frame),
            Decoded::Translucent(frame) => frame.planes().map_err(|_| Fault::Damaged),
        }
    }

    /// The buffer, if it is opaque and of this size.
    pub(crate) fn buffer(&self, size: (u32, u32)) -> Option<gst::Buffer> {
        match self {
            Decoded::Opaque(frame) if (frame.width(), frame.height()) == size => Some(frame.buffer().to_owned()),
            _ => None,
        }
    }
}

/// One decoded frame and when it is shown, in seconds of the source.
struct Timed {
    frame: Decoded,
    start: f64,
    end: f64,
}

/// Where frames come from, in order.
enum Source {
    Film(Chain, gst_app::AppSink),
    Animation(Animated),
}

/// A film or an animated picture being read at rising times, or from the beginning again.
pub(crate) struct VideoReader {
    source: Source,
    current: Option<Timed>,
    next: Option<Timed>,
    ended: bool,
    /// From when on it has been read, in seconds.
    from: f64,
}

impl VideoReader {
    /// Opens a film so that the frame at `start` seconds comes first.
    pub(crate) fn open(path: &Path, start: f64) -> Result<Self, Fault> {
        let source = match Animated::open(path)? {
            Some(animation) => Source::Animation(animation),
            None => {
                let chain = Chain::open(path, Want::Video, super::RATE)?;
                let sink = chain.sinks.video.clone().ok_or(Fault::Lacks("video"))?;
                chain.play_from(start)?;
                Source::Film(chain, sink)
            }
        };
        Ok(Self { source, current: None, next: None, ended: false, from: start })
    }

    /// The frame that is shown at `time` seconds: the one with the latest time not after it. `None` where the film has
    /// not begun or is over.
    pub(crate) fn frame_at(&mut self, time: f64) -> Result<Option<&Decoded>, Fault> {
        self.seek_if_far(time)?;
        loop {
            if self.next.is_none() && !self.ended {
                self.next = self.pull()?;
                self.ended = self.next.is_none();
            }
            match self.next.take() {
                Some(next) if next.start <= time + EARLY => self.current = Some(next),
                other => {
                    self.next = other;
                    break;
                }
            }
        }
        let shown = match (&self.current, &self.next) {
            (Some(current), None) if time >= current.end + HOLD => None,
            (Some(current), _) => Some(current),
            (None, Some(next)) if next.start - time <= HOLD => Some(next),
            (None, _) => None,
        };
        Ok(shown.map(|timed| &timed.frame))
    }

    fn seek_if_far(&mut self, time: f64) -> Result<(), Fault> {
        let ahead = self.next.as_ref().or(self.current.as_ref());
        let back = |tolerance| match &self.current {
            Some(current) => time < current.start - tolerance,
            // Nothing came from there on: there may be something before.
            None => self.ended && time < self.from,
        };
        match &mut self.source {
            Source::Film(chain, _) if back(HOLD) || ahead.is_some_and(|a| time > a.end + SKIP && !self.ended) => {
                chain.play_from(time)?;
            }
            // Every frame needs the ones before: it is read on to later ones.
            Source::Animation(animation) if back(EARLY) => animation.rewind()?,
            _ => return Ok(()),
        }
        (self.current, self.next, self.ended, self.from) = (None, None, false, time);
        Ok(())
    }

    fn pull(&mut self) -> Result<Option<Timed>, Fault> {
        match &mut self.source {
            Source::Film(chain, sink) => Ok(chain.pull(sink)?.map(|sample| timed(&sample)).transpose()?),
            Source::Animation(animation) => Ok(animation.next()?.map(|(frame, start, end)| Timed {
                frame: Decoded::Translucent(frame),
                start,
                end,
            })),
        }
    }
}

fn timed(sample: &gst::Sample) -> Result<Timed, Fault> {
    let damaged = || Fault::Damaged;
    let (start, duration) = times(sample).ok_or_else(damaged)?;
    let info = sample.caps().and_then(|c| gst_video::VideoInfo::from_caps(c).ok());
    let info = info.ok_or_else(damaged)?;
    let buffer = sample.buffer_owned().ok_or_else(damaged)?;
    let view = || gst_video::VideoFrameRef::from_buffer_ref_readable(&buffer, &info).map_err(|_| Fault::Damaged);
    let frame = if info.has_alpha() {
        Decoded::Translucent(Translucent::of_frame(&view()?)?)
    } else {
        let (buffer, info) = match info.colorimetry().range() {
            gst_video::VideoColorRange::Range0_255 => range::limit(&view()?)?,
            _ => (buffer.clone(), info.clone()),
        };
        Decoded::Opaque(gst_video::VideoFrame::from_buffer_readable(buffer, &info).map_err(|_| Fault::Damaged)?)
    };
    Ok(Timed { frame, start, end: start + duration.unwrap_or(1.0 / 25.0) })
}

fn frame_planes(frame: &gst_video::VideoFrame<gst_video::video_frame::Readable>) -> Result<Planes<'_>, Fault> {
    let plane = |index: u32| -> Result<(&[u8], usize), Fault> {
        let data = frame.plane_data(index).map_err(|_| Fault::Damaged)?;
        let stride = frame.plane_stride().get(index as usize).copied().unwrap_or(0);
        Ok((data, usize::try_from(stride).map_err(|_| Fault::Damaged)?))
    };
    let planes = [plane(0)?, plane(1)?, plane(2)?];
    Planes::new(Layout::I420, frame.width() as usize, frame.height() as usize, planes).map_err(|_| Fault::Damaged)
}
