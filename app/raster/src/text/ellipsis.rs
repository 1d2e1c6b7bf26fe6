//! Texts that do not fit into their box, ended by an ellipsis.

use super::block::Block;
use super::typesetter::Typesetter;

/// Lays `text` out in `room` (width, height). What comes after the last line that fits, and as much of that line as the
/// ellipsis needs, gives way to the ellipsis. One line is always kept.
pub(super) fn set(
    typesetter: &mut Typesetter<'_>,
    text: &str,
    ellipsis: &str,
    (width, height): (f64, f64),
    align: f64,
) -> Block {
    let whole = typesetter.set(text, width, align);
    let fitting = whole.lines.iter().filter(|line| line.bottom <= height + 0.5).count().max(1);
    if whole.lines.len() <= fitting {
        return whole;
    }
    let last = whole.letters.iter().rev().find(|letter| letter.line < fitting);
    let end = last.map_or(0, |letter| letter.range.end);
    // Where the text may end: after any letter of the lines that fit.
    let ends: Vec<usize> = whole.letters.iter().map(|letter| letter.range.end).filter(|at| *at <= end).collect();
    let mut cut = |at: usize| {
        let kept = text.get(..at).unwrap_or_default().trim_end();
        typesetter.set(&format!("{kept}{ellipsis}"), width, align)
    };
    let (mut fits, mut fails) = (0, ends.len() + 1);
    while fits + 1 < fails {
        let middle = (fits + fails) / 2;
        let block = cut(ends[middle - 1]);
        if block.lines.len() <= fitting { fits = middle } else { fails = middle }
    }
    cut(fits.checked_sub(1).map_or(0, |index| ends[index]))
}
