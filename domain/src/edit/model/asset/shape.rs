//! Rectangles, circles and lines.

use crate::edit::model::number::{NonNegative, Share, Whole};

object! {
    /// A rectangle, circle or line, centred in its box. The block of the same name as the shape is required.
    pub struct ShapeAsset tagged "type" = "shape" {
        /// Which shape.
        pub shape: ShapeKind,
        /// Width of the box in pixels. Default the picture's.
        pub width: Option<Whole>,
        /// Height of the box in pixels. Default the picture's.
        pub height: Option<Whole>,
        /// What is inside.
        pub fill: Option<ShapeFill>,
        /// The outline.
        pub stroke: Option<ShapeStroke>,
        /// Measures of a rectangle.
        pub rectangle: Option<ShapeRectangle>,
        /// Measures of a circle.
        pub circle: Option<ShapeCircle>,
        /// Measures of a line.
        pub line: Option<ShapeLine>,
    }
}

choice! {
    /// Which shape.
    pub enum ShapeKind {
        /// A rectangle.
        Rectangle = "rectangle",
        /// A circle.
        Circle = "circle",
        /// A line.
        Line = "line",
    }
}

object! {
    /// What is inside a shape.
    pub struct ShapeFill {
        /// Colour, such as "#ff8800". Default white.
        pub color: Option<String>,
        /// From invisible 0 to solid 1. Default 1.
        pub opacity: Option<Share>,
    }
}

object! {
    /// The outline of a shape.
    pub struct ShapeStroke {
        /// Colour, such as "#ff8800".
        pub color: Option<String>,
        /// Width in pixels.
        pub width: Option<NonNegative>,
    }
}

object! {
    /// Measures of a rectangle.
    pub struct ShapeRectangle {
        /// Pixels across.
        pub width: Whole,
        /// Pixels down.
        pub height: Whole,
        /// Radius of the corners in pixels. Default 0.
        pub corner_radius ["cornerRadius"]: Option<Whole>,
    }
}

object! {
    /// Measures of a circle.
    pub struct ShapeCircle {
        /// Radius in pixels.
        pub radius: Whole,
    }
}

object! {
    /// Measures of a line.
    pub struct ShapeLine {
        /// Length in pixels.
        pub length: Whole,
        /// Thickness in pixels.
        pub thickness: Whole,
    }
}
