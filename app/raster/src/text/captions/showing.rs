//! Which text is shown when, in the clip's own time.

use super::cues::Cue;
use domain::composition::{Span, TimeMap};
use std::collections::BTreeSet;

/// Subtitles that are shown at once, at most: of more, the latest.
const AT_ONCE: usize = 4;

/// Stretches of a clip of `length` seconds, in order, and what is shown in each. Subtitles at the same time are shown one
/// above the other, in the order of their beginnings.
pub(super) fn showing(cues: &[Cue], time: TimeMap, length: f64) -> Vec<(Span, String)> {
    let mut events: Vec<(f64, bool, usize)> = Vec::new();
    let mut ordered: Vec<&Cue> = cues.iter().collect();
    ordered.sort_by(|a, b| a.start.total_cmp(&b.start));
    for (index, cue) in ordered.iter().enumerate() {
        if let Some(Span { start, end }) = shown(cue, time, length) {
            events.extend([(start, true, index), (end, false, index)]);
        }
    }
    // What ends goes before what begins at the same time comes.
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut on: BTreeSet<usize> = BTreeSet::new();
    let mut since = 0.0;
    let mut found: Vec<(Span, String)> = Vec::new();
    for (at, begins, index) in events {
        if at > since && !on.is_empty() {
            let latest: Vec<usize> = on.iter().rev().take(AT_ONCE).copied().collect();
            let texts: Vec<&str> = latest.iter().rev().map(|index| ordered[*index].text.as_str()).collect();
            let text = texts.join("\n");
            match found.last_mut().filter(|(span, last)| span.end == since && *last == text) {
                Some((span, _)) => span.end = at,
                None => found.push((Span { start: since, end: at }, text)),
            }
        }
        since = at;
        if begins {
            on.insert(index);
        } else {
            on.remove(&index);
        }
    }
    found
}

/// When a cue is shown in the clip; `None` when it is not.
fn shown(cue: &Cue, time: TimeMap, length: f64) -> Option<Span> {
    if time.speed <= 0.0 {
        // Frozen at one moment of the file.
        let is_on = cue.start <= time.offset && time.offset < cue.end;
        return is_on.then_some(Span { start: 0.0, end: length });
    }
    let at = |seconds: f64| ((seconds - time.offset) / time.speed).clamp(0.0, length);
    let span = Span { start: at(cue.start), end: at(cue.end) };
    (span.start < span.end).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(start: f64, end: f64, text: &str) -> Cue {
        Cue { start, end, text: text.to_owned() }
    }

    fn shown(cues: &[Cue], offset: f64, speed: f64, length: f64) -> Vec<(f64, f64, String)> {
        let time = TimeMap { offset, speed, repeats: None };
        showing(cues, time, length).into_iter().map(|(span, text)| (span.start, span.end, text)).collect()
    }

    fn wanted(pieces: &[(f64, f64, &str)]) -> Vec<(f64, f64, String)> {
        pieces.iter().map(|(start, end, text)| (*start, *end, (*text).to_owned())).collect()
    }

    #[test]
    fn trim_speed_and_the_clips_ends_are_kept() {
        let cues = [cue(0.0, 1.0, "before"), cue(1.5, 3.0, "a"), cue(4.0, 8.0, "b"), cue(20.0, 21.0, "after")];
        // From second 2 of the file, twice as fast, for 2.5 s.
        assert_eq!(shown(&cues, 2.0, 2.0, 2.5), wanted(&[(0.0, 0.5, "a"), (1.0, 2.5, "b")]));
        assert_eq!(shown(&cues, 4.5, 0.0, 3.0), wanted(&[(0.0, 3.0, "b")]));
        assert_eq!(shown(&cues, 3.0, 0.0, 3.0), []);
    }

    #[test]
    fn what_is_on_at_once_is_shown_at_once() {
        let cues = [cue(2.0, 4.0, "b"), cue(1.0, 3.0, "a"), cue(4.0, 5.0, "c")];
        let pieces = [(1.0, 2.0, "a"), (2.0, 3.0, "a\nb"), (3.0, 4.0, "b"), (4.0, 5.0, "c")];
        assert_eq!(shown(&cues, 0.0, 1.0, 10.0), wanted(&pieces));
        let many: Vec<Cue> = (0..6).map(|at| cue(f64::from(at), 10.0, &at.to_string())).collect();
        assert_eq!(shown(&many, 5.0, 0.0, 1.0), wanted(&[(0.0, 1.0, "2\n3\n4\n5")]));
    }
}
