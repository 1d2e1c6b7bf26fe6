//! Painting letters: what is behind them, their shadow and outline, then the letters themselves.

use super::block::Block;
use super::canvas::{Canvas, color, solid};
use crate::limits;
use domain::composition::{Color, Decoration, Gradient, Lettering, Shadow, Stroke};
use vello_cpu::filter_effects::{EdgeMode, Filter, FilterPrimitive};
use vello_cpu::kurbo::{self, Affine, Join, Rect};
use vello_cpu::peniko::{self, ColorStop};
use vello_cpu::{Glyph, PaintType};

/// Letters to paint, of a text that was laid out.
#[derive(Clone, Copy)]
pub(super) struct Inked<'a> {
    pub block: &'a Block,
    pub lettering: &'a Lettering,
    /// By their places in the block.
    pub letters: &'a [usize],
}

/// Letters are painted in two coats, so that what is beneath one does not cover another.
#[derive(Clone, Copy)]
pub(super) enum Coat {
    /// What is behind the letters, their shadow, their outline.
    Beneath,
    /// The letters, and the lines along them.
    Filling,
}

impl Inked<'_> {
    /// What there is to paint, the undermost first.
    pub fn coats(lettering: &Lettering) -> &'static [Coat] {
        let Lettering { behind, stroke, shadow, .. } = lettering;
        match behind.is_some() || stroke.is_some() || shadow.is_some() {
            true => &[Coat::Beneath, Coat::Filling],
            false => &[Coat::Filling],
        }
    }

    /// How far ink may reach beyond the room that letters take.
    pub fn reach(lettering: &Lettering) -> f64 {
        // Swashes and accents.
        let overhang = 0.75 * lettering.size;
        let stroke = lettering.stroke.map_or(0.0, |stroke| stroke.width / 2.0);
        let shadow = lettering.shadow.map_or(0.0, |shadow| {
            // Three standard deviations of the blur.
            1.5 * blur(&shadow) + shadow.offset.x.abs().max(shadow.offset.y.abs())
        });
        overhang + stroke + shadow + 1.0
    }

    /// All of it.
    pub fn paint(&self, canvas: &mut Canvas) {
        self.paint_beneath(canvas);
        self.paint_filling(canvas);
    }

    /// One coat of it.
    pub fn paint_coat(&self, coat: Coat, canvas: &mut Canvas) {
        match coat {
            Coat::Beneath => self.paint_beneath(canvas),
            Coat::Filling => self.paint_filling(canvas),
        }
    }

    fn paint_beneath(&self, canvas: &mut Canvas) {
        let Lettering { behind, stroke, shadow, .. } = self.lettering;
        if let Some(behind) = behind {
            for (line, left, right) in self.block.stretches(self.letters) {
                let line = self.block.lines[line];
                canvas.fill_rounded(Rect::new(left, line.top, right, line.bottom), 0.0, *behind);
            }
        }
        if let Some(shadow) = shadow {
            canvas.context.push_filter_layer(filter(shadow));
            if let Some(Stroke { width, .. }) = stroke {
                self.outline(canvas, *width, Color::BLACK);
            }
            self.fill(canvas, &solid(Color::BLACK));
            canvas.context.pop_layer();
        }
        if let Some(Stroke { width, color }) = stroke {
            self.outline(canvas, *width, *color);
        }
    }

    fn paint_filling(&self, canvas: &mut Canvas) {
        let Lettering { color, gradient, .. } = self.lettering;
        let paint = gradient.as_ref().map_or_else(|| solid(*color), |gradient| over(gradient, self.block.bounds()));
        self.fill(canvas, &paint);
    }

    fn fill(&self, canvas: &mut Canvas, paint: &PaintType) {
        canvas.context.set_paint(paint.clone());
        self.each_face(canvas, Use::Fill(opacity(paint)));
        for rect in self.decorations() {
            canvas.context.fill_rect(&rect);
        }
    }

    fn outline(&self, canvas: &mut Canvas, width: f64, color: Color) {
        let stroke = kurbo::Stroke::new(width).with_join(Join::Round);
        canvas.context.set_paint(solid(color));
        canvas.context.set_stroke(stroke);
        self.each_face(canvas, Use::Outline);
        for rect in self.decorations() {
            canvas.context.stroke_rect(&rect);
        }
    }

    fn each_face(&self, canvas: &mut Canvas, what: Use) {
        for (index, face) in self.block.faces.iter().enumerate() {
            let letters = self.letters.iter().map(|at| &self.block.letters[*at]);
            let glyphs: Vec<Glyph> = letters
                .filter(|letter| letter.face == index)
                .flat_map(|letter| letter.glyphs.iter().copied())
                .collect();
            if glyphs.is_empty() {
                continue;
            }
            // Signs with colours of their own take none from the paint, not even how opaque it is; and they have no outline.
            let layer = match what {
                Use::Outline if face.colored => continue,
                Use::Fill(opacity) if face.colored && opacity <= 0.0 => continue,
                Use::Fill(opacity) if face.colored && opacity < 1.0 => Some(opacity),
                Use::Fill(_) | Use::Outline => None,
            };
            let paint = canvas.context.paint().clone();
            if let Some(opacity) = layer {
                canvas.context.set_paint(strengthened(&paint, opacity.recip()));
                canvas.context.push_opacity_layer(opacity);
            }
            let run = canvas.context.glyph_run(&mut canvas.resources, &face.font);
            let mut run = run.font_size(face.size).normalized_coords(&face.coords).hint(false);
            if let Some(degrees) = face.slant {
                run = run.glyph_transform(Affine::skew(f64::from(degrees).to_radians().tan(), 0.0));
            }
            let painted = match what {
                Use::Fill(_) => run.fill_glyphs(glyphs.into_iter()),
                Use::Outline => run.stroke_glyphs(glyphs.into_iter()),
            };
            if let Err(error) = painted {
                tracing::debug!(%error, "a font has signs that cannot be painted; left out");
            }
            if layer.is_some() {
                canvas.context.pop_layer();
                canvas.context.set_paint(paint);
            }
        }
    }

    /// The lines under or through the letters.
    fn decorations(&self) -> Vec<Rect> {
        let Some(decoration) = self.lettering.decoration else { return Vec::new() };
        let stretches = self.block.stretches(self.letters).into_iter();
        let rects = stretches.filter_map(|(line, left, right)| {
            // As thick as the font of the line's first letter has it.
            let first = self.block.letters.iter().find(|letter| letter.line == line)?;
            let face = self.block.faces.get(first.face)?;
            let (below, thick) = match decoration {
                Decoration::Underline => face.underline,
                Decoration::LineThrough => face.line_through,
            };
            let top = self.block.lines[line].baseline + below;
            Some(Rect::new(left, top, right, top + thick.max(1.0)))
        });
        rects.collect()
    }
}

