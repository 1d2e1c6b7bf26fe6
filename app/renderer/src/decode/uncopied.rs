//! Frames that need no change come from the decoder as it has them: nothing copies them on the way.

use crate::watch::{Fault, element};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_base as gst_base;
use gstreamer_base::prelude::*;
use gstreamer_video as gst_video;

/// What turns a film upright that says it is not, and hands every other one through. Left to itself, the element copies
/// each frame also when there is nothing to turn.
pub(super) fn upright() -> Result<gst::Element, Fault> {
    let flip = element("videoflip")?;
    flip.set_property_from_str("video-direction", "auto");
    let Some(transform) = flip.downcast_ref::<gst_base::BaseTransform>() else { return Ok(flip) };
    transform.set_passthrough(true);
    if let Some(pad) = flip.static_pad("sink") {
        let transform = transform.downgrade();
        pad.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, move |_, info| {
            if let (Some(true), Some(transform)) = (info.event().map(|event| turns(event)), transform.upgrade()) {
                transform.set_passthrough(false);
            }
            gst::PadProbeReturn::Ok
        });
    }
    Ok(flip)
}

/// Whether an event says that a film is to be turned or mirrored.
fn turns(event: &gst::EventRef) -> bool {
    let gst::EventView::Tag(tag) = event.view() else { return false };
    tag.tag().get::<gst::tags::ImageOrientation>().is_some_and(|orientation| orientation.get() != "rotate-0")
}

/// Tells what comes before this appsink that rows may be padded: a decoder copies its frames otherwise, to leave the
/// padding out.
pub(super) fn accept_padding(sink: &gst_app::AppSink) {
    let Some(pad) = sink.static_pad("sink") else { return };
    pad.add_probe(gst::PadProbeType::QUERY_DOWNSTREAM, |_, info| {
        let Some(query) = info.query_mut() else { return gst::PadProbeReturn::Ok };
        let gst::QueryViewMut::Allocation(allocation) = query.view_mut() else { return gst::PadProbeReturn::Ok };
        allocation.add_allocation_meta::<gst_video::VideoMeta>(None);
        gst::PadProbeReturn::Handled
    });
}
