//! From a local file to an appsink, opened at a moment.

use super::{choice, lead_in, plain, size, tail};
use crate::watch::{Fault, Running, STALL, element};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Threads of one decoder: a composition has several clips, and the encoder wants its share.
const DECODER_THREADS: i32 = 2;

/// How long opening may take before it is tried once more.
const OPENING: Duration = Duration::from_secs(10);

/// Which streams of a file are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// The first film.
    Video,
    /// The first sound.
    Audio,
    /// The first of both: for probing.
    Everything,
}

/// The appsinks that a file's streams ended in.
#[derive(Clone, Default)]
pub(crate) struct Sinks {
    /// The film's.
    pub(crate) video: Option<gst_app::AppSink>,
    /// The film's pad at the decoder, which knows caps and tags as they were before conversion.
    pub(crate) video_pad: Option<gst::Pad>,
    /// The sound's.
    pub(crate) audio: Option<gst_app::AppSink>,
    /// Likewise.
    pub(crate) audio_pad: Option<gst::Pad>,
}

/// A file being decoded.
pub(crate) struct Chain {
    running: Running,
    pub(crate) sinks: Sinks,
    /// What its decoders were given so far, in buffers.
    decoded: Arc<AtomicU64>,
}

impl Chain {
    /// Opens a file with its streams paused at the beginning. `rate`: of the samples.
    ///
    /// Opening is tried twice: under load a demuxer has been seen to hang in its first preroll.
    pub(crate) fn open(path: &Path, want: Want, rate: u32) -> Result<Self, Fault> {
        match Self::open_once(path, want, rate, false) {
            Err(Fault::Stalled) => Self::open_once(path, want, rate, true),
            result => result,
        }
    }

    /// With the `plain` chain where there is one.
    pub(super) fn open_once(path: &Path, want: Want, rate: u32, plain: bool) -> Result<Self, Fault> {
        let running = Running::new();
        let source = element("filesrc")?;
        source.set_property("location", path);
        let plain = plain::demuxer(path).filter(|_| plain && want == Want::Video);
        let splitter = element(plain.unwrap_or("decodebin"))?;
        running.pipeline.add_many([&source, &splitter]).map_err(linking)?;
        source.link(&splitter).map_err(linking)?;
        let decoded = Arc::<AtomicU64>::default();
        let counter = decoded.clone();
        let watch = running.watch.clone();
        running.pipeline.connect_deep_element_added(move |_, _, added| {
            limit_threads(added);
            count_decoded(added, &counter);
            trust_stream_colors(added);
            if let Some(pad) = film_decoded_from(added) {
                lead_in::keep(&pad);
                size::limit(&pad, &watch);
            }
        });
        if plain.is_none() {
            choice::rule(&splitter, want);
        }
        let sinks = Arc::new(Mutex::new(Sinks::default()));
        let (found, pipeline, watch) = (sinks.clone(), running.pipeline.downgrade(), running.watch.clone());
        splitter.connect_pad_added(move |_, pad| {
            let Some(pipeline) = pipeline.upgrade() else { return };
            let mut sinks = found.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(fault) = attach(&pipeline, pad, want, rate, &mut sinks) {
                watch.fail(fault);
            }
        });
        running.set_state(gst::State::Paused)?;
        running.watch.wait_for_preroll(OPENING)?;
        let sinks = sinks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        running.watch.check()?;
        Ok(Self { running, sinks, decoded })
    }

    /// Goes to `start` seconds (exactly, where the container allows) and lets it run. A film comes from the key frame
    /// before.
    pub(crate) fn play_from(&self, start: f64) -> Result<(), Fault> {
        if start > 0.0 {
            self.seek(start);
        }
        self.running.set_state(gst::State::Playing)
    }

    /// Goes to `start` seconds, likewise, also back to the beginning.
    pub(super) fn seek(&self, start: f64) {
        // The largest number there is stands for no time at all.
        let position = gst::ClockTime::from_nseconds(((start.max(0.0) * 1e9) as u64).min(i64::MAX as u64));
        // A container that cannot seek is decoded from its beginning: readers choose by time in any case.
        if let Err(error) =
            self.running.pipeline.seek_simple(gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE, position)
        {
            tracing::debug!(%error, "source cannot seek");
        }
    }

    /// The next sample of a sink; `None` at its end. It may have to wait for as long as its decoder is kept busy: what lies
    /// between a key frame and the moment that was asked for is decoded and thrown away.
    pub(crate) fn pull(&self, sink: &gst_app::AppSink) -> Result<Option<gst::Sample>, Fault> {
        let (mut deadline, mut last) = (Instant::now() + STALL, self.decoded.load(Ordering::Relaxed));
        loop {
            if let Some(sample) = sink.try_pull_sample(gst::ClockTime::from_mseconds(100)) {
                return Ok(Some(sample));
            }
            self.running.watch.check()?;
            if sink.is_eos() {
                return Ok(None);
            }
            let decoded = self.decoded.load(Ordering::Relaxed);
            if decoded != last {
                (deadline, last) = (Instant::now() + STALL, decoded);
            } else if Instant::now() > deadline {
                return Err(Fault::Stalled);
            }
        }
    }

    /// Length in seconds, where the container says so.
    pub(crate) fn duration(&self) -> Option<f64> {
        let length = self.running.pipeline.query_duration::<gst::ClockTime>()?;
        (length > gst::ClockTime::ZERO).then(|| length.nseconds() as f64 / 1e9)
    }
}

