//! Handing buffers to a pipeline: a bounded queue, and no wait without an end.

use crate::watch::{Fault, STALL, Watch};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// An appsrc with room for so many buffers.
pub(super) struct Feed {
    source: gst_app::AppSrc,
    room: Arc<(Mutex<usize>, Condvar)>,
    watch: Watch,
}

impl Feed {
    /// Lets `room` buffers wait in `source`. Its own blocking is not used: it has no time limit and outlives errors.
    pub(super) fn new(source: gst_app::AppSrc, watch: Watch, room: usize) -> Self {
        source.set_format(gst::Format::Time);
        source.set_property("max-buffers", 0u64);
        source.set_property("max-bytes", 0u64);
        source.set_property("max-time", 0u64);
        let room = Arc::new((Mutex::new(room), Condvar::new()));
        let freed = room.clone();
        if let Some(pad) = source.static_pad("src") {
            pad.add_probe(gst::PadProbeType::BUFFER, move |_, _| {
                *freed.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                freed.1.notify_one();
                gst::PadProbeReturn::Ok
            });
        }
        Self { source, room, watch }
    }

    /// Hands one sample on, once there is room for it.
    pub(super) fn push_sample(&self, sample: &gst::Sample) -> Result<(), Fault> {
        self.wait_for_room()?;
        self.source.push_sample(sample).map(drop).map_err(|_| self.refused())
    }

    /// Hands one buffer on, once there is room for it.
    pub(super) fn push(&self, buffer: gst::Buffer) -> Result<(), Fault> {
        self.wait_for_room()?;
        self.source.push_buffer(buffer).map(drop).map_err(|_| self.refused())
    }

    /// Nothing more comes.
    pub(super) fn end(&self) -> Result<(), Fault> {
        self.source.end_of_stream().map(drop).map_err(|_| self.refused())
    }

    fn wait_for_room(&self) -> Result<(), Fault> {
        let deadline = Instant::now() + STALL;
        let mut room = self.room.0.lock().unwrap_or_else(PoisonError::into_inner);
        while *room == 0 {
            self.watch.check()?;
            if Instant::now() > deadline {
                return Err(Fault::Stalled);
            }
            let waited = self.room.1.wait_timeout(room, Duration::from_millis(100));
            room = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *room -= 1;
        Ok(())
    }

    fn refused(&self) -> Fault {
        self.watch.check().err().unwrap_or_else(|| Fault::Other("the encoder takes no more".to_owned()))
    }
}
