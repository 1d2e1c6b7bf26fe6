//! What is known of a media file.

use domain::composition::Rational;
use serde::{Deserialize, Serialize};

/// What a file holds, in the first place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// Moving pictures, with or without sound.
    Video,
    /// One picture, or an animated GIF or WebP.
    Image,
    /// Sound only; a cover picture does not make it a video.
    Audio,
}

/// What is known of a media file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MediaFacts {
    /// What it holds in the first place.
    pub kind: MediaKind,
    /// The container: `mp4`, `webm`, `png`, `mp3`, …
    pub container: String,
    /// Width in upright (rotation applied) square pixels; absent for sound.
    pub width: Option<u32>,
    /// Height in upright (rotation applied) square pixels; absent for sound.
    pub height: Option<u32>,
    /// Clockwise turn, in degrees, that was applied to make the picture upright: 0, 90, 180 or 270.
    pub rotation: u32,
    /// Frames per second as declared; absent for stills, sound, and where it varies or is unknown.
    pub fps: Option<Rational>,
    /// Length in seconds; absent for stills and where it is unknown.
    pub duration: Option<f64>,
    /// Whether moving pictures are in it.
    pub has_video: bool,
    /// Whether its frames or pictures may be translucent. Of still pictures it is not looked at.
    pub has_alpha: bool,
    /// Whether sound is in it.
    pub has_audio: bool,
    /// Video codec in words, such as `H.264`.
    pub video_codec: Option<String>,
    /// Audio codec in words, such as `MPEG-4 AAC`.
    pub audio_codec: Option<String>,
}