/// Where in its file a sample belongs, in seconds, and how long it lasts.
pub(crate) fn times(sample: &gst::Sample) -> Option<(f64, Option<f64>)> {
    let buffer = sample.buffer()?;
    let pts = buffer.pts()?;
    let stream = sample
        .segment()
        .and_then(|s| s.downcast_ref::<gst::ClockTime>())
        .and_then(|s| s.to_stream_time_full(pts))
        .map_or(pts.nseconds() as f64, |signed| match signed {
            gst::Signed::Positive(t) => t.nseconds() as f64,
            gst::Signed::Negative(t) => -(t.nseconds() as f64),
        });
    Some((stream / 1e9, buffer.duration().map(|d| d.nseconds() as f64 / 1e9)))
}

/// Links a new pad to what follows it, if it is wanted and the first of its kind.
fn attach(pipeline: &gst::Pipeline, pad: &gst::Pad, want: Want, rate: u32, sinks: &mut Sinks) -> Result<(), Fault> {
    let Some(caps) = pad.current_caps().or_else(|| Some(pad.query_caps(None))) else { return Ok(()) };
    let name = caps.structure(0).map(|s| s.name().to_string()).unwrap_or_default();
    let (elements, sink) = match name.as_str() {
        "video/x-raw" if want != Want::Audio && sinks.video.is_none() => {
            size::check(&caps)?;
            tail::video(&tail::Raw::of(&caps).unwrap_or_else(|| tail::Raw::unknown(false)))?
        }
        "audio/x-raw" if want != Want::Video && sinks.audio.is_none() => tail::audio(rate)?,
        _ if want == Want::Video && sinks.video.is_none() => {
            let Some(decoding) = caps.structure(0).and_then(plain::decoding) else { return Ok(()) };
            let mut elements = decoding.elements.iter().map(|name| element(name)).collect::<Result<Vec<_>, _>>()?;
            let (tail, sink) = tail::video(&tail::Raw::unknown(decoding.alpha))?;
            elements.extend(tail);
            (elements, sink)
        }
        _ => return Ok(()),
    };
    pipeline.add_many(&elements).map_err(linking)?;
    gst::Element::link_many(&elements).map_err(linking)?;
    for element in elements.iter().rev() {
        element.sync_state_with_parent().map_err(linking)?;
    }
    if let Some(first) = elements.first().and_then(|e| e.static_pad("sink")) {
        // Nothing decodes raw film before it comes here.
        if name != "audio/x-raw" {
            lead_in::keep(&first);
        }
        pad.link(&first).map_err(|e| linking(format!("{e:?}")))?;
    }
    if name == "audio/x-raw" {
        (sinks.audio, sinks.audio_pad) = (Some(sink), Some(pad.clone()));
    } else {
        (sinks.video, sinks.video_pad) = (Some(sink), Some(pad.clone()));
    }
    Ok(())
}

fn limit_threads(element: &gst::Element) {
    let Some(factory) = element.factory().filter(|f| f.has_type(gst::ElementFactoryType::DECODER)) else { return };
    for property in ["max-threads", "threads"] {
        let Some(spec) = element.find_property(property) else { continue };
        if spec.value_type() == i32::static_type() {
            element.set_property(property, DECODER_THREADS);
        } else if spec.value_type() == u32::static_type() {
            element.set_property(property, DECODER_THREADS as u32);
        }
        tracing::trace!(decoder = %factory.name(), "decoder threads limited");
    }
}

/// Containers name a film's colours without its range, or wrongly, and parsers believe them rather than the stream: what
/// the container says is kept from the parser.
fn trust_stream_colors(element: &gst::Element) {
    let parses = element.factory().is_some_and(|f| f.name() == "h264parse" || f.name() == "h265parse");
    let Some(pad) = element.static_pad("sink").filter(|_| parses) else { return };
    pad.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, |_, info| {
        let Some(gst::PadProbeData::Event(event)) = &mut info.data else { return gst::PadProbeReturn::Ok };
        if let gst::EventView::Caps(said) = event.view() {
            let mut caps = said.caps_owned();
            caps.make_mut().iter_mut().for_each(|s| s.remove_field("colorimetry"));
            *event = gst::event::Caps::new(&caps);
        }
        gst::PadProbeReturn::Ok
    });
}

/// Where a decoder of films, if it is one, is given what it decodes.
fn film_decoded_from(element: &gst::Element) -> Option<gst::Pad> {
    use gst::ElementFactoryType as Type;
    let factory = element.factory()?;
    let decodes = |media| factory.has_type(Type::DECODER | media);
    element.static_pad("sink").filter(|_| decodes(Type::MEDIA_VIDEO) || decodes(Type::MEDIA_IMAGE))
}

/// Counts what a decoder is given.
fn count_decoded(element: &gst::Element, counter: &Arc<AtomicU64>) {
    let decodes = element.factory().is_some_and(|f| f.has_type(gst::ElementFactoryType::DECODER));
    let Some(pad) = element.static_pad("sink").filter(|_| decodes) else { return };
    let counter = counter.clone();
    pad.add_probe(gst::PadProbeType::BUFFER, move |_, _| {
        counter.fetch_add(1, Ordering::Relaxed);
        gst::PadProbeReturn::Ok
    });
}

fn linking(error: impl std::fmt::Display) -> Fault {
    Fault::Other(format!("its streams cannot be connected ({error})"))
}
