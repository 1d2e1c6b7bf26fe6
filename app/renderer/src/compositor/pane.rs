//! Pictures of their own that are painted on, changed, hidden in parts and then put where they belong.

use super::frame::{Frame, Layout, PlaneView, Planes, PlanesMut};
use super::geometry::{PixelSize, Region};
use super::kernels::{over, vectorised};
use super::scale::Source;
use super::surface::Surface;

/// What is painted on: the target, or a pane over a part of it.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    pub color: PlanesMut<'a>,
    /// At luma and, where it is another, at chroma size; `None`: opaque, and stays so.
    pub alpha: Option<PlanesMut<'a>>,
    /// Where on the target it lies.
    pub region: Region,
}

/// Premultiplied planes with alpha, to be used again and again.
#[derive(Clone, Debug)]
pub(crate) struct Pane {
    pub color: Frame,
    /// At luma and, where it is another, at chroma size.
    pub alpha: [Vec<u8>; 2],
    /// Whether all of it is known to be opaque: its alpha is not looked at then.
    pub opaque: bool,
}

impl Default for Pane {
    fn default() -> Self {
        Self { color: Frame::new(Layout::Rgb, 0, 0), alpha: [Vec::new(), Vec::new()], opaque: false }
    }
}

impl Pane {
    /// Makes it transparent all over.
    pub fn reset(&mut self, layout: Layout, size: PixelSize) {
        self.color.reset(layout, size.0, size.1);
        self.opaque = false;
        for plane in 0..2 {
            let length = alpha_length(layout, size, plane);
            self.alpha[plane].clear();
            self.alpha[plane].resize(length, 0);
        }
    }

    /// Makes it a copy of an opaque picture.
    pub fn load(&mut self, picture: &Planes<'_>) {
        picture.copy_to(&mut self.color);
        self.fill_alpha();
    }

    /// Makes it a copy of a drawing, in red, green and blue.
    pub fn load_surface(&mut self, surface: &Surface) {
        self.reset(Layout::Rgb, (surface.width, surface.height));
        let [r, g, b] = self.color.planes_of_bytes();
        for (plane, bytes) in [r, g, b, &mut self.alpha[0]].into_iter().enumerate() {
            for (byte, pixel) in bytes.iter_mut().zip(&surface.pixels) {
                *byte = (pixel[plane] + 0.5) as u8;
            }
        }
    }

    /// Red, green, blue and alpha, pixel by pixel, of a pane in that layout.
    pub fn to_pixels(&self) -> Vec<u8> {
        let planes = [self.color.plane(0), self.color.plane(1), self.color.plane(2), &self.alpha[0]];
        (0..self.alpha[0].len()).flat_map(|i| planes.map(|plane| plane[i])).collect()
    }

    /// Makes it known that all of it has been painted on.
    pub fn fill_alpha(&mut self) {
        let (layout, size) = (self.color.layout(), self.size());
        for plane in 0..2 {
            let length = alpha_length(layout, size, plane);
            self.alpha[plane].clear();
            self.alpha[plane].resize(length, 255);
        }
        self.opaque = true;
    }

    /// Pixels.
    pub fn size(&self) -> PixelSize {
        (self.color.width(), self.color.height())
    }

    /// To be painted on, as what lies over `region` of the target.
    pub fn ground(&mut self, region: Region) -> Ground<'_> {
        let (layout, (width, height)) = (self.color.layout(), self.size());
        let alpha = PlanesMut::first(layout, width, height, self.alpha.each_mut().map(Vec::as_mut_slice));
        Ground { color: self.color.planes_mut(), alpha: Some(alpha), region }
    }

    /// Its alpha, to be painted on.
    pub fn alpha_planes(&mut self) -> PlanesMut<'_> {
        let (layout, (width, height)) = (self.color.layout(), self.size());
        PlanesMut::first(layout, width, height, self.alpha.each_mut().map(Vec::as_mut_slice))
    }

    /// The alpha that belongs to plane `plane`.
    pub fn alpha_of(&self, plane: usize) -> &[u8] {
        &self.alpha[usize::from(self.color.layout().shift(plane) > 0)]
    }

    /// Multiplies everything by shares from 0 to 255, one a pixel.
    pub fn hide(&mut self, shares: &[u8]) {
        let (layout, (width, height)) = (self.color.layout(), self.size());
        let halved = if layout.shift(1) > 0 { halve(shares, width, height) } else { Vec::new() };
        let Self { color, alpha, .. } = self;
        for plane in 0..3 {
            let shares = if layout.shift(plane) > 0 { &halved } else { shares };
            dim(color.plane_mut(plane), shares);
        }
        dim(&mut alpha[0], shares);
        dim(&mut alpha[1], &halved);
    }

    /// Makes all of it as translucent as an opacity of 0 to 256 says.
    pub fn weaken(&mut self, opacity: u16) {
        self.color.planes_of_bytes().into_iter().for_each(|plane| weaken(plane, opacity));
        self.alpha.iter_mut().for_each(|plane| weaken(plane, opacity));
    }

    /// Puts it over its region of `ground` at an opacity of 0 to 256.
    pub fn put(&self, ground: &mut Ground<'_>, region: Region, opacity: u16) {
        let layout = self.color.layout();
        let (x, y) = (region.left - ground.region.left, region.top - ground.region.top);
        for plane in 0..3 {
            let shift = layout.shift(plane);
            let (columns, rows) = layout.plane_size(plane, self.color.width(), self.color.height());
            let mut alpha_ground = ground.alpha.as_mut().filter(|alpha| plane < alpha.count());
            for row in 0..rows {
                let part = (x >> shift)..(x >> shift) + columns;
                let alpha = &self.alpha_of(plane)[row * columns..][..columns];
                let color = &self.color.plane(plane)[row * columns..][..columns];
                over(&mut ground.color.row_mut(plane, (y >> shift) + row)[part.clone()], color, alpha, opacity);
                if let Some(below) = &mut alpha_ground {
                    over(&mut below.row_mut(plane, (y >> shift) + row)[part], alpha, alpha, opacity);
                }
            }
        }
    }
}