#[derive(Clone, Copy)]
enum Use {
    /// With a paint of this opacity, from 0 to 1.
    Fill(f32),
    Outline,
}

/// How opaque a paint is: where colours run into each other, as its most opaque one.
fn opacity(paint: &PaintType) -> f32 {
    match paint {
        PaintType::Solid(color) => color.components[3],
        PaintType::Gradient(gradient) => gradient.stops.iter().map(|stop| stop.color.components[3]).fold(0.0, f32::max),
        PaintType::Image(_) => 1.0,
    }
}

fn blur(shadow: &Shadow) -> f64 {
    shadow.blur.clamp(0.0, limits::BLUR.into())
}

fn filter(shadow: &Shadow) -> Filter {
    Filter::from_primitive(FilterPrimitive::DropShadowOnly {
        dx: shadow.offset.x as f32,
        dy: shadow.offset.y as f32,
        std_deviation: (blur(shadow) / 2.0) as f32,
        color: color(shadow.color),
        edge_mode: EdgeMode::None,
    })
}

/// A paint that is more opaque by a factor.
fn strengthened(paint: &PaintType, factor: f32) -> PaintType {
    match paint {
        PaintType::Solid(color) => PaintType::Solid(color.multiply_alpha(factor)),
        PaintType::Gradient(gradient) => PaintType::Gradient(gradient.clone().multiply_alpha(factor)),
        PaintType::Image(_) => paint.clone(),
    }
}

/// Colours that run over a rectangle.
fn over(gradient: &Gradient, rect: Rect) -> PaintType {
    let center = rect.center();
    let (width, height) = (rect.width().max(1.0), rect.height().max(1.0));
    let painted = match gradient.angle {
        Some(degrees) => {
            let (sin, cos) = degrees.to_radians().sin_cos();
            // So long that the first and the last colour are reached in the corners, as in CSS.
            let half = (width * cos.abs() + height * sin.abs()) / 2.0;
            let way = kurbo::Vec2::new(cos * half, sin * half);
            peniko::Gradient::new_linear(center - way, center + way)
        }
        None => peniko::Gradient::new_radial(center, (width.max(height) / 2.0) as f32),
    };
    let stops: Vec<ColorStop> =
        gradient.stops.iter().map(|(place, stop)| (*place as f32, color(*stop)).into()).collect();
    PaintType::Gradient(painted.with_stops(stops.as_slice()))
}
