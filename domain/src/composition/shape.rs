//! Shapes to draw.

use super::Color;
use serde::{Deserialize, Serialize};

/// A shape in the middle of its drawing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Its form.
    pub outline: Outline,
    /// What it is filled with; nothing when transparent.
    pub fill: Color,
    /// Its edge.
    pub stroke: Option<Stroke>,
}

/// The form of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Outline {
    /// A rectangle.
    Rectangle {
        /// Pixels across.
        width: f64,
        /// Pixels down.
        height: f64,
        /// Radius of its corners in pixels.
        radius: f64,
    },
    /// A circle.
    Circle {
        /// Pixels.
        radius: f64,
    },
}

/// A line along an edge, half of it inside and half outside.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stroke {
    /// Pixels.
    pub width: f64,
    /// Its colour.
    pub color: Color,
}
