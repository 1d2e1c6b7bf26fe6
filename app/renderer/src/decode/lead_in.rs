//! What lies between a key frame and the moment that was sought.
//!
//! After an exact seek the stream's segment begins at that moment, and a decoder drops the frames that, by the duration it
//! knows of them, end before. Where frames lie far apart, that duration is often wrong or not known at all, and the frame
//! that is still shown at that moment is dropped with them: it is left to the reader which one that is.

use gstreamer as gst;
use gstreamer::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// Lets what comes into `pad` after a seek begin where the stream does. Only the segment that was sought is widened: a
/// later one is the next part of an edit list, which leaves out what comes before it.
pub(super) fn keep(pad: &gst::Pad) {
    let sought = AtomicBool::new(false);
    let events = gst::PadProbeType::EVENT_DOWNSTREAM | gst::PadProbeType::EVENT_FLUSH;
    pad.add_probe(events, move |_, info| {
        let Some(gst::PadProbeData::Event(event)) = &mut info.data else { return gst::PadProbeReturn::Ok };
        match event.view() {
            gst::EventView::FlushStop(_) => sought.store(true, Ordering::Relaxed),
            gst::EventView::Segment(said) if sought.swap(false, Ordering::Relaxed) => {
                if let Some(widened) = said.segment().downcast_ref::<gst::ClockTime>().and_then(widened) {
                    *event = gst::event::Segment::builder(&widened).seqnum(event.seqnum()).build();
                }
            }
            _ => {}
        }
        gst::PadProbeReturn::Ok
    });
}

/// The segment from its stream's beginning on, with every time as it was.
fn widened(segment: &gst::FormattedSegment<gst::ClockTime>) -> Option<gst::FormattedSegment<gst::ClockTime>> {
    let (start, time) = (segment.start()?, segment.time()?);
    let earlier = start.min(time);
    let mut widened = segment.clone();
    widened.set_start(start - earlier);
    widened.set_time(time - earlier);
    widened.set_position(start - earlier);
    Some(widened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_widened_segment_begins_earlier_and_keeps_its_times() {
        gst::init().unwrap();
        let seconds = gst::ClockTime::from_seconds;
        for (start, time, earliest) in [(7, 5, 2), (5, 7, 0), (5, 0, 5)] {
            let mut segment = gst::FormattedSegment::<gst::ClockTime>::new();
            segment.set_start(seconds(start));
            segment.set_time(seconds(time));
            let widened = widened(&segment).unwrap();
            assert_eq!(widened.start(), Some(seconds(earliest)));
            assert_eq!(widened.to_stream_time(seconds(start + 1)), segment.to_stream_time(seconds(start + 1)));
        }
    }
}
