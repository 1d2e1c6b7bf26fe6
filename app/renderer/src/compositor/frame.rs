//! Planar pictures: borrowed views with strides, and an owned frame.

/// How the three planes of a picture lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Y, Cb, Cr: limited range BT.709. The two chroma planes have half the size, rounded up; each of their samples is
    /// the mean of its two by two block.
    I420,
    /// Red, green, blue: full range, all planes of the same size.
    Rgb,
}

impl Layout {
    /// By how many bits coordinates shrink in plane `plane`.
    pub(crate) const fn shift(self, plane: usize) -> u32 {
        match (self, plane) {
            (Layout::I420, 1..) => 1,
            _ => 0,
        }
    }

    /// Columns and rows of plane `plane` of a picture of this size.
    pub const fn plane_size(self, plane: usize, width: usize, height: usize) -> (usize, usize) {
        let shift = self.shift(plane);
        let odd = (1 << shift) - 1;
        ((width + odd) >> shift, (height + odd) >> shift)
    }
}

/// The planes do not hold a picture of the size that was claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("plane {plane} is too small for a picture of {width}x{height}")]
pub struct PlaneTooSmall {
    /// Which plane, from 0.
    pub plane: usize,
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
}

/// Whether `length` bytes with this stride hold plane `plane`.
fn check(
    layout: Layout,
    plane: usize,
    width: usize,
    height: usize,
    length: usize,
    stride: usize,
) -> Result<(), PlaneTooSmall> {
    let (columns, rows) = layout.plane_size(plane, width, height);
    let needed = rows.checked_sub(1).map_or(Some(0), |r| r.checked_mul(stride)?.checked_add(columns));
    match needed {
        Some(needed) if stride >= columns && length >= needed => Ok(()),
        _ => Err(PlaneTooSmall { plane, width, height }),
    }
}

/// One plane to read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlaneView<'a> {
    pub data: &'a [u8],
    /// Bytes from row to row.
    pub stride: usize,
    pub columns: usize,
}

impl<'a> PlaneView<'a> {
    /// Row `row`, without padding.
    pub fn row(&self, row: usize) -> &'a [u8] {
        &self.data[row * self.stride..][..self.columns]
    }
}

