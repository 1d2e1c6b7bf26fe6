//! Segments and sound to one MP4, without encoding anything again.

use super::feed::Feed;
use super::packets::{Packet, PacketReader};
use super::segment::frame_time;
use super::sound::sample_time;
use super::timeless;
use crate::decode::RATE;
use crate::watch::{Fault, Running, element};
use domain::composition::Rational;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use std::path::{Path, PathBuf};

/// Packets that wait for the muxer on either side.
const QUEUED: usize = 64;

/// Samples of one AAC packet.
const AAC_SAMPLES: u64 = 1024;

/// Samples of the encoder's run-up, which decoders need to begin with and players leave out: the sound begins behind them.
const AAC_PRIMING: u32 = 1024;

/// Time begins here inside the muxer: the first pictures are decoded before they are shown, and would else be decoded
/// before time begins.
const ORIGIN: i64 = 3_600_000_000_000;

/// One encoded segment and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its packets.
    pub(crate) path: PathBuf,
    /// Its first frame, counted from the beginning of the file.
    pub(crate) first: u64,
}

/// Joins segments, and sound if there is any, in one MP4 file that plays while it loads. `alive` is called now and then as
/// long as it goes on.
pub(crate) fn join(
    parts: &[Part],
    fps: Rational,
    sound: Option<(&Path, u64)>,
    out: &Path,
    alive: &mut dyn FnMut(),
) -> Result<(), Fault> {
    let running = Running::new();
    let muxer = element("mp4mux")?;
    muxer.set_property("faststart", true);
    muxer.set_property("faststart-file", out.with_extension("faststart").to_string_lossy().as_ref());
    let sink = element("filesink")?;
    sink.set_property("location", out);
    running.pipeline.add_many([&muxer, &sink]).map_err(starting)?;
    muxer.link(&sink).map_err(starting)?;
    let first = parts.first().ok_or_else(|| Fault::Other("there is nothing to join".to_owned()))?;
    let film = open(&first.path)?;
    let film_feed = feed(&running, &muxer, "video_0", &film.caps)?;
    let sound = match sound {
        Some((path, samples)) => {
            let packets = open(path)?;
            let feed = feed(&running, &muxer, "audio_0", &packets.caps)?;
            Some((packets, samples, feed))
        }
        None => None,
    };
    let heard = sound.as_ref().map(|(_, samples, _)| timeless::Heard { priming: AAC_PRIMING, samples: *samples });
    running.set_state(gst::State::Playing)?;
    std::thread::scope(|threads| {
        let sound = sound.map(|(packets, samples, feed)| threads.spawn(move || feed_sound(&feed, packets, samples)));
        let film = feed_film(&film_feed, parts, &film.caps, fps, alive);
        let sound = sound.map_or(Ok(()), |thread| {
            thread.join().unwrap_or_else(|_| Err(Fault::Other("the sound could not be joined".to_owned())))
        });
        film.and(sound)
    })?;
    running.watch.wait_for_end(|| {
        alive();
        std::fs::metadata(out).map_or(0, |m| m.len())
    })?;
    drop(running);
    timeless::put_right(out, heard).map_err(reading)
}

fn feed_film(feed: &Feed, parts: &[Part], caps: &str, fps: Rational, alive: &mut dyn FnMut()) -> Result<(), Fault> {
    let mut begun = Begun::new(caps)?;
    for part in parts {
        let packets = open(&part.path)?;
        if packets.caps != caps {
            return Err(Fault::Other("two segments do not fit together".to_owned()));
        }
        let base = frame_time(part.first, fps).nseconds() as i64;
        for packet in packets {
            let packet = packet.map_err(reading)?;
            alive();
            begun.hand_on(feed, Packet { pts: packet.pts + base, dts: packet.dts + base, ..packet })?;
        }
    }
    feed.end()
}

fn feed_sound(feed: &Feed, packets: PacketReader, samples: u64) -> Result<(), Fault> {
    let mut begun = Begun::new(&packets.caps)?;
    let end = u64::from(AAC_PRIMING) + samples;
    for (index, packet) in packets.enumerate() {
        let start = index as u64 * AAC_SAMPLES;
        if start >= end {
            break;
        }
        let (from, to) = (sample_time(start), sample_time((start + AAC_SAMPLES).min(end)));
        let pts = from.nseconds() as i64;
        let packet = packet.map_err(reading)?;
        begun.hand_on(feed, Packet { pts, dts: pts, duration: (to - from).nseconds(), key: true, ..packet })?;
    }
    feed.end()
}

/// Hands packets on, the first with the segment that moves the origin of time.
struct Begun {
    caps: gst::Caps,
    first: bool,
}

impl Begun {
    fn new(caps: &str) -> Result<Self, Fault> {
        Ok(Self { caps: parse(caps)?, first: true })
    }

    fn hand_on(&mut self, feed: &Feed, packet: Packet) -> Result<(), Fault> {
        let at = |time: i64| gst::ClockTime::from_nseconds(u64::try_from(ORIGIN + time).unwrap_or(0));
        let mut buffer = gst::Buffer::from_mut_slice(packet.data);
        if let Some(writable) = buffer.get_mut() {
            writable.set_pts(at(packet.pts));
            writable.set_dts(at(packet.dts));
            writable.set_duration(gst::ClockTime::from_nseconds(packet.duration));
            if !packet.key {
                writable.set_flags(gst::BufferFlags::DELTA_UNIT);
            }
        }
        if !std::mem::take(&mut self.first) {
            return feed.push(buffer);
        }
        let mut segment = gst::FormattedSegment::<gst::ClockTime>::new();
        segment.set_start(at(0));
        feed.push_sample(&gst::Sample::builder().buffer(&buffer).caps(&self.caps).segment(&segment).build())
    }
}

fn feed(running: &Running, muxer: &gst::Element, pad: &str, caps: &str) -> Result<Feed, Fault> {
    let source = gst_app::AppSrc::builder().caps(&parse(caps)?).format(gst::Format::Time).build();
    source.set_property("handle-segment-change", true);
    running.pipeline.add(&source).map_err(starting)?;
    source.link_pads(Some("src"), muxer, Some(pad)).map_err(starting)?;
    Ok(Feed::new(source, running.watch.clone(), QUEUED))
}

fn open(path: &Path) -> Result<PacketReader, Fault> {
    PacketReader::open(path).map_err(reading)
}

fn parse(caps: &str) -> Result<gst::Caps, Fault> {
    caps.parse().map_err(|_| Fault::Other("an encoded segment is not readable".to_owned()))
}

fn reading(error: std::io::Error) -> Fault {
    Fault::Other(format!("the encoded packets cannot be read ({})", error.kind()))
}

fn starting(error: impl std::fmt::Display) -> Fault {
    Fault::Other(format!("the muxer does not start ({error})"))
}

/// Samples (per channel) that last as long as `frames` frames, to the nearest.
pub(crate) fn samples_of(frames: u64, fps: Rational) -> u64 {
    let (n, d) = (u128::from(fps.numerator.max(1)), u128::from(fps.denominator));
    u64::try_from((u128::from(frames) * d * u128::from(RATE) + n / 2) / n).unwrap_or(u64::MAX)
}
