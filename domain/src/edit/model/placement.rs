//! Where a clip stands and how it is turned.

use super::animated::Animated;
use super::number::Fraction;

choice! {
    /// Nine places of the picture.
    pub enum Position {
        /// Middle of the upper edge.
        Top = "top",
        /// Upper right corner.
        TopRight = "topRight",
        /// Middle of the right edge.
        Right = "right",
        /// Lower right corner.
        BottomRight = "bottomRight",
        /// Middle of the lower edge.
        Bottom = "bottom",
        /// Lower left corner.
        BottomLeft = "bottomLeft",
        /// Middle of the left edge.
        Left = "left",
        /// Upper left corner.
        TopLeft = "topLeft",
        /// The centre.
        Center = "center",
    }
}

ranged! {
    /// A shift in widths or heights of the picture.
    pub struct OffsetValue: number -10 ..= 10
}
ranged! {
    /// Degrees, clockwise.
    pub struct Angle: number -360 ..= 360
}
ranged! {
    /// A shear factor; beyond 3 the picture is nearly flat.
    pub struct Shear: number -100 ..= 100
}

object! {
    /// Moves the clip away from its position, in shares of the picture's width and height.
    pub struct Offset {
        /// To the right, in widths of the picture, -10 to 10 or tweens. Default 0.
        pub x: Option<Animated<OffsetValue>>,
        /// Upwards, in heights of the picture, -10 to 10 or tweens. Default 0.
        pub y: Option<Animated<OffsetValue>>,
    }
}

object! {
    /// Cuts the edges of an asset, in shares of its own size.
    pub struct Crop {
        /// Cut from above, 0 to 1.
        pub top: Option<Fraction>,
        /// Cut from below, 0 to 1.
        pub bottom: Option<Fraction>,
        /// Cut from the left, 0 to 1.
        pub left: Option<Fraction>,
        /// Cut from the right, 0 to 1.
        pub right: Option<Fraction>,
    }
}

object! {
    /// Turns, shears and mirrors the clip.
    pub struct Transformation {
        /// Turn about the clip's centre.
        pub rotate: Option<RotateTransformation>,
        /// Shear.
        pub skew: Option<SkewTransformation>,
        /// Mirror.
        pub flip: Option<FlipTransformation>,
    }
}

object! {
    /// Turns the clip.
    pub struct RotateTransformation {
        /// Degrees clockwise, -360 to 360 or tweens. Default 0.
        pub angle: Option<Animated<Angle>>,
    }
}

object! {
    /// Shears the clip.
    pub struct SkewTransformation {
        /// Along the x axis, -100 to 100 or tweens. Default 0.
        pub x: Option<Animated<Shear>>,
        /// Along the y axis, -100 to 100 or tweens. Default 0.
        pub y: Option<Animated<Shear>>,
    }
}

object! {
    /// Mirrors the clip.
    pub struct FlipTransformation {
        /// Left and right change sides. Default false.
        pub horizontal: Option<bool>,
        /// Above and below change sides. Default false.
        pub vertical: Option<bool>,
    }
}