/// A picture that somebody else owns.
#[derive(Clone, Copy, Debug)]
pub struct Planes<'a> {
    layout: Layout,
    width: usize,
    height: usize,
    planes: [(&'a [u8], usize); 3],
    alpha: Option<[(&'a [u8], usize); 2]>,
}

impl<'a> Planes<'a> {
    /// A picture of `width` by `height` pixels in these planes, each with its stride (bytes from row to row).
    pub fn new(
        layout: Layout,
        width: usize,
        height: usize,
        planes: [(&'a [u8], usize); 3],
    ) -> Result<Self, PlaneTooSmall> {
        for (i, (data, stride)) in planes.iter().enumerate() {
            check(layout, i, width, height, data.len(), *stride)?;
        }
        Ok(Self { layout, width, height, planes, alpha: None })
    }

    /// The same picture, translucent: its colours are multiplied by this alpha, given at the size of the first plane and at
    /// that of the others, each with its stride.
    pub fn with_alpha(self, alpha: [(&'a [u8], usize); 2]) -> Result<Self, PlaneTooSmall> {
        for (plane, (data, stride)) in alpha.iter().enumerate() {
            check(self.layout, plane, self.width, self.height, data.len(), *stride)?;
        }
        Ok(Self { alpha: Some(alpha), ..self })
    }

    /// How the planes lie to each other.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Row `row` of plane `plane`, without padding.
    pub fn row(&self, plane: usize, row: usize) -> &'a [u8] {
        self.plane(plane).row(row)
    }

    /// One plane as a whole.
    pub(crate) fn plane(&self, plane: usize) -> PlaneView<'a> {
        let (data, stride) = self.planes[plane];
        PlaneView { data, stride, columns: self.layout.plane_size(plane, self.width, self.height).0 }
    }

    /// The alpha that belongs to plane `plane`; `None` when all is opaque.
    pub(crate) fn alpha(&self, plane: usize) -> Option<PlaneView<'a>> {
        let (data, stride) = self.alpha?[plane.min(1)];
        Some(PlaneView { data, stride, columns: self.layout.plane_size(plane, self.width, self.height).0 })
    }

    /// An owned copy of the colours without padding.
    pub fn to_frame(&self) -> Frame {
        let mut frame = Frame::new(self.layout, 0, 0);
        self.copy_to(&mut frame);
        frame
    }

    /// Makes `frame` a copy without padding.
    pub(crate) fn copy_to(&self, frame: &mut Frame) {
        frame.reset(self.layout, self.width, self.height);
        let mut out = frame.planes_mut();
        for plane in 0..3 {
            for row in 0..self.layout.plane_size(plane, self.width, self.height).1 {
                out.row_mut(plane, row).copy_from_slice(self.row(plane, row));
            }
        }
    }
}

/// A picture that somebody else owns, to be painted on.
#[derive(Debug)]
pub struct PlanesMut<'a> {
    layout: Layout,
    width: usize,
    height: usize,
    planes: [(&'a mut [u8], usize); 3],
    /// The planes that are there: all three, or the first of them.
    count: usize,
}

impl<'a> PlanesMut<'a> {
    /// A picture of `width` by `height` pixels in these planes, each with its stride (bytes from row to row).
    pub fn new(
        layout: Layout,
        width: usize,
        height: usize,
        planes: [(&'a mut [u8], usize); 3],
    ) -> Result<Self, PlaneTooSmall> {
        for (i, (data, stride)) in planes.iter().enumerate() {
            check(layout, i, width, height, data.len(), *stride)?;
        }
        Ok(Self { layout, width, height, planes, count: 3 })
    }

    /// The first of the planes alone, without padding between the rows: what belongs to it and has no colour. Planes that
    /// are empty are not there.
    pub(crate) fn first(layout: Layout, width: usize, height: usize, planes: [&'a mut [u8]; 2]) -> Self {
        let count = planes.iter().take_while(|plane| !plane.is_empty()).count();
        let stride = |plane| layout.plane_size(plane, width, height).0;
        let [a, b] = planes;
        Self { layout, width, height, planes: [(a, stride(0)), (b, stride(1)), (&mut [], 0)], count }
    }

    /// How many planes there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The same for a while.
    pub(crate) fn reborrow(&mut self) -> PlanesMut<'_> {
        let [(a, i), (b, j), (c, k)] = &mut self.planes;
        let planes = [(&mut **a, *i), (&mut **b, *j), (&mut **c, *k)];
        PlanesMut { layout: self.layout, width: self.width, height: self.height, planes, count: self.count }
    }

    /// A part to read from: `width` by `height` pixels from (x, y) on, which are even, all within the picture.
    pub(crate) fn part(&self, x: usize, y: usize, width: usize, height: usize) -> Planes<'_> {
        let planes = std::array::from_fn(|plane| {
            let (data, stride) = &self.planes[plane];
            let shift = self.layout.shift(plane);
            (data.get((y >> shift) * stride + (x >> shift)..).unwrap_or(&[]), *stride)
        });
        Planes { layout: self.layout, width, height, planes, alpha: None }
    }

    /// How the planes lie to each other.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Row `row` of plane `plane`, without padding.
    pub fn row_mut(&mut self, plane: usize, row: usize) -> &mut [u8] {
        let (data, stride) = &mut self.planes[plane];
        let columns = self.layout.plane_size(plane, self.width, self.height).0;
        &mut data[row * *stride..row * *stride + columns]
    }

    /// Paints everything in one colour, given as the values of the three planes.
    pub fn fill(&mut self, values: [u8; 3]) {
        for (plane, value) in values.into_iter().enumerate() {
            for row in 0..self.layout.plane_size(plane, self.width, self.height).1 {
                self.row_mut(plane, row).fill(value);
            }
        }
    }
}

/// A picture of its own, without padding between its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    layout: Layout,
    width: usize,
    height: usize,
    planes: [Vec<u8>; 3],
}

impl Frame {
    /// All bytes zero (which is no black in [`Layout::I420`]; see [`PlanesMut::fill`]).
    pub fn new(layout: Layout, width: usize, height: usize) -> Self {
        let planes = std::array::from_fn(|plane| {
            let (columns, rows) = layout.plane_size(plane, width, height);
            vec![0; columns * rows]
        });
        Self { layout, width, height, planes }
    }

    /// Makes it one of this size and layout, all bytes zero, in the memory that it has.
    pub(crate) fn reset(&mut self, layout: Layout, width: usize, height: usize) {
        (self.layout, self.width, self.height) = (layout, width, height);
        for (plane, bytes) in self.planes.iter_mut().enumerate() {
            let (columns, rows) = layout.plane_size(plane, width, height);
            bytes.clear();
            bytes.resize(columns * rows, 0);
        }
    }

    /// How the planes lie to each other.
    pub(crate) fn layout(&self) -> Layout {
        self.layout
    }

    /// Pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The bytes of all planes.
    pub(crate) fn planes_of_bytes(&mut self) -> [&mut [u8]; 3] {
        self.planes.each_mut().map(Vec::as_mut_slice)
    }

    /// The bytes of one plane, row after row.
    pub fn plane(&self, plane: usize) -> &[u8] {
        &self.planes[plane]
    }

    /// The bytes of one plane, row after row.
    pub fn plane_mut(&mut self, plane: usize) -> &mut [u8] {
        &mut self.planes[plane]
    }

    /// To read from.
    pub fn planes(&self) -> Planes<'_> {
        let stride = |plane| self.layout.plane_size(plane, self.width, self.height).0;
        let planes = std::array::from_fn(|plane| (self.planes[plane].as_slice(), stride(plane)));
        Planes { layout: self.layout, width: self.width, height: self.height, planes, alpha: None }
    }

    /// To paint on.
    pub fn planes_mut(&mut self) -> PlanesMut<'_> {
        let (layout, width, height) = (self.layout, self.width, self.height);
        let stride = |plane| layout.plane_size(plane, width, height).0;
        let [a, b, c] = &mut self.planes;
        PlanesMut { layout, width, height, planes: [(a, stride(0)), (b, stride(1)), (c, stride(2))], count: 3 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chroma_is_rounded_up() {
        assert_eq!(Layout::I420.plane_size(0, 5, 3), (5, 3));
        assert_eq!(Layout::I420.plane_size(1, 5, 3), (3, 2));
        assert_eq!(Layout::Rgb.plane_size(2, 5, 3), (5, 3));
    }

    #[test]
    fn views_refuse_what_is_too_small_and_skip_padding() {
        let (y, c) = ([7u8; 8 * 2 + 5], [9u8; 4 + 3]);
        let view = Planes::new(Layout::I420, 5, 3, [(&y, 8), (&c, 4), (&c, 4)]).unwrap();
        assert_eq!(view.row(0, 2), [7; 5]);
        assert_eq!(view.row(1, 1), [9; 3]);
        assert_eq!(view.to_frame().plane(0).len(), 15);
        let short = Planes::new(Layout::I420, 5, 3, [(&y, 8), (&c[..6], 4), (&c, 4)]);
        assert_eq!(short.unwrap_err(), PlaneTooSmall { plane: 1, width: 5, height: 3 });
        assert!(Planes::new(Layout::I420, 5, 3, [(&y, 4), (&c, 4), (&c, 4)]).is_err());
    }
}
