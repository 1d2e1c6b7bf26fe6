//! Which layers show in which frame, and how. Pure: no pixel is touched.

use super::geometry::{bounds, is_still, sides, unflipped};
use super::media::VideoFacts;
use super::slots::{Painted, Slot, Slots, slots};
use domain::composition::{
    BlendMode, Composition, Content, Effect, Extent, LumaPolarity, Mask, Matrix3, Point, Rational, SourceId,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// Edges this close to a whole pixel lie on it: nobody sees the difference, and the cheap ways become possible.
pub(crate) const SNAP: f64 = 1.0 / 256.0;

/// What is opaque to this much is opaque: less than half a step of 8 bits.
const OPAQUE: f64 = 1.0 - 1.0 / 1024.0;

/// One layer or group in one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its number among [`slots`].
    pub slot: usize,
    /// Takes the unit square of the layer's content to pixels of the target.
    pub matrix: Matrix3,
    /// From just above 0 to 1.
    pub opacity: f64,
    /// Source time in seconds, for films.
    pub source_time: Option<f64>,
    /// Whether it certainly hides everything beneath.
    pub covers: bool,
    /// How it mixes with what is beneath.
    pub(crate) blend: BlendMode,
    /// What hides parts of it in this frame.
    pub(crate) hiding: Vec<Hiding>,
    /// What is painted in a group, which is one picture of its own then.
    pub(crate) parts: Option<Vec<Shown>>,
}

impl Shown {
    /// Whether its pixels go onto those beneath as they are, or by their opacity.
    pub(crate) fn is_plain(&self) -> bool {
        self.parts.is_none() && self.hiding.is_empty() && self.blend == BlendMode::Normal
    }

    /// Every film that is needed for it, by number.
    pub(crate) fn films(&self, found: &mut Vec<usize>) {
        if self.source_time.is_some() {
            found.push(self.slot);
        }
        for hiding in &self.hiding {
            if let Hiding::Luma { slot, time: Some(_), .. } = hiding {
                found.push(*slot);
            }
        }
        if let Some(parts) = &self.parts {
            parts[Resolver::first_needed(parts)..].iter().for_each(|part| part.films(found));
        }
    }
}

/// Something that hides parts of a picture. Matrices take the unit square of what it is measured by to pixels of the
/// target.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Hiding {
    /// What lies outside a group's box.
    Box { matrix: Matrix3 },
    /// A straight edge: what it has passed is shown.
    Wipe {
        matrix: Matrix3,
        /// The edge travels rightwards, downwards, leftwards, upwards: 0 to 3.
        quarter: usize,
        edge: f64,
        softness: f64,
    },
    /// Brightness.
    Luma {
        /// The matte's number.
        slot: usize,
        matrix: Matrix3,
        /// Source time in seconds, for films.
        time: Option<f64>,
        polarity: LumaPolarity,
    },
}

/// Answers which layers show in a frame.
#[derive(Clone, Debug)]
pub struct Resolver {
    slots: Slots,
    fps: Rational,
    videos: BTreeMap<SourceId, VideoFacts>,
    view: Matrix3,
    width: f64,
    height: f64,
}

/// What nodes are placed on: the canvas, or that of a group.
#[derive(Clone, Copy)]
struct Place {
    /// Takes its pixels to pixels of the target.
    view: Matrix3,
    /// Takes the unit square to all of it on the target.
    matrix: Matrix3,
}

impl Resolver {
    /// For a target of `width` by `height` pixels, onto which the canvas is stretched.
    pub fn new(
        composition: &Composition,
        videos: &BTreeMap<SourceId, VideoFacts>,
        width: usize,
        height: usize,
    ) -> Self {
        Self::sharing(slots(composition), composition, videos, width, height)
    }

    /// The same where the places of `composition` are known already.
    pub fn sharing(
        slots: Slots,
        composition: &Composition,
        videos: &BTreeMap<SourceId, VideoFacts>,
        width: usize,
        height: usize,
    ) -> Self {
        let canvas = &composition.canvas;
        let (width, height) = (width as f64, height as f64);
        Self {
            slots,
            fps: canvas.fps,
            videos: videos.clone(),
            view: Matrix3::scaling(width / f64::from(canvas.width), height / f64::from(canvas.height)),
            width,
            height,
        }
    }

    /// Frames a second.
    pub fn fps(&self) -> Rational {
        self.fps
    }

    /// All places.
    pub fn slots(&self) -> &Slots {
        &self.slots
    }

    /// Place number `slot`.
    pub fn slot(&self, slot: usize) -> Option<&Slot> {
        self.slots.get(slot)
    }

    /// What is shown in place number `slot`, unless that is a group's.
    pub fn content(&self, slot: usize) -> Option<&Content> {
        self.slots.get(slot)?.content.as_ref()
    }

