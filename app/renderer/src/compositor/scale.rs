//! Paints a picture whose edges are parallel to the canvas's: copied, or scaled by tables, at any fraction of a pixel.

use super::frame::{Layout, PlaneView, PlanesMut};
use super::kernels::{Shuffles, mix, over, weigh_columns, weigh_rows};
use super::taps::{Axis, Taps, quantised};

/// What is painted: three planes of colour, and what is translucent of them.
pub(crate) trait Source {
    /// A colour plane (premultiplied where there is alpha).
    fn color(&self, plane: usize) -> PlaneView<'_>;
    /// The alpha that belongs to plane `plane`; `None` when all is opaque.
    fn alpha(&self, plane: usize) -> Option<PlaneView<'_>>;
}

/// The tables of both axes for one plane.
#[derive(Clone, Debug)]
struct PlaneTables {
    columns: Taps<u16>,
    shuffles: Option<Shuffles>,
    rows: Taps<u16>,
}

impl PlaneTables {
    fn new(x: &Axis, y: &Axis) -> Self {
        let columns = quantised(x, 2);
        let shuffles = if columns.copies { None } else { Shuffles::new(&columns, x.source_size) };
        Self { columns, shuffles, rows: quantised(y, 1) }
    }
}

/// The tables of both axes for the planes of one layout.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    key: (Axis, Axis, Layout),
    planes: [PlaneTables; 2],
}

impl Tables {
    pub fn new(horizontal: Axis, vertical: Axis, layout: Layout) -> Self {
        let (x, y) = (horizontal.snapped(), vertical.snapped());
        let of = |shift| PlaneTables::new(&x.shrunk(shift), &y.shrunk(shift));
        let luma = of(0);
        let chroma = if layout.shift(1) == 0 { luma.clone() } else { of(1) };
        Self { key: (horizontal, vertical, layout), planes: [luma, chroma] }
    }

    /// Whether these are the tables for that.
    pub fn fit(&self, horizontal: Axis, vertical: Axis, layout: Layout) -> bool {
        self.key == (horizontal, vertical, layout)
    }

    fn of_plane(&self, plane: usize) -> &PlaneTables {
        &self.planes[plane.min(1)]
    }
}

/// Scratch rows, kept between calls.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    weighed: Vec<u8>,
    pub(crate) color: Vec<u8>,
    pub(crate) alpha: Vec<u8>,
}

/// Paints `source` through `tables` onto `target` at an opacity of 0 to 256.
pub(crate) fn paint(
    target: &mut PlanesMut<'_>,
    source: &dyn Source,
    tables: &Tables,
    opacity: u16,
    scratch: &mut Scratch,
) {
    for plane in 0..target.count() {
        let plane_tables = tables.of_plane(plane);
        let PlaneTables { columns, rows, .. } = plane_tables;
        let Scratch { weighed, color, alpha } = scratch;
        if columns.len() == 0 {
            continue;
        }
        let inside = columns.inside();
        let (from, translucency) = (source.color(plane), source.alpha(plane));
        color.resize(columns.len(), 0);
        for i in 0..rows.len() {
            let row_opacity = times(opacity, rows.coverage[i]);
            let line = &mut target.row_mut(plane, rows.begin + i)[columns.begin..columns.begin + columns.len()];
            let whole_line = translucency.is_none() && row_opacity == 256 && inside == (0..columns.len());
            if whole_line {
                resample(line, from, plane_tables, i, weighed);
                continue;
            }
            resample(color, from, plane_tables, i, weighed);
            let edges = (0..inside.start).chain(inside.end..columns.len());
            let opacity_at = |x: usize| times(row_opacity, columns.coverage[x]);
            let middle = inside.clone();
            if let Some(translucency) = translucency {
                alpha.resize(columns.len(), 0);
                resample(alpha, translucency, plane_tables, i, weighed);
                over(&mut line[middle.clone()], &color[middle.clone()], &alpha[middle], row_opacity);
                edges.for_each(|x| over(&mut line[x..=x], &color[x..=x], &alpha[x..=x], opacity_at(x)));
            } else {
                mix(&mut line[middle.clone()], &color[middle], row_opacity);
                edges.for_each(|x| mix(&mut line[x..=x], &color[x..=x], opacity_at(x)));
            }
        }
    }
}

/// The product of two factors of 0 to 256.
pub(crate) fn times(a: u16, b: u16) -> u16 {
    ((u32::from(a) * u32::from(b) + 128) >> 8) as u16
}

/// One row of the target: weighed from rows, then along the row; either step is left out where it changes nothing.
fn resample(
    target: &mut [u8],
    source: PlaneView<'_>,
    PlaneTables { columns, shuffles, rows }: &PlaneTables,
    i: usize,
    weighed: &mut Vec<u8>,
) {
    const MOST: usize = 16;
    let (from, to) = columns.reads;
    let first = rows.starts[i] as usize;
    let weights = rows.weights_of(i);
    // Most rows need fewer taps than the row that needs most.
    let used = weights.iter().rposition(|w| *w != 0).map_or(1, |last| last + 1);
    let row: &[u8] = if used == 1 {
        source.row(first)
    } else {
        // As long as the source's rows: loads may reach beyond what is weighed.
        weighed.resize(source.columns, 0);
        let mut small: [&[u8]; MOST] = [&[]; MOST];
        if used <= MOST {
            for (k, row) in small[..used].iter_mut().enumerate() {
                *row = &source.row(first + k)[from..to];
            }
            weigh_rows(&mut weighed[from..to], &small[..used], &weights[..used]);
        } else {
            let many: Vec<&[u8]> = (0..used).map(|k| &source.row(first + k)[from..to]).collect();
            weigh_rows(&mut weighed[from..to], &many, &weights[..used]);
        }
        weighed
    };
    if columns.copies {
        let start = columns.starts[0] as usize;
        target.copy_from_slice(&row[start..start + target.len()]);
    } else {
        weigh_columns(target, row, columns, shuffles.as_ref());
    }
}
