//! Videos.

use super::audio::AudioEffect;
use crate::edit::fault::Faults;
use crate::edit::model::animated::Animated;
use crate::edit::model::document::Anything;
use crate::edit::model::number::{Fraction, NonNegative};
use crate::edit::model::placement::Crop;
use crate::edit::model::slot::Slot;
use crate::edit::model::text::{Bounded, HexColor, SourceAddress};
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

object! {
    /// A video file. Either src or prompt is required.
    pub struct VideoAsset tagged "type" = "video" {
        /// Address of the video file.
        pub src: Option<SourceAddress>,
        /// A description from which a video is generated, at most 4000 characters.
        pub prompt: Option<Bounded<0, 4000>>,
        /// The generating model.
        pub model: Option<String>,
        /// Settings of the generating model.
        pub options: Option<GenerationOptions>,
        /// Whether the file is converted first. Every readable file is converted anyway, so this is accepted and ignored.
        pub transcode: Option<bool>,
        /// Seconds to leave out at the file's start. Default 0.
        pub trim: Option<NonNegative>,
        /// Loudness, 0 to 1, or tweens. Default 1.
        pub volume: Option<Animated<Fraction>>,
        /// Fades of the sound. Default none.
        pub volume_effect ["volumeEffect"]: Option<AudioEffect>,
        /// How fast it plays, 0 to 10; 0 stands still. Default 1.
        pub speed: Option<Speed>,
        /// Cuts edges before fitting.
        pub crop: Option<Crop>,
        /// Makes a colour transparent.
        pub chroma_key ["chromaKey"]: Option<ChromaKey>,
    }
}

ranged! {
    /// How fast media plays; 1 is as recorded.
    pub struct Speed: number 0 ..= 10
}

object! {
    /// Makes a colour transparent.
    pub struct ChromaKey {
        /// The colour, such as "#00b140".
        pub color: HexColor,
        /// How far from the colour is still transparent, 0 to 250.
        pub threshold: Option<ColorDistance>,
        /// How far beyond the threshold is partly transparent, 0 to 250.
        pub halo: Option<ColorDistance>,
    }
}

ranged! {
    /// A distance between colours.
    pub struct ColorDistance: integer 0 ..= 250
}

/// Settings of a generating model: an object of any content.
#[derive(Clone, Debug, PartialEq)]
pub struct GenerationOptions(pub serde_json::Map<String, serde_json::Value>);

impl Deserr<Faults> for GenerationOptions {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        match value {
            Value::Map(_) => match Anything::deserialize_from_value(value, at)?.0 {
                serde_json::Value::Object(options) => Ok(Self(options)),
                _ => Ok(Self(serde_json::Map::new())),
            },
            other => Err(Faults::kind(at, "object", &other)),
        }
    }
}

impl Slot for GenerationOptions {}

impl JsonSchema for GenerationOptions {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "GenerationOptions".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": true })
    }
}
