//! The file that is made of a timeline.

use super::destination::Destination;
use super::destination_entry::DestinationEntry;
use super::number::{Fraction, Kind, NonNegative, Range as NumberRange};
use super::slot::Slot;
use crate::edit::fault::Faults;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

object! {
    /// What file is made of the timeline. Except for mp3, resolution or size is required.
    pub struct Output {
        /// The kind of file.
        pub format: Format,
        /// The picture's size by name, for an aspect ratio of 16:9.
        pub resolution: Option<Resolution>,
        /// The picture's shape. Default 16:9.
        pub aspect_ratio ["aspectRatio"]: Option<AspectRatio>,
        /// The picture's size in pixels; wins over resolution and aspectRatio.
        pub size: Option<Size>,
        /// Frames per second: 12, 15, 23.976, 24, 25, 29.97, 30, 48, 50, 59.94 or 60. Default 25, but 15 for the preview.
        pub fps: Option<FramesPerSecond>,
        /// A size to which the finished picture is scaled.
        pub scale_to ["scaleTo"]: Option<Resolution>,
        /// How much the encoder may spend. Default medium.
        pub quality: Option<OutputQuality>,
        /// Whether a GIF starts over at its end. Default true.
        pub repeat: Option<bool>,
        /// Leaves the sound out. Default false.
        pub mute: Option<bool>,
        /// The part of the timeline that is rendered; the whole when absent.
        pub range: Option<Range>,
        /// A JPEG of one frame in full size.
        pub poster: Option<Poster>,
        /// A JPEG of one frame, scaled.
        pub thumbnail: Option<Thumbnail>,
        /// Where the files are sent, beside our own hosting.
        pub destinations: Option<Vec<DestinationEntry>>,
    }
}

impl Output {
    /// Whether our own hosting keeps a copy: yes, unless it is named and excluded.
    pub fn hosted(&self) -> bool {
        let excludes = |destination: &DestinationEntry| match destination {
            DestinationEntry::Named(Destination::Shotstack(ours)) => ours.exclude == Some(true),
            _ => false,
        };
        !self.destinations.iter().flatten().any(excludes)
    }
}

choice! {
    /// The kind of file.
    pub enum Format {
        /// H.264 video.
        Mp4 = "mp4",
        /// Animated GIF.
        Gif = "gif",
        /// Sound only.
        Mp3 = "mp3",
        /// JPEG still.
        Jpg = "jpg",
        /// PNG still.
        Png = "png",
        /// BMP still.
        Bmp = "bmp",
    }
}

choice! {
    /// A size by name. The numbers are those of 16:9.
    pub enum Resolution {
        /// 512 x 288 at 15 frames per second.
        Preview = "preview",
        /// 640 x 360 at 25 frames per second.
        Mobile = "mobile",
        /// 1024 x 576 at 25 frames per second.
        Sd = "sd",
        /// 1280 x 720 at 25 frames per second.
        Hd = "hd",
        /// 1920 x 1080 at 25 frames per second.
        FullHd = "1080",
        /// 3840 x 2160 at 25 frames per second.
        UltraHd = "4k",
    }
}

choice! {
    /// The picture's shape.
    pub enum AspectRatio {
        /// Landscape.
        Landscape = "16:9",
        /// Portrait.
        Portrait = "9:16",
        /// Square.
        Square = "1:1",
        /// Short portrait.
        ShortPortrait = "4:5",
        /// Old television.
        Television = "4:3",
    }
}

choice! {
    /// How much the encoder may spend.
    pub enum OutputQuality {
        /// A draft.
        VeryLow = "verylow",
        /// Small files.
        Low = "low",
        /// The usual.
        Medium = "medium",
        /// Good.
        High = "high",
        /// The best.
        VeryHigh = "veryhigh",
    }
}

ranged! {
    /// One side of the picture in pixels.
    pub struct Side: integer 1 ..= 4096
}

object! {
    /// The picture's size in pixels.
    pub struct Size {
        /// Pixels across, 1 to 4096.
        pub width: Option<Side>,
        /// Pixels down, 1 to 4096.
        pub height: Option<Side>,
    }
}

object! {
    /// A part of the timeline.
    pub struct Range {
        /// Where it begins, in seconds. Default 0.
        pub start: Option<NonNegative>,
        /// How long it is, in seconds; to the end when absent.
        pub length: Option<NonNegative>,
    }
}

object! {
    /// A JPEG of one frame in full size.
    pub struct Poster {
        /// When, in seconds of the timeline.
        pub capture: NonNegative,
    }
}

object! {
    /// A JPEG of one frame, scaled.
    pub struct Thumbnail {
        /// When, in seconds of the timeline.
        pub capture: NonNegative,
        /// Factor of the picture's size, 0 to 1.
        pub scale: Fraction,
    }
}

/// Frames per second: one of the published rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FramesPerSecond(f64);

impl FramesPerSecond {
    /// Every published rate.
    pub const ALL: [f64; 11] = [12.0, 15.0, 23.976, 24.0, 25.0, 29.97, 30.0, 48.0, 50.0, 59.94, 60.0];

    /// The rate as it was written.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The rate as a fraction: 23.976, 29.97 and 59.94 stand for 24, 30 and 60 times 1000/1001.
    pub fn fraction(self) -> (u32, u32) {
        let nominal = self.0.ceil();
        if nominal == self.0 { (nominal as u32, 1) } else { (nominal as u32 * 1000, 1001) }
    }
}

impl Deserr<Faults> for FramesPerSecond {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
        // The published validator takes no texts here.
        if let Value::String(_) = value {
            return Err(Faults::kind(at, "number", &value));
        }
        let rate = NumberRange { kind: Kind::Number, low: None, high: None }.read(value, at)?;
        if Self::ALL.contains(&rate) {
            return Ok(Self(rate));
        }
        let rates: Vec<String> = Self::ALL.iter().map(f64::to_string).collect();
        Err(Faults::at(at, format!("Invalid option: expected one of {}", rates.join("|"))))
    }
}

impl Slot for FramesPerSecond {
    fn is_blank<V: IntoValue>(value: &Value<V>) -> bool {
        matches!(value, Value::Null)
    }
}

impl JsonSchema for FramesPerSecond {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FramesPerSecond".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let rates: Vec<serde_json::Value> = Self::ALL
            .iter()
            .map(|rate| if rate.fract() == 0.0 { (*rate as u64).into() } else { (*rate).into() })
            .collect();
        json_schema!({ "type": "number", "enum": rates })
    }
}
