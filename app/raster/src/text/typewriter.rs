//! Typed texts: units appear one after the other, and a cursor goes ahead of them.

use super::block::{Block, Letter};
use super::canvas::Frame;
use super::moving::{Parts, room};
use super::paint::Inked;
use super::still::Laid;
use domain::Failure;
use domain::composition::{Lettering, Span};
use vello_cpu::kurbo::Rect;

/// Draws the units of a text that is typed within `seconds`.
pub(super) fn draw(parts: &mut Parts<'_>, laid: &Laid<'_>, units: &[Vec<usize>], seconds: f64) -> Result<(), Failure> {
    let step = seconds / units.len().max(1) as f64;
    let appears = |index: usize| (index + 1) as f64 * step;
    for coat in Inked::coats(laid.lettering()) {
        // The last one appears with the whole text, which has no cursor any more.
        for (index, unit) in units.iter().enumerate().take(units.len().saturating_sub(1)) {
            if let Some(frame) = room(laid, unit, 0.0) {
                let span = Span { start: appears(index), end: seconds };
                parts.paint(frame, span, |canvas| laid.inked(unit).paint_coat(*coat, canvas))?;
            }
        }
    }
    // Of letters in many colours, the cursor has the last.
    let Lettering { color, gradient, .. } = laid.lettering();
    let color = gradient.as_ref().and_then(|gradient| gradient.stops.last()).map_or(*color, |(_, last)| *last);
    for index in 0..units.len() {
        let before = index.checked_sub(1).and_then(|before| units.get(before)).and_then(|unit| unit.last());
        let next = units[index].first().copied();
        let Some(cursor) = before.map_or_else(|| next.map(|at| ahead(laid, at)), |at| Some(behind(laid, *at))) else {
            continue;
        };
        let bounds = Rect::new(0.0, 0.0, laid.width.into(), laid.height.into());
        if let Some(frame) = Frame::within(cursor, bounds) {
            let span = Span { start: index as f64 * step, end: appears(index) };
            parts.paint(frame, span, |canvas| canvas.fill_rounded(cursor, 0.0, color))?;
        }
    }
    Ok(())
}

/// The cursor where a letter is about to be typed.
fn ahead(laid: &Laid<'_>, at: usize) -> Rect {
    let Letter { left, right, line, is_right_to_left, .. } = laid.block.letters[at];
    bar(laid, if is_right_to_left { right } else { left }, line, is_right_to_left)
}

/// The cursor after a letter.
fn behind(laid: &Laid<'_>, at: usize) -> Rect {
    let Letter { left, right, line, is_right_to_left, .. } = laid.block.letters[at];
    bar(laid, if is_right_to_left { left } else { right }, line, is_right_to_left)
}

fn bar(laid: &Laid<'_>, x: f64, line: usize, is_right_to_left: bool) -> Rect {
    let size = laid.lettering().size;
    let width = (size / 15.0).max(3.0).round();
    let Block { lines, .. } = &laid.block;
    let x = if is_right_to_left { x.round() - width } else { x.round() };
    let (top, bottom) = (lines[line].baseline - 0.8 * size, lines[line].baseline + 0.2 * size);
    Rect::new(x, top.round(), x + width, bottom.round())
}
