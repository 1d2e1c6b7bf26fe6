//! The pictures of luma mattes, as they lie over what they hide.

use super::draw::{Film, Placed, Use, load};
use super::frame::{Layout, PlanesMut};
use super::geometry::{Region, sides};
use super::held::Held;
use super::media::{FrameRequest, Media};
use super::paint::{Compositor, in_stored_pixels};
use super::prepare::{Prepared, prepare_matte};
use domain::composition::{Content, Matrix3, Rect, SourceId};
use domain::{Failure, FailureCode};

/// Limited range luma of nothing.
const BLACK: u8 = 16;

/// Where the last frame of a film is looked for: so many steps of so many seconds from where there certainly is one.
const STEPS: usize = 120;
const STEP: f64 = 1.0 / 60.0;

impl Compositor {
    /// The luma of a matte over `region`, row after row: limited range, premultiplied, black outside the box.
    ///
    /// A film that has ended keeps its last frame. `None`, and nothing is hidden, where it has not begun or never had one.
    pub(super) fn draw_matte(
        &mut self,
        slot: usize,
        matrix: Matrix3,
        time: Option<f64>,
        region: Region,
        media: &mut dyn Media,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let (width, height) = region.size();
        let mut luma = std::mem::take(&mut self.luma);
        luma.clear();
        luma.resize(width * height, BLACK);
        let mut out = PlanesMut::first(Layout::I420, width, height, [&mut luma, &mut []]);
        let matrix = region.view().after(matrix);
        let Some(content) = self.resolver.content(slot).cloned() else { return Ok(None) };
        if let Content::Video { source, crop, .. } = content {
            let Some(time) = time else { return Ok(None) };
            let request = FrameRequest { slot, source, time };
            if let Some(frame) = media.frame(request)? {
                self.place_matte(slot, matrix, crop, source, &Film(frame), &mut out);
                return Ok(Some(luma));
            }
            let last = match self.held.remove(&slot) {
                Some(last) => Some(last),
                None => self.last_frame(request, media)?,
            };
            let Some(last) = last else { return Ok(None) };
            let planes = last.planes().map_err(|error| Failure::new(FailureCode::Internal, error.to_string()))?;
            self.place_matte(slot, matrix, crop, source, &Film(planes), &mut out);
            self.held.insert(slot, last);
            return Ok(Some(luma));
        }
        let prepared = match self.prepared.remove(&slot) {
            Some(prepared) => prepared,
            None => {
                let (picture, crop) = load(&content, media)?;
                prepare_matte(&self.resolver, slot, &picture, crop)
            }
        };
        if let Prepared::Moving { picture, .. } = &prepared {
            let size = (picture.width(), picture.height());
            let crop = Rect { x: 0.0, y: 0.0, width: size.0 as f64, height: size.1 as f64 };
            let (matrix, crop) = overhanging(matrix, crop);
            let key = (slot, Use::Color);
            self.place(&Placed { key, source: picture, crop, size, matrix, opacity: 256 }, &mut out);
        }
        self.prepared.insert(slot, prepared);
        Ok(Some(luma))
    }

    fn place_matte(
        &mut self,
        slot: usize,
        matrix: Matrix3,
        crop: Rect,
        source: SourceId,
        film: &Film<'_>,
        out: &mut PlanesMut<'_>,
    ) {
        let size = (film.0.width(), film.0.height());
        let crop = self.videos.get(&source).map_or(crop, |facts| in_stored_pixels(crop, facts.shown, size));
        let (matrix, crop) = overhanging(matrix, crop);
        let key = (slot, Use::Color);
        self.place(&Placed { key, source: film, crop, size, matrix, opacity: 256 }, out);
    }

    /// The last frame of a film, if it has ended before the time that was asked for.
    fn last_frame(&self, request: FrameRequest, media: &mut dyn Media) -> Result<Option<Held>, Failure> {
        let certain = self.videos.get(&request.source).and_then(|facts| facts.certain);
        let mut time = certain.map_or(0.0, |(_, end)| end);
        let mut last = None;
        for _ in 0..STEPS {
            if time >= request.time {
                break;
            }
            match media.frame(FrameRequest { time, ..request })? {
                Some(frame) => last = Some(Held::of(&frame)),
                None if last.is_some() => break,
                None => {}
            }
            time += STEP;
        }
        Ok(last)
    }
}

/// A matte that hangs over its box by a pixel on all sides: its own edges must not hide the edges of what lies beneath.
fn overhanging(matrix: Matrix3, crop: Rect) -> (Matrix3, Rect) {
    let sides = sides(matrix);
    let (x, y) = (1.0 / sides.0.max(1.0), 1.0 / sides.1.max(1.0));
    let wider = Matrix3([[1.0 + 2.0 * x, 0.0, -x], [0.0, 1.0 + 2.0 * y, -y], [0.0, 0.0, 1.0]]);
    let crop = Rect {
        x: crop.x - x * crop.width,
        y: crop.y - y * crop.height,
        width: crop.width * (1.0 + 2.0 * x),
        height: crop.height * (1.0 + 2.0 * y),
    };
    (matrix.after(wider), crop)
}
