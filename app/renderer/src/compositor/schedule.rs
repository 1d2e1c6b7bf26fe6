//! When which film is needed: what is hidden, transparent or outside the canvas is not decoded.

use super::resolver::Resolver;
use std::collections::BTreeMap;
use std::ops::Range;

/// The frames in which one layer's film is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Index into the composition's nodes.
    pub layer: usize,
    /// In order, not touching each other.
    pub frames: Vec<Range<u64>>,
}

/// Every film layer that is needed within `frames`, in order of its first need, then of painting.
///
/// A film may still be asked for outside these frames, when a film that should have hidden it ends before its time.
pub fn schedule(resolver: &Resolver, frames: Range<u64>) -> Vec<Need> {
    let mut needs: BTreeMap<usize, Vec<Range<u64>>> = BTreeMap::new();
    for frame in frames {
        let shown = resolver.shown(frame);
        for layer in shown[Resolver::first_needed(&shown)..].iter().filter(|s| s.source_time.is_some()) {
            let ranges = needs.entry(layer.layer).or_default();
            match ranges.last_mut() {
                Some(last) if last.end == frame => last.end += 1,
                _ => ranges.push(frame..frame + 1),
            }
        }
    }
    let mut needs: Vec<Need> = needs.into_iter().map(|(layer, frames)| Need { layer, frames }).collect();
    needs.sort_by_key(|need| (need.frames[0].start, need.layer));
    needs
}
