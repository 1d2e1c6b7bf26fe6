//! One segment of film, encoded by itself.

use super::drain::Drain;
use super::feed::Feed;
use super::settings::VideoSettings;
use crate::watch::{Fault, Running, element};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use std::path::PathBuf;

/// An encoder of its own for one segment: nothing outside it changes its bits.
pub(crate) struct SegmentEncoder {
    running: Running,
    feed: Feed,
    drain: Drain,
    settings: VideoSettings,
    frames: u64,
}

impl SegmentEncoder {
    /// Starts an encoder that writes its packets to `path`.
    pub(crate) fn start(settings: &VideoSettings, path: PathBuf) -> Result<Self, Fault> {
        let running = Running::new();
        let source = gst_app::AppSrc::builder().caps(&settings.caps()).build();
        let encoder = element("x264enc")?;
        settings.apply(&encoder);
        let sink = gst_app::AppSink::builder()
            .caps(&gst::Caps::builder("video/x-h264").field("stream-format", "avc").field("alignment", "au").build())
            .sync(false)
            .build();
        let chain = [source.clone().upcast(), encoder, element("h264parse")?, sink.clone().upcast()];
        running.pipeline.add_many(&chain).map_err(starting)?;
        gst::Element::link_many(&chain).map_err(starting)?;
        let feed = Feed::new(source, running.watch.clone(), settings.waiting());
        running.set_state(gst::State::Playing)?;
        let drain = Drain::start(sink, running.watch.clone(), path);
        Ok(Self { running, feed, drain, settings: settings.clone(), frames: 0 })
    }

    /// Encodes the next frame, once there is room for it.
    pub(crate) fn push(&mut self, mut buffer: gst::Buffer) -> Result<(), Fault> {
        let (start, end) = (self.time(self.frames), self.time(self.frames + 1));
        let writable = buffer.make_mut();
        writable.set_pts(start);
        writable.set_dts(None);
        writable.set_duration(end - start);
        self.frames += 1;
        self.feed.push(buffer)
    }

    /// Nothing more comes: waits for the last packet.
    ///
    /// # Errors
    /// Also when there are not as many packets as frames.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        let Self { running, feed, drain, frames, .. } = self;
        drain.input_ended();
        feed.end()?;
        let packets = drain.finish()?;
        drop(running);
        if packets == frames {
            Ok(())
        } else {
            Err(Fault::Other(format!("the encoder made {packets} pictures of {frames}")))
        }
    }

    fn time(&self, frame: u64) -> gst::ClockTime {
        frame_time(frame, self.settings.fps)
    }
}

/// When frame `index` is shown, exact to the nanosecond.
pub(super) fn frame_time(index: u64, fps: domain::composition::Rational) -> gst::ClockTime {
    let nanoseconds =
        u128::from(index) * u128::from(fps.denominator) * 1_000_000_000 / u128::from(fps.numerator.max(1));
    gst::ClockTime::from_nseconds(u64::try_from(nanoseconds).unwrap_or(u64::MAX - 1))
}

fn starting(error: impl std::fmt::Display) -> Fault {
    Fault::Other(format!("the encoder does not start ({error})"))
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;
    use crate::testing::Folder;
    use domain::composition::{Quality, Rational};

    /// A picture that moves a little and turns a little, so that blocks are found again beside where they were.
    fn frame(index: usize, (width, height): (usize, usize)) -> gst::Buffer {
        let angle = index as f64 * 0.02;
        let luma = (0..width * height).map(|i| {
            let (x, y) = ((i % width) as f64 - 160.0, (i / width) as f64 - 88.0);
            let (u, v) = (x * angle.cos() - y * angle.sin(), x * angle.sin() + y * angle.cos());
            let wave = (u * 0.21).sin() * (v * 0.17).cos() * 60.0 + (u * 0.013 + v * 0.05).sin() * 40.0;
            (126.0 + wave) as u8
        });
        let chroma = std::iter::repeat_n(128, width * height / 2);
        gst::Buffer::from_slice(luma.chain(chroma).collect::<Vec<u8>>())
    }

    #[test]
    fn a_stream_does_not_depend_on_what_was_in_memory_before() {
        crate::gst_setup::init().unwrap();
        let settings = VideoSettings::new(Quality::Medium, (320, 176), Rational::new(25, 1));
        let folder = Folder::new();
        let streams: Vec<Vec<u8>> = [1, 90, 170, 255]
            .into_iter()
            .map(|byte| {
                // SAFETY: mallopt may be called at any time; memory is filled with this byte when it is handed out.
                assert_eq!(unsafe { libc::mallopt(libc::M_PERTURB, byte) }, 1);
                let path = folder.path(&byte.to_string());
                let mut encoder = SegmentEncoder::start(&settings, path.clone()).unwrap();
                (0..40).for_each(|index| encoder.push(frame(index, (320, 176))).unwrap());
                encoder.finish().unwrap();
                std::fs::read(path).unwrap()
            })
            .collect();
        assert!(streams.windows(2).all(|two| two[0] == two[1]), "equal frames became other streams");
    }
}
