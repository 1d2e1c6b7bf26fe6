//! Paints a picture whose edges are parallel to the canvas's: copied, or scaled by tables, at any fraction of a pixel.

use super::frame::{Layout, PlanesMut};
use super::kernels::{mix, over, weigh_columns, weigh_rows};
use super::taps::{Axis, Taps, quantised};

/// What is painted: three planes of colour, and what is translucent of them.
pub(crate) trait Source {
    /// A row of a colour plane (premultiplied where there is alpha).
    fn color(&self, plane: usize, row: usize) -> &[u8];
    /// The alpha row that belongs to row `row` of plane `plane`; `None` when all is opaque.
    fn alpha(&self, plane: usize, row: usize) -> Option<&[u8]>;
    /// Whether it has alpha at all.
    fn is_opaque(&self) -> bool;
}

/// The tables of both axes for the planes of one layout.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    key: (Axis, Axis, Layout),
    planes: [(Taps<u16>, Taps<u16>); 2],
}

impl Tables {
    pub fn new(horizontal: Axis, vertical: Axis, layout: Layout) -> Self {
        let (x, y) = (horizontal.snapped(), vertical.snapped());
        let of = |shift| (quantised(&x.shrunk(shift)), quantised(&y.shrunk(shift)));
        let luma = of(0);
        let chroma = if layout.shift(1) == 0 { luma.clone() } else { of(1) };
        Self { key: (horizontal, vertical, layout), planes: [luma, chroma] }
    }

    /// Whether these are the tables for that.
    pub fn fit(&self, horizontal: Axis, vertical: Axis, layout: Layout) -> bool {
        self.key == (horizontal, vertical, layout)
    }

    fn of_plane(&self, plane: usize) -> &(Taps<u16>, Taps<u16>) {
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
    for plane in 0..3 {
        let (columns, rows) = tables.of_plane(plane);
        let Scratch { weighed, color, alpha } = scratch;
        if columns.len() == 0 {
            continue;
        }
        let inside = columns.inside();
        color.resize(columns.len(), 0);
        for i in 0..rows.len() {
            let row_opacity = times(opacity, rows.coverage[i]);
            let line = &mut target.row_mut(plane, rows.begin + i)[columns.begin..columns.begin + columns.len()];
            let whole_line = source.is_opaque() && row_opacity == 256 && inside == (0..columns.len());
            if whole_line {
                resample(line, |row| source.color(plane, row), columns, rows, i, weighed);
                continue;
            }
            resample(color, |row| source.color(plane, row), columns, rows, i, weighed);
            let edges = (0..inside.start).chain(inside.end..columns.len());
            if source.is_opaque() {
                mix(&mut line[inside.clone()], &color[inside.clone()], row_opacity);
                for x in edges {
                    let opacity = times(row_opacity, columns.coverage[x]);
                    mix(&mut line[x..=x], &color[x..=x], opacity);
                }
            } else {
                alpha.resize(columns.len(), 0);
                resample(alpha, |row| source.alpha(plane, row).unwrap_or(&[]), columns, rows, i, weighed);
                over(&mut line[inside.clone()], &color[inside.clone()], &alpha[inside.clone()], row_opacity);
                for x in edges {
                    let opacity = times(row_opacity, columns.coverage[x]);
                    over(&mut line[x..=x], &color[x..=x], &alpha[x..=x], opacity);
                }
            }
        }
    }
}

/// The product of two factors of 0 to 256.
pub(crate) fn times(a: u16, b: u16) -> u16 {
    ((u32::from(a) * u32::from(b) + 128) >> 8) as u16
}

/// One row of the target: weighed from rows, then along the row; either step is left out where it changes nothing.
fn resample<'a>(
    target: &mut [u8],
    source: impl Fn(usize) -> &'a [u8],
    columns: &Taps<u16>,
    rows: &Taps<u16>,
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
        source(first)
    } else {
        weighed.resize(to, 0);
        let mut small: [&[u8]; MOST] = [&[]; MOST];
        if used <= MOST {
            for (k, row) in small[..used].iter_mut().enumerate() {
                *row = &source(first + k)[from..to];
            }
            weigh_rows(&mut weighed[from..to], &small[..used], &weights[..used]);
        } else {
            let many: Vec<&[u8]> = (0..used).map(|k| &source(first + k)[from..to]).collect();
            weigh_rows(&mut weighed[from..to], &many, &weights[..used]);
        }
        weighed
    };
    if columns.copies {
        let start = columns.starts[0] as usize;
        target.copy_from_slice(&row[start..start + target.len()]);
    } else {
        weigh_columns(target, row, &columns.starts, &columns.weights, columns.count);
    }
}
