//! When which film is needed: what is hidden, transparent or outside the canvas is not decoded.

use super::resolver::Resolver;
use std::collections::BTreeMap;
use std::ops::Range;

/// The frames in which the film of one place is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The number of the layer's or matte's place among [`super::slots`].
    pub slot: usize,
    /// In order, not touching each other.
    pub frames: Vec<Range<u64>>,
}

/// Every film that is needed within `frames`, in order of its first need, then of painting.
///
/// A film may still be asked for outside these frames, when a film that should have hidden it ends before its time.
pub fn schedule(resolver: &Resolver, frames: Range<u64>) -> Vec<Need> {
    let mut needs: BTreeMap<usize, Vec<Range<u64>>> = BTreeMap::new();
    let mut films = Vec::new();
    for frame in frames {
        let shown = resolver.shown(frame);
        films.clear();
        shown[Resolver::first_needed(&shown)..].iter().for_each(|layer| layer.films(&mut films));
        for slot in &films {
            let ranges = needs.entry(*slot).or_default();
            match ranges.last_mut() {
                Some(last) if last.end == frame => last.end += 1,
                _ => ranges.push(frame..frame + 1),
            }
        }
    }
    let mut needs: Vec<Need> = needs.into_iter().map(|(slot, frames)| Need { slot, frames }).collect();
    needs.sort_by_key(|need| (need.frames[0].start, need.slot));
    needs
}
