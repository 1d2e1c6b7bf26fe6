//! Properties that stand still or move along keyframes.

use super::list::AtLeast;
use super::number::{NonNegative, Number};
use super::slot::Slot;
use crate::edit::fault::Faults;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// A number, or tweens between numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Animated<T> {
    /// The same all the time.
    Still(T),
    /// Moving.
    Tweens(AtLeast<1, Tween>),
}

impl<T: Slot> Deserr<Faults> for Animated<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        match value {
            Value::Sequence(_) => AtLeast::deserialize_from_value(value, at).map(Self::Tweens),
            Value::Map(_) => Err(Faults::kind(at, "number or array of tweens", &value)),
            still => T::read(still, at).map(Self::Still),
        }
    }
}

impl<T: Slot> Slot for Animated<T> {
    fn is_blank<V: IntoValue>(value: &Value<V>) -> bool {
        T::is_blank(value)
    }
}

impl<T: Slot> JsonSchema for Animated<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Animated{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "oneOf": [T::schema(generator), AtLeast::<1, Tween>::schema(generator)] })
    }
}

object! {
    /// One move from a value to another. Times are relative to the clip's start.
    pub struct Tween {
        /// The value at the beginning of the tween.
        pub from: Option<Number>,
        /// The value at the end of the tween.
        pub to: Option<Number>,
        /// When the tween begins, in seconds from the clip's start. Default 0.
        pub start: Option<NonNegative>,
        /// How long the tween takes, in seconds.
        pub length: Option<NonNegative>,
        /// How the values in between are found. Default linear.
        pub interpolation: Option<Interpolation>,
        /// The curve of a bezier interpolation. Default ease.
        pub easing: Option<Easing>,
    }
}

choice! {
    /// How the values between two keyframes are found.
    pub enum Interpolation {
        /// Evenly.
        Linear = "linear",
        /// Along a cubic Bézier curve.
        Bezier = "bezier",
        /// Not at all: the first value stays until the end.
        Constant = "constant",
    }
}

choice! {
    /// The curve of a bezier interpolation.
    pub enum Easing {
        /// Even. Not in the published list, but written by real templates.
        Linear = "linear",
        /// Slow, fast, slow.
        Ease = "ease",
        /// Slow at first.
        EaseIn = "easeIn",
        /// Slow at last.
        EaseOut = "easeOut",
        /// Slow at both ends.
        EaseInOut = "easeInOut",
        /// Quadratic, slow at first.
        EaseInQuad = "easeInQuad",
        /// Cubic, slow at first.
        EaseInCubic = "easeInCubic",
        /// Quartic, slow at first.
        EaseInQuart = "easeInQuart",
        /// Quintic, slow at first.
        EaseInQuint = "easeInQuint",
        /// A sine, slow at first.
        EaseInSine = "easeInSine",
        /// Exponential, slow at first.
        EaseInExpo = "easeInExpo",
        /// Circular, slow at first.
        EaseInCirc = "easeInCirc",
        /// Draws back first.
        EaseInBack = "easeInBack",
        /// Quadratic, slow at last.
        EaseOutQuad = "easeOutQuad",
        /// Cubic, slow at last.
        EaseOutCubic = "easeOutCubic",
        /// Quartic, slow at last.
        EaseOutQuart = "easeOutQuart",
        /// Quintic, slow at last.
        EaseOutQuint = "easeOutQuint",
        /// A sine, slow at last.
        EaseOutSine = "easeOutSine",
        /// Exponential, slow at last.
        EaseOutExpo = "easeOutExpo",
        /// Circular, slow at last.
        EaseOutCirc = "easeOutCirc",
        /// Overshoots at last.
        EaseOutBack = "easeOutBack",
        /// Quadratic, slow at both ends.
        EaseInOutQuad = "easeInOutQuad",
        /// Cubic, slow at both ends.
        EaseInOutCubic = "easeInOutCubic",
        /// Quartic, slow at both ends.
        EaseInOutQuart = "easeInOutQuart",
        /// Quintic, slow at both ends.
        EaseInOutQuint = "easeInOutQuint",
        /// A sine, slow at both ends.
        EaseInOutSine = "easeInOutSine",
        /// Exponential, slow at both ends.
        EaseInOutExpo = "easeInOutExpo",
        /// Circular, slow at both ends.
        EaseInOutCirc = "easeInOutCirc",
        /// Draws back first and overshoots at last.
        EaseInOutBack = "easeInOutBack",
    }
}
