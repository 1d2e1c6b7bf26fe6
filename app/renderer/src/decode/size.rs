//! How large a film may be.

use crate::watch::{Fault, Watch};
use gstreamer as gst;
use gstreamer::prelude::*;

/// The longest side of a film that is decoded.
const LONGEST_SIDE: u32 = 8_192;

/// Refuses caps of a larger film.
pub(super) fn check(caps: &gst::CapsRef) -> Result<(), Fault> {
    let side = |name: &str| caps.structure(0)?.get::<i32>(name).ok().and_then(|side| u32::try_from(side).ok());
    match (side("width"), side("height")) {
        (Some(width), Some(height)) if width.max(height) > LONGEST_SIDE => {
            Err(Fault::TooLarge(width, height, LONGEST_SIDE))
        }
        _ => Ok(()),
    }
}

/// Keeps a larger film from the decoder that this pad belongs to: a frame of it alone may take a gigabyte.
pub(super) fn limit(pad: &gst::Pad, watch: &Watch) {
    let watch = watch.clone();
    pad.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, move |_, info| {
        let Some(gst::PadProbeData::Event(event)) = &info.data else { return gst::PadProbeReturn::Ok };
        let gst::EventView::Caps(said) = event.view() else { return gst::PadProbeReturn::Ok };
        match check(said.caps()) {
            Ok(()) => gst::PadProbeReturn::Ok,
            Err(fault) => {
                watch.fail(fault);
                // Without caps nothing is decoded.
                gst::PadProbeReturn::Drop
            }
        }
    });
}