    /// What changes the colours or the sharpness of what is shown there.
    pub(crate) fn effects(&self, slot: usize) -> &[Effect] {
        self.slots.get(slot).and_then(|slot| slot.painted.as_ref()).map_or(&[], |painted| &painted.effects)
    }

    /// The frames in which the time of place `slot` runs, visible or not.
    pub fn frames(&self, slot: usize) -> Range<u64> {
        self.slots.get(slot).map_or(0..0, |slot| slot.frames.clone())
    }

    /// How many pixels of the target a pixel of the canvas is wide and high.
    pub(crate) fn stretch(&self) -> (f64, f64) {
        (self.view.0[0][0], self.view.0[1][1])
    }

    /// All that paints something in frame `frame`, in paint order, hidden ones included. What is in a group that needs no
    /// picture of its own stands among the others.
    pub fn shown(&self, frame: u64) -> Vec<Shown> {
        let place = Place { view: self.view, matrix: Matrix3::scaling(self.width, self.height) };
        let mut shown = Vec::new();
        for (number, slot) in self.slots.iter().enumerate() {
            if slot.parent.is_none() {
                self.show(number, frame, place, &mut shown);
            }
        }
        shown
    }

    /// Where painting may begin: the place in `shown` of the topmost layer that covers everything, else 0.
    pub fn first_needed(shown: &[Shown]) -> usize {
        shown.iter().rposition(|s| s.covers).unwrap_or(0)
    }

    /// The largest size that the box of place `slot` has on the target, in pixels, at least 1.
    pub(crate) fn largest(&self, slot: usize) -> (f64, f64) {
        let sizes = self.frames(slot).filter_map(|frame| {
            let matrix = self.matrix(slot, self.fps.time_of_frame(frame))?;
            bounds(matrix).map(|_| sides(matrix))
        });
        sizes.fold((1.0f64, 1.0f64), |a, b| (a.0.max(b.0), a.1.max(b.1)))
    }

    /// Whether what is shown in place `slot` never moves on the target.
    pub(crate) fn is_still(&self, slot: usize) -> bool {
        let Some(slot) = self.slots.get(slot) else { return false };
        slot.painted.as_ref().is_none_or(|painted| is_still(&painted.placement))
            && slot.parent.is_none_or(|parent| self.is_still(parent))
    }

    /// Takes the unit square of place `slot` to the target.
    fn matrix(&self, slot: usize, time: f64) -> Option<Matrix3> {
        let slot = self.slots.get(slot)?;
        let above = slot.parent.map(|parent| self.matrix(parent, time));
        let Some(painted) = &slot.painted else { return above? };
        let own = painted.placement.matrix_at(slot.elapsed(time));
        let view = match (slot.parent, above) {
            (Some(parent), Some(above)) => inner_view(self.slots.get(parent)?.painted.as_ref()?, above?)?,
            _ => self.view,
        };
        Some(view.after(own))
    }

    fn is_filled_by(&self, matrix: Matrix3) -> bool {
        let fills = |low: Point, high: Point| {
            low.x <= SNAP && low.y <= SNAP && high.x >= self.width - SNAP && high.y >= self.height - SNAP
        };
        matrix.is_axis_aligned() && bounds(matrix).is_some_and(|(low, high)| fills(low, high))
    }

    /// Adds what place `number` shows in frame `frame`: nothing, something, or what is in it.
    fn show(&self, number: usize, frame: u64, place: Place, shown: &mut Vec<Shown>) -> Option<()> {
        let slot = self.slots.get(number)?;
        let painted = slot.painted.as_ref().filter(|_| slot.frames.contains(&frame))?;
        let local = slot.elapsed(self.fps.time_of_frame(frame));
        let opacity: f64 = painted.opacities.iter().map(|k| k.at(local).clamp(0.0, 1.0)).product();
        if opacity.is_nan() || opacity <= 1.0 - OPAQUE {
            return None;
        }
        let opacity = if opacity >= OPAQUE { 1.0 } else { opacity };
        let matrix = place.view.after(painted.placement.matrix_at(local));
        let (low, high) = bounds(matrix)?;
        if high.x <= 0.0 || high.y <= 0.0 || low.x >= self.width || low.y >= self.height {
            return None;
        }
        let hiding = self.hiding(number, painted, frame, matrix, place)?;
        let blend = painted.blend;
        let picture =
            Shown { slot: number, matrix, opacity, source_time: None, covers: false, blend, hiding, parts: None };
        match (&slot.content, &painted.parts) {
            (Some(content), _) => shown.push(self.show_layer(picture, content, painted, local)?),
            (None, Some(parts)) => self.show_group(picture, painted, parts, frame, shown)?,
            (None, None) => {}
        }
        Some(())
    }