/// The bytes of the alpha at luma size, and of that at chroma size where it is another.
fn alpha_length(layout: Layout, size: PixelSize, plane: usize) -> usize {
    let (columns, rows) = layout.plane_size(plane, size.0, size.1);
    if plane == 0 || layout.shift(plane) > 0 { columns * rows } else { 0 }
}

impl Source for Pane {
    fn color(&self, plane: usize) -> PlaneView<'_> {
        let columns = self.color.layout().plane_size(plane, self.color.width(), self.color.height()).0;
        PlaneView { data: self.color.plane(plane), stride: columns, columns }
    }

    fn alpha(&self, plane: usize) -> Option<PlaneView<'_>> {
        let columns = self.color.layout().plane_size(plane, self.color.width(), self.color.height()).0;
        (!self.opaque).then(|| PlaneView { data: self.alpha_of(plane), stride: columns, columns })
    }
}

/// The opacity of a translucent source as something to paint: what it adds to a pane's own.
pub(crate) struct AlphaOf<'a>(pub &'a dyn Source);

impl Source for AlphaOf<'_> {
    fn color(&self, plane: usize) -> PlaneView<'_> {
        self.0.alpha(plane).unwrap_or_else(|| self.0.color(plane))
    }

    fn alpha(&self, plane: usize) -> Option<PlaneView<'_>> {
        self.0.alpha(plane)
    }
}

/// One pixel of full opacity, to be stretched over a box.
pub(crate) struct Dot;

impl Source for Dot {
    fn color(&self, _plane: usize) -> PlaneView<'_> {
        PlaneView { data: &[255], stride: 1, columns: 1 }
    }

    fn alpha(&self, _plane: usize) -> Option<PlaneView<'_>> {
        None
    }
}

/// The mean of each two by two block, of what lies on the picture.
pub(crate) fn halve(samples: &[u8], width: usize, height: usize) -> Vec<u8> {
    let columns = width.div_ceil(2);
    let mut halved = vec![0; columns * height.div_ceil(2)];
    for (y, line) in halved.chunks_exact_mut(columns.max(1)).enumerate() {
        let row = |y: usize| &samples[y.min(height - 1) * width..][..width];
        mean_of_pairs(line, row(2 * y), row(2 * y + 1));
    }
    halved
}

vectorised! {
    /// Means of two by two samples of two rows.
    fn mean_of_pairs(target: &mut [u8], upper: &[u8], lower: &[u8]) {
        let ((above, odd_above), (below, odd_below)) = (upper.as_chunks::<2>(), lower.as_chunks::<2>());
        for ((t, a), b) in target.iter_mut().zip(above).zip(below) {
            let sum = u16::from(a[0]).wrapping_add(u16::from(a[1])).wrapping_add(u16::from(b[0]));
            *t = (sum.wrapping_add(u16::from(b[1])).wrapping_add(2) >> 2) as u8;
        }
        if let (Some(last), [a], [b]) = (target.last_mut(), odd_above, odd_below) {
            *last = (u16::from(*a).wrapping_add(u16::from(*b)).wrapping_add(1) >> 1) as u8;
        }
    }
}

vectorised! {
    /// Multiplies by shares of 0 to 255, rounded.
    fn dim(target: &mut [u8], shares: &[u8]) {
        for (t, share) in target.iter_mut().zip(shares) {
            let product = u16::from(*t).wrapping_mul(u16::from(*share)).wrapping_add(128);
            *t = (product.wrapping_add(product >> 8) >> 8) as u8;
        }
    }
}

vectorised! {
    /// Multiplies by an opacity of 0 to 256, rounded.
    fn weaken(target: &mut [u8], opacity: u16) {
        for t in target {
            *t = (u16::from(*t).wrapping_mul(opacity).wrapping_add(128) >> 8) as u8;
        }
    }
}
