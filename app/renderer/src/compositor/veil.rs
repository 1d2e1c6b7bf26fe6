//! How much of each pixel of a region is shown: what all masks of a picture leave of it.

use super::geometry::Region;
use super::kernels::vectorised;
use super::unit::Unit;
use domain::composition::{LumaPolarity, Matrix3};

/// Shares from 0 to 255 over a region of the target.
#[derive(Debug, Default)]
pub(crate) struct Veil {
    region: Option<Region>,
    width: usize,
    /// Row after row.
    pub shares: Vec<u8>,
}

impl Veil {
    /// Makes it one that shows all of `region`.
    pub fn reset(&mut self, region: Region) {
        let (width, height) = region.size();
        (self.region, self.width) = (Some(region), width);
        self.shares.clear();
        self.shares.resize(width * height, 255);
    }

    /// Hides what lies outside the image of the unit square.
    pub fn keep_box(&mut self, matrix: Matrix3) {
        let matrix = self.local(matrix);
        if !matrix.is_axis_aligned() {
            self.each_sample(matrix, |unit, x, y| unit.coverage(x, y));
            return;
        }
        let covered = |begin: f64, length: f64, count: usize| -> Vec<u8> {
            let (low, high) = (begin.min(begin + length), begin.max(begin + length));
            let share = |i: usize| (high.min(i as f64 + 1.0) - low.max(i as f64)).clamp(0.0, 1.0);
            (0..count).map(|i| byte(share(i))).collect()
        };
        let m = matrix.0;
        let columns = covered(m[0][2], m[0][0], self.width);
        let rows = covered(m[1][2], m[1][1], self.height());
        self.multiply(&columns, &rows);
    }

    /// Hides what a straight edge has not passed yet. Its middle lies at `edge` of the unit square's image, in the
    /// direction of `quarter`, and it is `softness` wide, but never sharper than one sample.
    pub fn wipe(&mut self, matrix: Matrix3, quarter: usize, edge: f64, softness: f64) {
        let matrix = self.local(matrix);
        let axis = quarter % 2;
        let share = |unit: &Unit, x: usize, y: usize| {
            let (at, step) = (unit.at(x, y)[axis], unit.steps(x, y)[axis]);
            let at = if quarter < 2 { at } else { 1.0 - at };
            (0.5 + (edge - at) / softness.max(step)).clamp(0.0, 1.0)
        };
        if !matrix.is_axis_aligned() {
            self.each_sample(matrix, share);
            return;
        }
        let Some(unit) = Unit::new(matrix) else { return };
        let at = |x: usize, y: usize| byte(share(&unit, x, y));
        let (mut columns, mut rows) = (vec![255; self.width], vec![255; self.height()]);
        if axis == 0 {
            columns.iter_mut().enumerate().for_each(|(x, column)| *column = at(x, 0));
        } else {
            rows.iter_mut().enumerate().for_each(|(y, row)| *row = at(0, y));
        }
        self.multiply(&columns, &rows);
    }

    /// Hides by the luma of a matte's picture over the region: limited range, 16 where there is nothing of it.
    pub fn matte(&mut self, luma: &[u8], polarity: LumaPolarity) {
        match polarity {
            LumaPolarity::BlackHides => keep_white(&mut self.shares, luma),
            LumaPolarity::WhiteHides => keep_black(&mut self.shares, luma),
        }
    }

    fn height(&self) -> usize {
        self.shares.len() / self.width.max(1)
    }

    fn local(&self, matrix: Matrix3) -> Matrix3 {
        self.region.map_or(matrix, |region| region.view().after(matrix))
    }

    fn multiply(&mut self, columns: &[u8], rows: &[u8]) {
        for (line, row) in self.shares.chunks_exact_mut(self.width.max(1)).zip(rows) {
            scale_row(line, columns, u16::from(*row));
        }
    }

    fn each_sample(&mut self, matrix: Matrix3, share: impl Fn(&Unit, usize, usize) -> f64) {
        let Some(unit) = Unit::new(matrix) else {
            self.shares.fill(0);
            return;
        };
        for (y, line) in self.shares.chunks_exact_mut(self.width.max(1)).enumerate() {
            for (x, value) in line.iter_mut().enumerate() {
                *value = product(u16::from(*value), u16::from(byte(share(&unit, x, y))));
            }
        }
    }
}

fn byte(share: f64) -> u8 {
    (share * 255.0).round() as u8
}

/// `a · b / 255`, rounded, of two bytes.
#[inline(always)]
fn product(a: u16, b: u16) -> u8 {
    let product = a.wrapping_mul(b).wrapping_add(128);
    (product.wrapping_add(product >> 8) >> 8) as u8
}

/// Full range from limited range, in bytes.
#[inline(always)]
fn brightness(luma: u8) -> u16 {
    let above = u16::from(luma.clamp(16, 235)).wrapping_sub(16);
    (u32::from(above).wrapping_mul(255 * 256 * 256 / 219 + 1).wrapping_add(32768) >> 16) as u16
}

vectorised! {
    fn scale_row(target: &mut [u8], columns: &[u8], row: u16) {
        for (t, column) in target.iter_mut().zip(columns) {
            *t = product(u16::from(*t), u16::from(product(u16::from(*column), row)));
        }
    }
}

vectorised! {
    fn keep_white(shares: &mut [u8], luma: &[u8]) {
        for (share, luma) in shares.iter_mut().zip(luma) {
            *share = product(u16::from(*share), brightness(*luma));
        }
    }
}

vectorised! {
    fn keep_black(shares: &mut [u8], luma: &[u8]) {
        for (share, luma) in shares.iter_mut().zip(luma) {
            *share = product(u16::from(*share), 255u16.wrapping_sub(brightness(*luma)));
        }
    }
}
