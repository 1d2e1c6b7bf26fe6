//! Draws what a frame shows: each layer in its way, groups on panes of their own.

use super::affine::paint_turned;
use super::color::to_rgb_into;
use super::frame::{Frame, Layout, PlaneView, Planes, PlanesMut};
use super::geometry::{PixelSize, Region, axes, is_affine, sides};
use super::media::{FrameRequest, Media};
use super::paint::{Compositor, in_stored_pixels};
use super::pane::{AlphaOf, Dot, Ground, Pane};
use super::perspective::paint_projected;
use super::prepare::{LARGEST, Prepared, fitting, per_canvas_pixel, prepare, with_effects};
use super::resolver::{Hiding, SNAP, Shown};
use super::rgba::Rgba;
use super::scale::{Source, Tables, paint};
use domain::composition::{BlendMode, Content, Effect, Matrix3, Rect};
use domain::{Failure, FailureCode};

/// By how much a turned film may be shrunk before it is shrunk apart.
const SHRINKS: f64 = 1.5;

/// What tables are kept for, of one place: each has axes of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// Bringing the picture to its box.
    Color,
    /// Covering the box.
    Cover,
    /// Making the picture as small as it is on screen.
    Upright,
}

/// A source and how it is put on the target.
pub(super) struct Placed<'a> {
    /// Whose it is, and what for.
    pub key: (usize, Use),
    pub source: &'a dyn Source,
    /// The part that fills the box, and the size of the whole, in its own pixels.
    pub crop: Rect,
    pub size: PixelSize,
    /// Takes the unit square to what is painted on.
    pub matrix: Matrix3,
    /// 0 to 256.
    pub opacity: u16,
}

