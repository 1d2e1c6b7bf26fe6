//! Sound.

use super::video::{GenerationOptions, Speed};
use crate::edit::model::animated::Animated;
use crate::edit::model::number::{Fraction, NonNegative};
use crate::edit::model::text::{Bounded, SourceAddress};

object! {
    /// A sound file. Either src or prompt is required.
    pub struct AudioAsset tagged "type" = "audio" {
        /// Address of the sound file.
        pub src: Option<SourceAddress>,
        /// A description from which sound is generated, at most 4000 characters.
        pub prompt: Option<Bounded<0, 4000>>,
        /// The generating model.
        pub model: Option<String>,
        /// Settings of the generating model.
        pub options: Option<GenerationOptions>,
        /// Seconds to leave out at the file's start. Default 0.
        pub trim: Option<NonNegative>,
        /// Loudness, 0 to 1, or tweens. Default 1.
        pub volume: Option<Animated<Fraction>>,
        /// How fast it plays, 0 to 10. Default 1.
        pub speed: Option<Speed>,
        /// Fades of the sound. Default none.
        pub effect: Option<AudioEffect>,
    }
}

choice! {
    /// Fades of a clip's sound.
    pub enum AudioEffect {
        /// No fade.
        None = "none",
        /// At the start.
        FadeIn = "fadeIn",
        /// At the end.
        FadeOut = "fadeOut",
        /// At both ends.
        FadeInFadeOut = "fadeInFadeOut",
    }
}
