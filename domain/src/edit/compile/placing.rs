//! `position` and `offset`: where a clip's box stands on the canvas.

use super::animated::Property;
use super::compiler::Compiler;
use super::place::Place;
use crate::composition::{Keyframe, Keyframes, Point, Size};
use crate::edit::model::{Offset, Position};

/// Offsets go up to ten frames in each direction, those of tweens up to a thousand.
pub(super) const OFFSET: Property = Property { neutral: 0.0, allowed: -10.0..=10.0, tweened: -1_000.0..=1_000.0 };

/// The corner, edge or centre that a position names: (0, 0) is top left, (1, 1) bottom right. The same point of the box
/// is put on the same point of the frame, so edges stay aligned at any scale.
pub(super) fn anchor(position: Position) -> Point {
    let (x, y) = match position {
        Position::TopLeft => (0.0, 0.0),
        Position::Top => (0.5, 0.0),
        Position::TopRight => (1.0, 0.0),
        Position::Left => (0.0, 0.5),
        Position::Center => (0.5, 0.5),
        Position::Right => (1.0, 0.5),
        Position::BottomLeft => (0.0, 1.0),
        Position::Bottom => (0.5, 1.0),
        Position::BottomRight => (1.0, 1.0),
    };
    Point { x, y }
}

/// Where the anchor lies on the canvas, over time: the position, moved by the offset in frame widths to the right and
/// frame heights **up**. What stands still is one keyframe.
pub(super) fn positions(
    compiler: &mut Compiler<'_>,
    place: &Place,
    anchor: Point,
    offset: Option<&Offset>,
    length: f64,
) -> Vec<Keyframes<Point>> {
    let frame = compiler.frame;
    let mut still = on(frame, anchor);
    let mut moving = Vec::new();
    if let Some(Offset { x, y }) = offset {
        let x = OFFSET.compile(compiler, &place.key("x"), x.as_ref(), |v| v.get(), length);
        let y = OFFSET.compile(compiler, &place.key("y"), y.as_ref(), |v| v.get(), length);
        for (keyframes, unit) in [(x, Point { x: frame.width, y: 0.0 }), (y, Point { x: 0.0, y: -frame.height })] {
            let Some(keyframes) = keyframes else { continue };
            match keyframes.as_constant() {
                Some(share) => still = Point { x: still.x + share * unit.x, y: still.y + share * unit.y },
                None => moving.extend(along(&keyframes, unit)),
            }
        }
    }
    std::iter::once(Keyframes::constant(still)).chain(moving).collect()
}

/// Whether these are the positions of a clip that no offset moves.
pub(super) fn is_unmoved(positions: &[Keyframes<Point>], anchor: Point, frame: Size) -> bool {
    matches!(positions, [only] if only.as_constant() == Some(on(frame, anchor)))
}

fn on(frame: Size, anchor: Point) -> Point {
    Point { x: anchor.x * frame.width, y: anchor.y * frame.height }
}

/// Shares of a unit as displacements.
pub(super) fn along(keyframes: &Keyframes<f64>, unit: Point) -> Option<Keyframes<Point>> {
    let moved = keyframes.keyframes().iter().map(|Keyframe { time, value, easing }| Keyframe {
        time: *time,
        value: Point { x: value * unit.x, y: value * unit.y },
        easing: *easing,
    });
    Keyframes::through(moved.collect())
}
