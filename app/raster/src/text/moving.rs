//! Texts that move: what is behind them, their units on their way, and the whole text from where it has arrived.

use super::budget::Budget;
use super::canvas::{Canvas, Frame, cropped};
use super::paint::Inked;
use super::still::Laid;
use super::timing::{self, Move};
use super::{typewriter, units};
use crate::{Drawing, FontLibrary, FontUse, Raster};
use domain::Failure;
use domain::composition::{Keyframes, MotionPreset, Placement, Point, Rect, Size, Span, Sprite, TextMotion};
use vello_cpu::kurbo;

/// Parts, as far as they are drawn.
pub(super) struct Parts<'a> {
    pub budget: Budget<'a>,
    pub fonts: Vec<FontUse>,
    drawn: Vec<(Sprite, Raster)>,
}

/// Draws a text that moves.
///
/// # Errors
/// It takes too many parts, or too large ones: `LimitReached`.
pub(super) fn draw(
    pointer: &str,
    laid: &Laid<'_>,
    motion: &TextMotion,
    library: &FontLibrary,
) -> Result<Drawing, Failure> {
    let end = timing::duration(motion, laid.block.letters.len());
    let always = Span { start: 0.0, end: motion.clip };
    let on_the_way = Span { start: 0.0, end };
    let mut parts = Parts::new(Budget::new(pointer, "text"), laid.block.fonts(library.digests()));
    if laid.has_ground() {
        parts.paint(Frame::whole(laid.width, laid.height), always, |canvas| laid.paint_ground(canvas))?;
    }
    let by = timing::by(motion);
    if motion.preset == MotionPreset::Typewriter {
        typewriter::draw(&mut parts, laid, &units::units(&laid.block, by, true), end)?;
    } else {
        let units = units::units(&laid.block, by, laid.lettering().decoration.is_some());
        let moves = timing::moves(motion, units.len(), laid.lettering().size, end);
        for coat in Inked::coats(laid.lettering()) {
            for (unit, way) in units.iter().zip(&moves) {
                let inked = laid.inked(unit);
                parts.moving(laid, unit, on_the_way, way, |canvas| inked.paint_coat(*coat, canvas))?;
            }
        }
    }
    let all = laid.block.all();
    if let Some(frame) = room(laid, &all, 0.0) {
        parts.paint(frame, Span { start: end, end: motion.clip }, |canvas| laid.inked(&all).paint(canvas))?;
    }
    Ok(parts.into_drawing())
}

/// Where the ink of these letters may be, as far as it can come into the box from `far` away.
pub(super) fn room(laid: &Laid<'_>, letters: &[usize], far: f64) -> Option<Frame> {
    let reach = Inked::reach(laid.lettering());
    let room = laid.block.room(letters);
    let bounds = kurbo::Rect::new(0.0, 0.0, laid.width.into(), laid.height.into()).inflate(far, far);
    (!letters.is_empty()).then_some(()).and_then(|()| Frame::within(room.inflate(reach, reach), bounds))
}

impl<'a> Parts<'a> {
    /// None yet. `fonts` are those of the text.
    pub fn new(budget: Budget<'a>, fonts: Vec<FontUse>) -> Self {
        Parts { budget, fonts, drawn: Vec::new() }
    }

    /// A part that stays where it is painted.
    pub fn paint(&mut self, frame: Frame, span: Span, paint: impl FnOnce(&mut Canvas)) -> Result<(), Failure> {
        self.add(frame, span, paint, Placement::still, Vec::new())
    }

    /// A part that comes to where it is painted.
    fn moving(
        &mut self,
        laid: &Laid<'_>,
        unit: &[usize],
        span: Span,
        way: &Move,
        paint: impl FnOnce(&mut Canvas),
    ) -> Result<(), Failure> {
        // What stands further outside never comes into the box.
        let farthest = way.displacement.keyframes().iter().map(|k| k.value.x.abs().max(k.value.y.abs()));
        let Some(frame) = room(laid, unit, farthest.fold(0.0, f64::max)) else { return Ok(()) };
        // It grows about its own middle, and not about that of its ink.
        let middle = laid.block.room(unit).center();
        let placed = |rect: Rect| {
            let anchor = Point { x: (middle.x - rect.x) / rect.width, y: (middle.y - rect.y) / rect.height };
            Placement {
                size: Size { width: rect.width, height: rect.height },
                anchor,
                positions: vec![Keyframes::constant(Point { x: middle.x, y: middle.y }), way.displacement.clone()],
                scales: way.scale.iter().cloned().collect(),
                ..Placement::still(rect)
            }
        };
        self.add(frame, span, paint, placed, vec![way.opacity.clone()])
    }

    fn add(
        &mut self,
        frame: Frame,
        span: Span,
        paint: impl FnOnce(&mut Canvas),
        placed: impl FnOnce(Rect) -> Placement,
        opacities: Vec<Keyframes<f64>>,
    ) -> Result<(), Failure> {
        if span.start >= span.end {
            return Ok(());
        }
        let mut canvas = Canvas::new(frame);
        paint(&mut canvas);
        let Some((left, top, raster)) = cropped(canvas.finish(self.fonts.clone())) else { return Ok(()) };
        self.budget.spend(raster.width, raster.height)?;
        let rect = Rect {
            x: f64::from(frame.x) + f64::from(left),
            y: f64::from(frame.y) + f64::from(top),
            width: raster.width.into(),
            height: raster.height.into(),
        };
        let (width, height) = (raster.width, raster.height);
        self.drawn.push((Sprite { width, height, span, placement: placed(rect), opacities }, raster));
        Ok(())
    }

    /// All of them. A drawing without any would be taken for one picture, so where nothing is to be seen there is one
    /// transparent pixel.
    pub fn into_drawing(self) -> Drawing {
        let Parts { mut drawn, fonts, .. } = self;
        if drawn.is_empty() {
            let rect = Rect { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };
            let span = Span { start: 0.0, end: f64::MAX };
            let placement = Placement::still(rect);
            let sprite = Sprite { width: 1, height: 1, span, placement, opacities: Vec::new() };
            drawn.push((sprite, Raster { width: 1, height: 1, pixels: vec![0; 4], fonts }));
        }
        Drawing::Parts(drawn)
    }
}
