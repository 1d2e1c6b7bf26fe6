//! When which film is opened and closed: only while it is seen.

use crate::compositor::{Need, Resolver};
use domain::composition::{Content, SourceId};

/// A film being hidden for less than this many seconds is not closed: opening it again costs more.
const BRIDGED: f64 = 2.0;

/// One stretch in which the film of one layer or matte is read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Opening {
    /// Number of its place in the composition.
    pub(super) slot: usize,
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
    let fps = resolver.fps();
    let bridged = (BRIDGED * fps.as_f64()) as u64;
    let mut openings: Vec<Opening> = Vec::new();
    for need in needs {
        let Some(slot) = resolver.slot(need.slot) else { continue };
        let Some(Content::Video { source, time, .. }) = slot.content else { continue };
        for range in &need.frames {
            match openings.last_mut() {
                Some(last) if last.slot == need.slot && range.start <= last.end + bridged => last.end = range.end,
                _ => {
                    let local = (fps.time_of_frame(range.start) - slot.start).max(0.0);
                    let (first, end) = (range.start, range.end);
                    openings.push(Opening { slot: need.slot, source, first, end, time: time.source_time(local) });
                }
            }
        }
    }
    openings.sort_by_key(|o| (o.first, o.slot));
    openings
}
