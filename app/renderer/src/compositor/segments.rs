//! Where a film is cut into segments, the units of encoding.

use super::resolver::Resolver;
use std::ops::Range;

/// Longest segment in seconds.
const LONGEST: f64 = 5.0;

/// No segment is shorter than this in seconds, unless the whole is.
const SHORTEST: f64 = 1.0;

/// Cuts `frames` at the starts and ends of clips that fill the canvas, and splits what is longer than 5 s; no segment is
/// shorter than 1 s.
///
/// An edit that changes one clip leaves the segments of the others as they were.
pub fn segments(resolver: &Resolver, frames: Range<u64>) -> Vec<Range<u64>> {
    if frames.is_empty() {
        return Vec::new();
    }
    let fps = resolver.composition().canvas.fps.as_f64();
    let shortest = ((SHORTEST * fps).ceil() as u64).max(1);
    let longest = ((LONGEST * fps).floor() as u64).max(1);
    let mut wanted: Vec<u64> = (0..resolver.composition().nodes.len())
        .filter(|layer| resolver.fills_canvas(*layer))
        .flat_map(|layer| [resolver.frames(layer).start, resolver.frames(layer).end])
        .filter(|cut| frames.contains(cut))
        .collect();
    wanted.sort_unstable();
    let mut cuts = vec![frames.start];
    for cut in wanted {
        let long_enough = |a: u64, b: u64| b.saturating_sub(a) >= shortest;
        if cuts.last().is_some_and(|last| long_enough(*last, cut)) && long_enough(cut, frames.end) {
            cuts.push(cut);
        }
    }
    cuts.push(frames.end);
    cuts.windows(2).flat_map(|pair| split(pair[0]..pair[1], longest, shortest)).collect()
}

/// Pieces of `longest`, counted from the beginning; a rest that is too short shares with the piece before it.
fn split(whole: Range<u64>, longest: u64, shortest: u64) -> Vec<Range<u64>> {
    let mut pieces = Vec::new();
    let mut from = whole.start;
    while whole.end - from > longest {
        let rest = whole.end - from - longest;
        let to = if rest < shortest { from + (whole.end - from) / 2 } else { from + longest };
        pieces.push(from..to);
        from = to;
    }
    pieces.push(from..whole.end);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compositor::tests::scene::{WHITE, composition, rect, solid};
    use domain::composition::{Layer, Span};

    /// Where the segments meet, from the first's start to the last's end.
    fn edges(segments: &[Range<u64>]) -> Vec<u64> {
        assert!(segments.windows(2).all(|pair| pair[0].end == pair[1].start));
        segments.iter().map(|s| s.start).chain(segments.last().map(|s| s.end)).collect()
    }

    fn cut(spans: &[(f64, f64)], frames: Range<u64>) -> Vec<u64> {
        let layer = |(start, end): &(f64, f64)| Layer {
            span: Span { start: *start, end: *end },
            ..solid(WHITE, rect(0.0, 0.0, 64.0, 48.0))
        };
        let mut scene = composition(64, 48, spans.iter().map(layer).collect());
        scene.duration = 20.0;
        edges(&segments(&Resolver::new(&scene, &Default::default(), 64, 48), frames))
    }

    #[test]
    fn cuts_lie_at_clips_and_every_five_seconds() {
        assert_eq!(cut(&[(0.0, 3.0), (3.0, 9.0)], 0..90), [0, 30, 80, 90]);
        assert_eq!(cut(&[], 0..10), [0, 10]);
        assert_eq!(cut(&[], 5..5), Vec::<u64>::new());
    }

    #[test]
    fn nothing_is_shorter_than_a_second() {
        assert_eq!(cut(&[(0.0, 0.5), (0.5, 4.0)], 0..40), [0, 40]);
        assert_eq!(cut(&[(0.0, 3.5), (3.5, 4.0)], 0..40), [0, 40]);
        assert_eq!(cut(&[], 0..55), [0, 27, 55]);
    }

    #[test]
    fn small_pictures_cut_nothing() {
        let mut scene = composition(64, 48, vec![solid(WHITE, rect(0.0, 0.0, 32.0, 48.0))]);
        scene.nodes.iter_mut().for_each(|node| {
            if let domain::composition::Node::Layer(layer) = node {
                layer.span.end = 2.0;
            }
        });
        assert_eq!(edges(&segments(&Resolver::new(&scene, &Default::default(), 64, 48), 0..50)), [0, 50]);
    }
}
