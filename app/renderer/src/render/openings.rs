//! When which film is opened and closed: only while it is seen.

use crate::compositor::{Need, Resolver};
use domain::composition::{Content, SourceId};

/// A film being hidden for less than this many seconds is not closed: opening it again costs more.
const BRIDGED: f64 = 2.0;

/// One stretch in which one layer's film is read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Opening {
    /// Index of the layer.
    pub(super) layer: usize,
    /// Which source.
    pub(super) source: SourceId,
    /// First frame that needs it.
    pub(super) first: u64,
    /// The frame after the last that needs it.
    pub(super) end: u64,
    /// Source time of the first frame, in seconds.
    pub(super) time: f64,
}

/// What follows from the schedule.
pub(super) fn openings(resolver: &Resolver, needs: &[Need]) -> Vec<Opening> {
    let fps = resolver.composition().canvas.fps;
    let bridged = (BRIDGED * fps.as_f64()) as u64;
    let mut openings: Vec<Opening> = Vec::new();
    for need in needs {
        let Some(layer) = resolver.layer(need.layer) else { continue };
        let Content::Video { source, time, .. } = layer.content else { continue };
        for range in &need.frames {
            match openings.last_mut() {
                Some(last) if last.layer == need.layer && range.start <= last.end + bridged => last.end = range.end,
                _ => {
                    let local = (fps.time_of_frame(range.start) - layer.span.start).max(0.0);
                    let (first, end) = (range.start, range.end);
                    openings.push(Opening { layer: need.layer, source, first, end, time: time.source_time(local) });
                }
            }
        }
    }
    openings.sort_by_key(|o| (o.first, o.layer));
    openings
}
