//! Mixed samples to AAC packets or an MP3 file.

use super::drain::Drain;
use super::feed::Feed;
use super::settings::AAC_BITS;
use crate::decode::{CHANNELS, RATE};
use crate::watch::{Fault, Running, element};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use std::path::Path;

/// Blocks that wait for the encoder.
const QUEUED: usize = 8;

/// What is made of the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SoundFormat {
    /// AAC packets for the muxer.
    Aac,
    /// An MP3 file of so many bits a second.
    Mp3(i32),
}

/// An encoder of one stream of sound.
pub(crate) struct SoundEncoder {
    running: Running,
    feed: Feed,
    drain: Option<Drain>,
    samples: u64,
}

impl SoundEncoder {
    /// Starts an encoder that writes to `path`.
    pub(crate) fn start(format: SoundFormat, path: &Path) -> Result<Self, Fault> {
        let running = Running::new();
        let source = gst_app::AppSrc::builder().caps(&caps()).build();
        let mut chain = vec![source.clone().upcast(), element("audioconvert")?];
        let drain = match format {
            SoundFormat::Aac => {
                let encoder = element("avenc_aac")?;
                encoder.set_property("bitrate", AAC_BITS);
                let sink = gst_app::AppSink::builder().sync(false).build();
                chain.extend([encoder, element("aacparse")?, sink.clone().upcast()]);
                Some(sink)
            }
            SoundFormat::Mp3(bits) => {
                let encoder = element("lamemp3enc")?;
                encoder.set_property_from_str("target", "bitrate");
                encoder.set_property("bitrate", bits / 1000);
                encoder.set_property("cbr", true);
                let sink = element("filesink")?;
                sink.set_property("location", path);
                chain.extend([encoder, element("mpegaudioparse")?, sink]);
                None
            }
        };
        running.pipeline.add_many(&chain).map_err(starting)?;
        gst::Element::link_many(&chain).map_err(starting)?;
        let feed = Feed::new(source, running.watch.clone(), QUEUED);
        running.set_state(gst::State::Playing)?;
        let drain = drain.map(|sink| Drain::start(sink, running.watch.clone(), path.to_owned()));
        Ok(Self { running, feed, drain, samples: 0 })
    }

    /// Encodes interleaved samples, once there is room for them.
    pub(crate) fn push(&mut self, block: &[f32]) -> Result<(), Fault> {
        let bytes: Vec<u8> = block.iter().flat_map(|s| s.to_le_bytes()).collect();
        let start = sample_time(self.samples);
        self.samples += (block.len() / CHANNELS) as u64;
        let mut buffer = gst::Buffer::from_mut_slice(bytes);
        if let Some(writable) = buffer.get_mut() {
            writable.set_pts(start);
            writable.set_duration(sample_time(self.samples) - start);
        }
        self.feed.push(buffer)
    }

    /// Waits until everything is written.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        let Self { running, feed, drain, samples } = self;
        match drain {
            Some(drain) => {
                drain.input_ended();
                feed.end()?;
                drain.finish().map(drop)
            }
            None => {
                feed.end()?;
                running.watch.wait_for_end(|| samples)
            }
        }
    }
}

/// When sample `index` (per channel) is heard.
pub(super) fn sample_time(index: u64) -> gst::ClockTime {
    gst::ClockTime::from_nseconds((u128::from(index) * 1_000_000_000 / u128::from(RATE)) as u64)
}

fn caps() -> gst::Caps {
    gst::Caps::builder("audio/x-raw")
        .field("format", "F32LE")
        .field("layout", "interleaved")
        .field("channels", CHANNELS as i32)
        .field("rate", RATE as i32)
        .build()
}

fn starting(error: impl std::fmt::Display) -> Fault {
    Fault::Other(format!("the sound encoder does not start ({error})"))
}
