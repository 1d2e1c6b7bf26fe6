//! Weights of fonts, by number or by name.

use crate::edit::fault::Faults;
use crate::edit::model::slot::Slot;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// Weight of a font: 400 is regular, 700 bold. Names such as `bold` are read as their numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FontWeight(u16);

impl FontWeight {
    const NAMES: [(&'static str, u16); 14] = [
        ("thin", 100),
        ("extralight", 200),
        ("ultralight", 200),
        ("light", 300),
        ("normal", 400),
        ("regular", 400),
        ("medium", 500),
        ("semibold", 600),
        ("demibold", 600),
        ("bold", 700),
        ("extrabold", 800),
        ("ultrabold", 800),
        ("black", 900),
        ("heavy", 900),
    ];

    /// 100 to 900.
    pub const fn get(self) -> u16 {
        self.0
    }
}

ranged! {
    /// Weight of a font as a number.
    pub struct NumericWeight: number 100 ..= 900
}

impl Deserr<Faults> for FontWeight {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        if let Value::String(text) = &value {
            let name = text.to_ascii_lowercase().replace(['-', ' '], "");
            if let Some((_, weight)) = Self::NAMES.iter().find(|(known, _)| *known == name) {
                return Ok(Self(*weight));
            }
        }
        NumericWeight::read(value, at).map(|weight| Self(weight.get().round() as u16)).map_err(|mut faults| {
            for fault in &mut faults.0 {
                fault.message.push_str(" (100 to 900, or a name such as \"bold\")");
            }
            faults
        })
    }
}

impl Slot for FontWeight {
    fn is_blank<V: IntoValue>(value: &Value<V>) -> bool {
        NumericWeight::is_blank(value)
    }
}

impl JsonSchema for FontWeight {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FontWeight".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names = Self::NAMES.map(|(name, _)| name);
        json_schema!({ "oneOf": [NumericWeight::schema(generator), { "type": "string", "enum": names }] })
    }
}
