//! Where the film is cut into segments.

use domain::composition::{Composition, Content, Node};
use std::ops::Range;

/// Frames in which a picture or film that fills the canvas begins or ends: the encoder would put a key frame there
/// anyway, and an edit of what lies on one side leaves the other side's segments alone.
pub(super) fn scene_cuts(composition: &Composition) -> Vec<u64> {
    let canvas = &composition.canvas;
    let fills = |node: &Node| -> Option<domain::composition::Span> {
        let Node::Layer(layer) = node else { return None };
        if matches!(layer.content, Content::Raster { .. }) {
            return None;
        }
        let rect = layer.placement.rect_at(0.0);
        let (right, bottom) = (rect.x + rect.width, rect.y + rect.height);
        let all =
            rect.x <= 0.0 && rect.y <= 0.0 && right >= f64::from(canvas.width) && bottom >= f64::from(canvas.height);
        all.then_some(layer.span)
    };
    let frame = |time: f64| (time * canvas.fps.as_f64()).round().max(0.0) as u64;
    let mut cuts: Vec<u64> =
        composition.nodes.iter().filter_map(fills).flat_map(|span| [frame(span.start), frame(span.end)]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// Cuts `frames` at `cuts`, but into nothing shorter than `shortest`, and then what is longer than `longest` evenly.
pub(super) fn segments(frames: Range<u64>, cuts: &[u64], shortest: u64, longest: u64) -> Vec<Range<u64>> {
    let (shortest, longest) = (shortest.max(1), longest.max(1));
    let mut edges = vec![frames.start];
    for &cut in cuts {
        let last = edges[edges.len() - 1];
        if cut >= last + shortest && cut + shortest <= frames.end {
            edges.push(cut);
        }
    }
    edges.push(frames.end);
    let mut segments = Vec::new();
    for pair in edges.windows(2) {
        let (start, length) = (pair[0], pair[1] - pair[0]);
        let parts = length.div_ceil(longest);
        segments.extend((0..parts).map(|i| start + length * i / parts..start + length * (i + 1) / parts));
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_are_kept_unless_they_make_crumbs() {
        let made = segments(0..500, &[0, 240, 245, 490, 500], 25, 125);
        assert_eq!(made, vec![0..120, 120..240, 240..326, 326..413, 413..500]);
        assert_eq!(segments(10..11, &[10, 11], 25, 125), vec![10..11]);
    }

    proptest! {
        #[test]
        fn segments_cover_everything_once(
            start in 0u64..1000, length in 1u64..5000, mut cuts in prop::collection::vec(0u64..7000, 0..40),
            shortest in 1u64..60, longest in 1u64..300,
        ) {
            cuts.sort_unstable();
            let frames = start..start + length;
            let made = segments(frames.clone(), &cuts, shortest, longest);
            prop_assert_eq!(made[0].start, frames.start);
            prop_assert_eq!(made[made.len() - 1].end, frames.end);
            prop_assert!(made.windows(2).all(|w| w[0].end == w[1].start));
            prop_assert!(made.iter().all(|s| s.start < s.end && s.end - s.start <= longest));
        }
    }
}
