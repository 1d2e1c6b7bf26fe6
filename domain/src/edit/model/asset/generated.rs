//! Assets that a generating model makes. Deprecated in favour of `prompt` on media assets.

use super::audio::AudioEffect;
use super::video::Speed;
use crate::edit::model::animated::Animated;
use crate::edit::model::number::{Fraction, NonNegative, Whole};
use crate::edit::model::placement::Crop;
use crate::edit::model::text::SourceAddress;

object! {
    /// A picture made from a description.
    pub struct TextToImageAsset tagged "type" = "text-to-image" {
        /// The description.
        pub prompt: String,
        /// Pixels across.
        pub width: Option<Whole>,
        /// Pixels down.
        pub height: Option<Whole>,
        /// Cuts edges before fitting.
        pub crop: Option<Crop>,
    }
}

object! {
    /// A video made from a picture.
    pub struct ImageToVideoAsset tagged "type" = "image-to-video" {
        /// Address of the picture file.
        pub src: SourceAddress,
        /// A description of what happens.
        pub prompt: Option<String>,
        /// The video's shape.
        pub aspect_ratio ["aspectRatio"]: Option<GeneratedAspectRatio>,
        /// How fast it plays, 0 to 10. Default 1.
        pub speed: Option<Speed>,
        /// Cuts edges before fitting.
        pub crop: Option<Crop>,
    }
}

choice! {
    /// Shapes of generated videos.
    pub enum GeneratedAspectRatio {
        /// Square.
        Square = "1:1",
        /// Old television.
        Television = "4:3",
        /// Landscape.
        Landscape = "16:9",
        /// Portrait.
        Portrait = "9:16",
        /// Old television, upright.
        UprightTelevision = "3:4",
        /// Cinema.
        Cinema = "21:9",
        /// Cinema, upright.
        UprightCinema = "9:21",
    }
}

object! {
    /// Speech made from a text.
    pub struct TextToSpeechAsset tagged "type" = "text-to-speech" {
        /// The text.
        pub text: String,
        /// Name of the voice.
        pub voice: String,
        /// Language, such as "en-US".
        pub language: Option<String>,
        /// Reads like a newscaster. Default false.
        pub newscaster: Option<bool>,
        /// Seconds to leave out at the start. Default 0.
        pub trim: Option<NonNegative>,
        /// Loudness, 0 to 1, or tweens. Default 1.
        pub volume: Option<Animated<Fraction>>,
        /// How fast it plays, 0 to 10. Default 1.
        pub speed: Option<Speed>,
        /// Fades of the sound. Default none.
        pub effect: Option<AudioEffect>,
    }
}
