//! `crop`: what is cut off the sides of an asset, before it is fitted.

use crate::composition::{Rect, Size};

/// How much is cut off each side, as a fraction of the asset's own width or height.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub(super) struct Sides {
    pub top: f64,
    pub bottom: f64,
    pub left: f64,
    pub right: f64,
}

impl Sides {
    /// What is left of an asset, in its own pixels. The cut is rounded down to whole pixels. `None` when nothing is left.
    pub fn rest_of(self, asset: Size) -> Option<Rect> {
        let cut = |fraction: f64, length: f64| (fraction * length).floor();
        let (left, top) = (cut(self.left, asset.width), cut(self.top, asset.height));
        let width = asset.width - left - cut(self.right, asset.width);
        let height = asset.height - top - cut(self.bottom, asset.height);
        (width >= 1.0 && height >= 1.0).then_some(Rect { x: left, y: top, width, height })
    }

    /// Whether something is left of an asset of any size.
    pub fn leave_something(self) -> bool {
        self.left + self.right < 1.0 && self.top + self.bottom < 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HD: Size = Size { width: 1280.0, height: 720.0 };

    #[test]
    fn cuts_fractions_of_the_own_size_in_whole_pixels() {
        let sides = Sides { top: 0.15, bottom: 0.15, left: 0.1001, right: 0.0 };
        assert_eq!(sides.rest_of(HD), Some(Rect { x: 128.0, y: 108.0, width: 1152.0, height: 504.0 }));
        assert_eq!(Sides::default().rest_of(HD), Some(Rect { x: 0.0, y: 0.0, width: 1280.0, height: 720.0 }));
    }

    #[test]
    fn nothing_is_left_when_opposite_sides_meet() {
        let sides = Sides { left: 0.5, right: 0.5, ..Sides::default() };
        assert_eq!(sides.rest_of(HD), None);
        assert!(!sides.leave_something());
        let thin = Sides { left: 0.5, right: 0.499, ..Sides::default() };
        assert!(thin.leave_something());
        assert_eq!(thin.rest_of(Size { width: 3.0, height: 3.0 }).map(|r| r.width), Some(1.0));
    }
}