impl Compositor {
    /// Draws what is not hidden, in order. The ground is filled with `background` where it shows through.
    pub(super) fn draw_all(
        &mut self,
        shown: &[Shown],
        background: Option<[u8; 3]>,
        media: &mut dyn Media,
        ground: &mut Ground<'_>,
    ) -> Result<(), Failure> {
        let mut ended = vec![false; shown.len()];
        'again: loop {
            let base = shown.iter().zip(&ended).rposition(|(layer, ended)| layer.covers && !ended);
            if let Some(background) = background.filter(|_| base.is_none()) {
                ground.color.fill(background);
            }
            for (i, layer) in shown.iter().enumerate().skip(base.unwrap_or(0)) {
                let drawn = self.draw(layer, media, ground)?;
                if !drawn && base == Some(i) {
                    // The film that should have hidden the rest has ended.
                    ended[i] = true;
                    continue 'again;
                }
            }
            return Ok(());
        }
    }

    /// Draws one layer or group; `false` when its film has no frame there.
    fn draw(&mut self, shown: &Shown, media: &mut dyn Media, ground: &mut Ground<'_>) -> Result<bool, Failure> {
        let opacity = (shown.opacity * 256.0).round() as u16;
        if shown.is_plain() {
            return self.draw_content(shown, opacity, media, ground);
        }
        let target = (self.target.width, self.target.height);
        let clips = shown.hiding.iter().filter_map(|hiding| match hiding {
            Hiding::Box { matrix } => Some(*matrix),
            _ => None,
        });
        let region = clips
            .chain([shown.matrix])
            .try_fold(ground.region, |region, matrix| region.within(Region::of(matrix, target)?));
        let Some(region) = region else { return Ok(true) };
        let mut pane = self.panes.pop().unwrap_or_default();
        let drawn = self.draw_on_pane(shown, region, media, &mut pane)?;
        match shown.blend {
            BlendMode::Normal => pane.put(ground, region, opacity),
            mode => self.blender.blend(ground, &mut pane, region, mode, opacity),
        }
        self.panes.push(pane);
        Ok(drawn)
    }

    fn draw_on_pane(
        &mut self,
        shown: &Shown,
        region: Region,
        media: &mut dyn Media,
        pane: &mut Pane,
    ) -> Result<bool, Failure> {
        pane.reset(self.target.layout, region.size());
        if let Some(parts) = &shown.parts {
            self.draw_all(parts, None, media, &mut pane.ground(region))?;
            self.change_group(shown.slot, region, pane);
        } else if !self.draw_content(shown, 256, media, &mut pane.ground(region))? {
            return Ok(false);
        }
        if shown.hiding.is_empty() {
            return Ok(true);
        }
        let mut veil = std::mem::take(&mut self.veil);
        veil.reset(region);
        for hiding in &shown.hiding {
            match hiding {
                Hiding::Box { matrix } => veil.keep_box(*matrix),
                Hiding::Wipe { matrix, quarter, edge, softness } => veil.wipe(*matrix, *quarter, *edge, *softness),
                Hiding::Luma { slot, matrix, time, polarity } => {
                    if let Some(luma) = self.draw_matte(*slot, *matrix, *time, region, media)? {
                        veil.matte(&luma, *polarity);
                        self.luma = luma;
                    }
                }
            }
        }
        pane.hide(&veil.shares);
        self.veil = veil;
        Ok(true)
    }

    /// Applies a group's effects to the finished group.
    fn change_group(&mut self, slot: usize, region: Region, pane: &mut Pane) {
        let effects = self.resolver.effects(slot);
        if effects.is_empty() {
            return;
        }
        self.workshop.apply(pane, effects, self.resolver.stretch(), self.target.layout);
        if pane.size() == region.size() {
            return;
        }
        let mut whole = self.panes.pop().unwrap_or_default();
        whole.reset(self.target.layout, region.size());
        let placed = Placed {
            key: (slot, Use::Color),
            source: pane,
            crop: all_of(pane.size()),
            size: pane.size(),
            matrix: region.matrix(),
            opacity: 256,
        };
        self.place_on(placed, &mut whole.ground(region));
        std::mem::swap(pane, &mut whole);
        self.panes.push(whole);
    }

    /// Draws what fills a layer's box, with its effects; `false` when its film has no frame there.
    fn draw_content(
        &mut self,
        shown: &Shown,
        opacity: u16,
        media: &mut dyn Media,
        ground: &mut Ground<'_>,
    ) -> Result<bool, Failure> {
        let Some(content) = self.resolver.content(shown.slot) else { return Ok(false) };
        if let Content::Video { source, crop, .. } = content {
            let (source, crop) = (*source, *crop);
            let Some(time) = shown.source_time else { return Ok(false) };
            let Some(frame) = media.frame(FrameRequest { slot: shown.slot, source, time })? else { return Ok(false) };
            let size = (frame.width(), frame.height());
            let crop = self.videos.get(&source).map_or(crop, |facts| in_stored_pixels(crop, facts.shown, size));
            self.draw_film(shown, frame, crop, opacity, ground);
            return Ok(true);
        }
        let prepared = match self.prepared.remove(&shown.slot) {
            Some(prepared) => prepared,
            None => {
                let size = (self.target.width, self.target.height);
                let (mut picture, mut crop) = load(content, media)?;
                let effects = self.resolver.effects(shown.slot);
                if !effects.is_empty() {
                    let whole = (&picture, crop);
                    (picture, crop) = with_effects(&self.resolver, shown.slot, whole, effects, &mut self.workshop)?;
                }
                prepare(&self.resolver, shown, &picture, crop, self.target.layout, size)
            }
        };
        match &prepared {
            Prepared::Still { picture, x, y } => picture.put(ground, *x, *y, opacity),
            Prepared::Moving { picture, part } => {
                let size = (picture.width(), picture.height());
                let key = (shown.slot, Use::Color);
                let matrix = shown.matrix.after(*part);
                let placed = Placed { key, source: picture, crop: all_of(size), size, matrix, opacity };
                self.place_on(placed, ground);
            }
        }
        self.prepared.insert(shown.slot, prepared);
        Ok(true)
    }

    fn draw_film(&mut self, shown: &Shown, frame: Planes<'_>, crop: Rect, opacity: u16, ground: &mut Ground<'_>) {
        let (key, matrix, size) = ((shown.slot, Use::Color), shown.matrix, (frame.width(), frame.height()));
        let effects = self.resolver.effects(shown.slot).to_vec();
        if !effects.is_empty() {
            let mut pane = self.panes.pop().unwrap_or_default();
            self.change_film(shown, &frame, crop, &effects, &mut pane);
            let size = pane.size();
            let placed = Placed { key, source: &pane, crop: all_of(size), size, matrix, opacity };
            self.place_on(placed, ground);
            self.panes.push(pane);
        } else if self.target.layout == Layout::Rgb {
            let alpha = frame.alpha(0).zip(frame.alpha(1)).map(|(luma, chroma)| [luma, chroma]);
            let mut converted = Frame::new(Layout::Rgb, 0, 0);
            to_rgb_into(&frame, alpha, &mut converted);
            let planes = converted.planes();
            // All three planes have the size of the first.
            let translucent = alpha.and_then(|[luma, _]| planes.with_alpha([(luma.data, luma.stride); 2]).ok());
            let film = Film(translucent.unwrap_or(planes));
            self.place_on(Placed { key, source: &film, crop, size, matrix, opacity }, ground);
        } else {
            self.place_on(Placed { key, source: &Film(frame), crop, size, matrix, opacity }, ground);
        }
    }

    /// Puts `crop` of a film's frame on `pane` at its size on screen, with effects, in the target's layout.
    fn change_film(&mut self, shown: &Shown, frame: &Planes<'_>, crop: Rect, effects: &[Effect], pane: &mut Pane) {
        let size = (frame.width(), frame.height());
        let on_screen = sides(shown.matrix);
        let wanted = fitting(crop, on_screen);
        let whole = crop.x.abs() <= SNAP
            && crop.y.abs() <= SNAP
            && (crop.width - size.0 as f64).abs() <= SNAP
            && (crop.height - size.1 as f64).abs() <= SNAP;
        let translucent = frame.alpha(0).is_some();
        if whole && wanted == size && !translucent {
            pane.load(frame);
        } else {
            pane.reset(frame.layout(), wanted);
            let matrix = Matrix3::scaling(wanted.0 as f64, wanted.1 as f64);
            let key = (shown.slot, Use::Upright);
            let placed = Placed { key, source: &Film(*frame), crop, size, matrix, opacity: 256 };
            self.place(&placed, &mut pane.color.planes_mut());
            if translucent {
                let alpha = AlphaOf(placed.source);
                self.place(&Placed { source: &alpha, ..placed }, &mut pane.alpha_planes());
            } else {
                pane.fill_alpha();
            }
        }
        let per_canvas = per_canvas_pixel(wanted, on_screen, self.resolver.stretch());
        self.workshop.apply(pane, effects, per_canvas, self.target.layout);
    }

    /// Puts a source, whose matrix leads to the target, on the ground and into its alpha.
    fn place_on(&mut self, placed: Placed<'_>, ground: &mut Ground<'_>) {
        let placed = Placed { matrix: ground.region.view().after(placed.matrix), ..placed };
        self.place(&placed, &mut ground.color);
        let Some(alpha) = &mut ground.alpha else { return };
        if placed.source.alpha(0).is_some() {
            let opacity = AlphaOf(placed.source);
            self.place(&Placed { source: &opacity, ..placed }, alpha);
        } else {
            let key = (placed.key.0, Use::Cover);
            self.place(&Placed { key, source: &Dot, crop: all_of((1, 1)), size: (1, 1), ..placed }, alpha);
        }
    }

    /// Puts a source on the planes of `out`, to which its matrix leads.
    pub(super) fn place(&mut self, placed: &Placed<'_>, out: &mut PlanesMut<'_>) {
        let Placed { key, source, crop, size, matrix, opacity } = *placed;
        let (width, height, layout) = (out.width(), out.height(), out.layout());
        if matrix.is_axis_aligned() {
            let (x, y) = axes(matrix, crop, size, (width, height));
            let cached = self.tables.remove(&key).filter(|tables| tables.fit(x, y, layout));
            let tables = cached.unwrap_or_else(|| Tables::new(x, y, layout));
            paint(out, source, &tables, opacity, &mut self.scratch);
            self.tables.insert(key, tables);
            return;
        }
        let turned = if is_affine(matrix) { paint_turned } else { paint_projected };
        let (across, down) = sides(matrix);
        let shrinks = crop.width > SHRINKS * across || crop.height > SHRINKS * down;
        if source.alpha(0).is_some() || !shrinks {
            turned(out, source, matrix, crop, size, opacity, &mut self.scratch);
            return;
        }
        // Interpolation between neighbours would skip samples: shrink first, turn then.
        let fitting = |side: f64, cropped: f64| side.min(cropped).clamp(1.0, LARGEST).ceil() as usize;
        let small = (fitting(across, crop.width), fitting(down, crop.height));
        let (x, y) = axes(Matrix3::scaling(small.0 as f64, small.1 as f64), crop, size, small);
        let mut frame = Frame::new(layout, small.0, small.1);
        paint(&mut frame.planes_mut(), source, &Tables::new(x, y, layout), 256, &mut self.scratch);
        turned(out, &Film(frame.planes()), matrix, all_of(small), small, opacity, &mut self.scratch);
    }
}

/// All of a picture of this size.
fn all_of((width, height): PixelSize) -> Rect {
    Rect { x: 0.0, y: 0.0, width: width as f64, height: height as f64 }
}

/// The picture that a layer or matte shows, and the part of it that fills the box.
pub(super) fn load(content: &Content, media: &mut dyn Media) -> Result<(Rgba, Rect), Failure> {
    match content {
        Content::Image { source, crop } => Ok((media.image(*source)?, *crop)),
        Content::Raster { raster, crop } => Ok((media.raster(*raster)?, *crop)),
        Content::Solid { color } => Ok((Rgba::dot(*color), all_of((1, 1)))),
        Content::Video { .. } => Err(Failure::new(FailureCode::Internal, "A film was taken for a picture.")),
    }
}

/// A decoded frame as something to paint.
pub(super) struct Film<'a>(pub Planes<'a>);

impl Source for Film<'_> {
    fn color(&self, plane: usize) -> PlaneView<'_> {
        self.0.plane(plane)
    }

    fn alpha(&self, plane: usize) -> Option<PlaneView<'_>> {
        self.0.alpha(plane)
    }
}
