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

/// A seek may end behind the frame that is shown at its moment. It is then repeated so many seconds before.
const STEP_BACK: f64 = 2.0;

/// And so many times as far each time after that, up to the beginning.
const FARTHER: f64 = 4.0;

/// A decoded frame.
#[expect(clippy::large_enum_variant, reason = "two of them are held for each film that is open")]
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

/// One frame and when it is shown, in seconds of the source.
struct Timed {
    frame: Pulled,
    start: f64,
    end: f64,
}

/// What came from the source. Most of what lies before the moment that is wanted is never converted.
#[expect(clippy::large_enum_variant, reason = "two of them are held for each film that is open")]
enum Pulled {
    Sample(gst::Sample),
    Ready(Decoded),
}

impl Timed {
    fn of_sample(sample: gst::Sample) -> Result<Self, Fault> {
        let (start, duration) = times(&sample).ok_or(Fault::Damaged)?;
        Ok(Self { frame: Pulled::Sample(sample), start, end: start + duration.unwrap_or(1.0 / 25.0) })
    }

    fn decoded(&mut self) -> Result<&Decoded, Fault> {
        if let Pulled::Sample(sample) = &self.frame {
            self.frame = Pulled::Ready(decoded(sample)?);
        }
        match &self.frame {
            Pulled::Ready(decoded) => Ok(decoded),
            Pulled::Sample(_) => Err(Fault::Damaged),
        }
    }
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
        let from = match source {
            Source::Film(..) => start,
            Source::Animation(_) => 0.0,
        };
        Ok(Self { source, current: None, next: None, ended: false, from })
    }

    /// The frame that is shown at `time` seconds: the one with the latest time not after it. `None` where the film has
    /// not begun or is over.
    pub(crate) fn frame_at(&mut self, time: f64) -> Result<Option<&Decoded>, Fault> {
        self.seek_if_far(time)?;
        self.read_to(time)?;
        let mut step = STEP_BACK;
        while self.current.is_none() && self.from > 0.0 {
            self.seek((time - step).max(0.0))?;
            self.read_to(time)?;
            step *= FARTHER;
        }
        let shown = match (&mut self.current, &mut self.next) {
            (Some(current), None) if time >= current.end + HOLD => None,
            (Some(current), _) => Some(current),
            (None, Some(next)) if next.start - time <= HOLD => Some(next),
            (None, _) => None,
        };
        shown.map(Timed::decoded).transpose()
    }

    /// Makes the frame with the latest time not after `time` the current one, where there is one from here on.
    fn read_to(&mut self, time: f64) -> Result<(), Fault> {
        loop {
            if self.next.is_none() && !self.ended {
                self.next = self.pull()?;
                self.ended = self.next.is_none();
            }
            match self.next.take() {
                Some(next) if next.start <= time + EARLY => self.current = Some(next),
                other => {
                    self.next = other;
                    return Ok(());
                }
            }
        }
    }

    fn seek_if_far(&mut self, time: f64) -> Result<(), Fault> {
        let ahead = self.next.as_ref().or(self.current.as_ref());
        let back = |tolerance| self.current.as_ref().is_some_and(|current| time < current.start - tolerance);
        let is_far = match &self.source {
            Source::Film(..) => back(HOLD) || ahead.is_some_and(|a| time > a.end + SKIP && !self.ended),
            // Every frame needs the ones before: it is read on to later ones.
            Source::Animation(_) => back(EARLY),
        };
        if is_far { self.seek(time) } else { Ok(()) }
    }

    fn seek(&mut self, time: f64) -> Result<(), Fault> {
        self.from = match &mut self.source {
            Source::Film(chain, _) => {
                chain.seek(time);
                time
            }
            Source::Animation(animation) => {
                animation.rewind()?;
                0.0
            }
        };
        (self.current, self.next, self.ended) = (None, None, false);
        Ok(())
    }

    fn pull(&mut self) -> Result<Option<Timed>, Fault> {
        match &mut self.source {
            Source::Film(chain, sink) => chain.pull(sink)?.map(Timed::of_sample).transpose(),
            Source::Animation(animation) => Ok(animation.next()?.map(|(frame, start, end)| Timed {
                frame: Pulled::Ready(Decoded::Translucent(frame)),
                start,
                end,
            })),
        }
    }
}

fn decoded(sample: &gst::Sample) -> Result<Decoded, Fault> {
    let damaged = || Fault::Damaged;
    let info = sample.caps().and_then(|c| gst_video::VideoInfo::from_caps(c).ok());
    let info = info.ok_or_else(damaged)?;
    let buffer = sample.buffer_owned().ok_or_else(damaged)?;
    let view = || gst_video::VideoFrameRef::from_buffer_ref_readable(&buffer, &info).map_err(|_| Fault::Damaged);
    if info.has_alpha() {
        return Ok(Decoded::Translucent(Translucent::of_frame(&view()?)?));
    }
    let (buffer, info) = match info.colorimetry().range() {
        gst_video::VideoColorRange::Range0_255 => range::limit(&view()?)?,
        _ => (buffer.clone(), info.clone()),
    };
    Ok(Decoded::Opaque(gst_video::VideoFrame::from_buffer_readable(buffer, &info).map_err(|_| Fault::Damaged)?))
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
