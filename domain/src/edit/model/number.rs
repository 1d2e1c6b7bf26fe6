//! Numbers as edits carry them: a JSON number, or a text that is one.

use crate::edit::fault::{Faults, placeholder, short};
use deserr::{IntoValue, Value, ValuePointerRef};
use schemars::{Schema, json_schema};
use serde_json::json;

ranged! {
    /// Any finite number.
    pub struct Number: number ..
}
ranged! {
    /// A number that is not negative: seconds, pixels or a ratio.
    pub struct NonNegative: number 0 ..
}
ranged! {
    /// A share of a whole, 0 to 1: opacity, volume, a cut edge, a scale.
    pub struct Fraction: number 0 ..= 1
}
ranged! {
    /// A share of a whole where the published schema sets no bounds: below 0 counts as 0, above 1 as 1.
    pub struct Share: clamped 0 ..= 1
}
ranged! {
    /// A whole number that is not negative, mostly of pixels.
    pub struct Whole: integer 0 ..
}

impl From<Share> for Fraction {
    fn from(share: Share) -> Self {
        Self(share.0)
    }
}

/// What sort of number it is.
#[derive(PartialEq)]
pub(super) enum Kind {
    /// Refused beyond its bounds.
    Number,
    /// Taken as the bound beyond its bounds.
    Clamped,
    /// Without a fraction, and refused beyond its bounds.
    Integer,
}

/// What a number may be.
pub(super) struct Range {
    pub(super) kind: Kind,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

impl Range {
    /// Reads a number or a numeric text and holds it against the bounds.
    pub(super) fn read<V: IntoValue>(&self, value: Value<V>, at: ValuePointerRef<'_>) -> Result<f64, Faults> {
        let number = match &value {
            Value::Integer(number) => *number as f64,
            Value::NegativeInteger(number) => *number as f64,
            Value::Float(number) => *number,
            Value::String(text) => parse(text).ok_or_else(|| self.not_a_number(text, at))?,
            other => return Err(Faults::kind(at, self.word(), other)),
        };
        if !number.is_finite() {
            return Err(Faults::at(at, "Invalid input: expected a finite number"));
        }
        if self.is_integer() && number.fract() != 0.0 {
            return Err(Faults::at(at, format!("Invalid input: expected integer, received {number}")));
        }
        if self.kind == Kind::Clamped {
            return Ok(number.clamp(self.low.unwrap_or(f64::MIN), self.high.unwrap_or(f64::MAX)));
        }
        if let Some(low) = self.low.filter(|low| number < *low) {
            return Err(Faults::at(at, format!("Too small: expected number to be >={low}")));
        }
        // A whole number ends where its type ends.
        let high = self.high.or(self.is_integer().then_some(f64::from(u32::MAX)));
        if let Some(high) = high.filter(|high| number > *high) {
            return Err(Faults::at(at, format!("Too big: expected number to be <={high}")));
        }
        Ok(number)
    }

    /// The schema of the number. Numeric texts are described, not typed: a client should send numbers.
    pub(super) fn schema(&self) -> Schema {
        let mut schema = json_schema!({ "type": self.word() });
        for (key, bound) in [("minimum", self.low), ("maximum", self.high)] {
            if let Some(bound) = bound.filter(|_| self.kind != Kind::Clamped) {
                let whole = bound.fract() == 0.0;
                schema.insert(key.into(), if whole { json!(bound as i64) } else { json!(bound) });
            }
        }
        schema
    }

    fn is_integer(&self) -> bool {
        self.kind == Kind::Integer
    }

    fn word(&self) -> &'static str {
        if self.is_integer() { "integer" } else { "number" }
    }

    fn not_a_number(&self, text: &str, at: ValuePointerRef<'_>) -> Faults {
        let found = placeholder(text).unwrap_or_else(|| format!("string {:?}", short(text)));
        Faults::at(at, format!("Invalid input: expected {}, received {found}", self.word()))
    }
}

/// The number that a text is: decimal, with an optional sign, fraction and exponent, and spaces around it.
pub(in crate::edit) fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    // Rust also reads "inf" and "nan", which no edit means.
    let decimal = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E'));
    if decimal { text.parse().ok() } else { None }
}

/// An empty text stands for no number at all.
pub(super) fn is_blank<V: IntoValue>(value: &Value<V>) -> bool {
    matches!(value, Value::Null) || matches!(value, Value::String(text) if text.trim().is_empty())
}
