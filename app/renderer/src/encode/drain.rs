//! Taking packets from an encoder's end while frames go in at its beginning.

use super::packets::{Packet, PacketWriter};
use crate::watch::{Fault, STALL, Watch};
use gstreamer as gst;
use gstreamer_app as gst_app;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

const FED: u8 = 0;
const ENDED: u8 = 1;
const ABANDONED: u8 = 2;

/// A thread that writes an encoder's packets to a file.
pub(super) struct Drain {
    thread: Option<JoinHandle<Result<u64, Fault>>>,
    state: Arc<AtomicU8>,
}

impl Drain {
    /// Starts writing to `path`.
    pub(super) fn start(sink: gst_app::AppSink, watch: Watch, path: PathBuf) -> Self {
        let state = Arc::new(AtomicU8::new(FED));
        let seen = state.clone();
        Self { thread: Some(std::thread::spawn(move || drain(&sink, &watch, path, &seen))), state }
    }

    /// Nothing more goes in: from now on, silence is a stall.
    pub(super) fn input_ended(&self) {
        self.state.store(ENDED, Ordering::Release);
    }

    /// Waits for the end and tells how many packets there are.
    pub(super) fn finish(mut self) -> Result<u64, Fault> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            _ => Err(Fault::Other("the thread that takes packets ended early".to_owned())),
        }
    }
}

impl Drop for Drain {
    fn drop(&mut self) {
        self.state.store(ABANDONED, Ordering::Release);
    }
}

fn drain(sink: &gst_app::AppSink, watch: &Watch, path: PathBuf, state: &AtomicU8) -> Result<u64, Fault> {
    let mut writer = None;
    let mut packets = 0;
    let mut last = Instant::now();
    loop {
        let Some(sample) = sink.try_pull_sample(gst::ClockTime::from_mseconds(100)) else {
            watch.check()?;
            if sink.is_eos() {
                break;
            }
            match state.load(Ordering::Acquire) {
                ABANDONED => return Err(Fault::Other("it was abandoned".to_owned())),
                ENDED if last.elapsed() > STALL => return Err(Fault::Stalled),
                ENDED => {}
                _ => last = Instant::now(),
            }
            continue;
        };
        last = Instant::now();
        let (Some(caps), Some(packet)) = (sample.caps(), packet_of(&sample)) else { return Err(Fault::Damaged) };
        let writer = match &mut writer {
            Some(writer) => writer,
            empty => empty.insert(PacketWriter::create(&path, &caps.to_string()).map_err(on_disk)?),
        };
        writer.write(&packet).map_err(on_disk)?;
        packets += 1;
    }
    match writer {
        Some(writer) => writer.finish().map_err(on_disk).map(|()| packets),
        None => Err(Fault::Other("the encoder wrote nothing".to_owned())),
    }
}

fn packet_of(sample: &gst::Sample) -> Option<Packet> {
    let buffer = sample.buffer()?;
    let start = sample.segment()?.downcast_ref::<gst::ClockTime>()?.start().map_or(0, |s| s.nseconds() as i64);
    let pts = buffer.pts()?.nseconds() as i64 - start;
    Some(Packet {
        pts,
        dts: buffer.dts().map_or(pts, |dts| dts.nseconds() as i64 - start),
        duration: buffer.duration().map_or(0, gst::ClockTime::nseconds),
        key: !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT),
        data: buffer.map_readable().ok()?.as_slice().to_vec(),
    })
}

fn on_disk(error: std::io::Error) -> Fault {
    Fault::Unwritten(error.kind())
}