    fn show_layer(&self, picture: Shown, content: &Content, painted: &Painted, local: f64) -> Option<Shown> {
        let (source_time, solid) = match content {
            Content::Video { source, time, .. } => {
                let at = time.source_time(local);
                let certain = self.videos.get(source).filter(|v| !v.has_alpha).and_then(|v| v.certain);
                (Some(at), certain.is_some_and(|(from, to)| from <= at && at < to))
            }
            Content::Solid { color } if color.a == 0 => return None,
            Content::Solid { color } => (None, color.a == 255),
            Content::Image { .. } | Content::Raster { .. } => (None, false),
        };
        let opaque = solid && !painted.effects.iter().any(|effect| matches!(effect, Effect::ChromaKey { .. }));
        let covers = opaque && picture.is_plain() && picture.opacity == 1.0 && self.is_filled_by(picture.matrix);
        Some(Shown { source_time, covers, ..picture })
    }

    /// A group that changes nothing but the places of what is in it is no picture of its own.
    fn show_group(
        &self,
        picture: Shown,
        painted: &Painted,
        parts: &[usize],
        frame: u64,
        shown: &mut Vec<Shown>,
    ) -> Option<()> {
        let place = Place { view: inner_view(painted, picture.matrix)?, matrix: picture.matrix };
        let mut inside = Vec::new();
        for part in parts {
            self.show(*part, frame, place, &mut inside);
        }
        let clips = !self.is_filled_by(picture.matrix);
        let tolerance = sides(picture.matrix);
        let tolerance = (SNAP / tolerance.0, SNAP / tolerance.1);
        let back = picture.matrix.inverse()?;
        let in_box = |part: &Shown| bounds(back.after(part.matrix)).filter(|_| clips);
        inside.retain(|part| {
            in_box(part).is_none_or(|(low, high)| low.x < 1.0 && low.y < 1.0 && high.x > 0.0 && high.y > 0.0)
        });
        let sticks_out = |part: &Shown| {
            in_box(part).is_some_and(|(low, high)| {
                let (x, y) = tolerance;
                low.x < -x || low.y < -y || high.x > 1.0 + x || high.y > 1.0 + y
            })
        };
        let clip = Hiding::Box { matrix: picture.matrix };
        let normal = inside.iter().all(|part| part.blend == BlendMode::Normal);
        let plain = picture.hiding.is_empty() && picture.blend == BlendMode::Normal && painted.effects.is_empty();
        if plain && normal && (picture.opacity == 1.0 || inside.len() == 1) {
            for mut part in inside {
                if sticks_out(&part) {
                    part.hiding.push(clip.clone());
                    part.covers = false;
                }
                if picture.opacity < 1.0 {
                    part.opacity *= picture.opacity;
                    part.covers = false;
                }
                if part.opacity > 1.0 - OPAQUE {
                    shown.push(part);
                }
            }
        } else if !inside.is_empty() {
            let mut picture = picture;
            if inside.iter().any(sticks_out) {
                picture.hiding.push(clip);
            }
            shown.push(Shown { parts: Some(inside), ..picture });
        }
        Some(())
    }

    /// What hides parts of it now; `None` when all is hidden.
    fn hiding(
        &self,
        number: usize,
        painted: &Painted,
        frame: u64,
        matrix: Matrix3,
        place: Place,
    ) -> Option<Vec<Hiding>> {
        let time = self.fps.time_of_frame(frame);
        let in_box = unflipped(matrix, painted.placement.flip);
        let mut hiding = Vec::new();
        let mut matte = number;
        for mask in &painted.masks {
            match mask {
                Mask::Luma { content, polarity, .. } => {
                    matte += 1;
                    let slot = self.slots.get(matte)?;
                    if !slot.frames.contains(&frame) {
                        continue;
                    }
                    let time = match content {
                        Content::Video { time: map, .. } => Some(map.source_time(slot.elapsed(time))),
                        _ => None,
                    };
                    hiding.push(Hiding::Luma { slot: matte, matrix: in_box, time, polarity: *polarity });
                }
                Mask::Wipe { across, angle, edge, softness } => {
                    let edge = edge.at(self.slots.get(number)?.elapsed(time));
                    let softness = softness.max(0.0);
                    if edge.is_nan() || edge <= -softness / 2.0 {
                        return None;
                    }
                    if edge >= 1.0 + softness / 2.0 {
                        continue;
                    }
                    let quarter = (angle / 90.0).round().rem_euclid(4.0) as usize;
                    let matrix = match across {
                        Extent::Canvas => place.matrix,
                        Extent::Box => in_box,
                    };
                    hiding.push(Hiding::Wipe { matrix, quarter, edge, softness });
                }
            }
        }
        Some(hiding)
    }
}

/// Takes pixels of a group's own canvas to the target; `None` when it has none.
fn inner_view(group: &Painted, matrix: Matrix3) -> Option<Matrix3> {
    let size = group.placement.size;
    let there = size.width > 0.0 && size.height > 0.0;
    there.then(|| matrix.after(Matrix3::scaling(1.0 / size.width, 1.0 / size.height)))
}
