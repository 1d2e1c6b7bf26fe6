//! What is made of a composition: files, formats, qualities.

use serde::{Deserialize, Serialize};

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutputFormat {
    /// H.264 and AAC in MP4, playable while it loads.
    Mp4,
    /// Animated GIF, without sound.
    Gif,
    /// JPEG still.
    Jpg,
    /// PNG still.
    Png,
    /// BMP still.
    Bmp,
    /// MP3, sound only.
    Mp3,
}

impl OutputFormat {
    /// File extension without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            OutputFormat::Mp4 => "mp4",
            OutputFormat::Gif => "gif",
            OutputFormat::Jpg => "jpg",
            OutputFormat::Png => "png",
            OutputFormat::Bmp => "bmp",
            OutputFormat::Mp3 => "mp3",
        }
    }

    /// Media type for `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            OutputFormat::Mp4 => "video/mp4",
            OutputFormat::Gif => "image/gif",
            OutputFormat::Jpg => "image/jpeg",
            OutputFormat::Png => "image/png",
            OutputFormat::Bmp => "image/bmp",
            OutputFormat::Mp3 => "audio/mpeg",
        }
    }

    /// Whether it is one frame.
    pub const fn is_still(self) -> bool {
        matches!(self, OutputFormat::Jpg | OutputFormat::Png | OutputFormat::Bmp)
    }

    /// Whether it carries sound.
    pub const fn has_audio(self) -> bool {
        matches!(self, OutputFormat::Mp4 | OutputFormat::Mp3)
    }
}

/// How much the encoder may spend: from a draft to the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quality {
    /// x264 crf 32.
    VeryLow,
    /// x264 crf 28.
    Low,
    /// x264 crf 23.
    #[default]
    Medium,
    /// x264 crf 19.
    High,
    /// x264 crf 16.
    VeryHigh,
}

/// What to make of a composition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutputSettings {
    /// The kind of file.
    pub format: OutputFormat,
    /// Its quality.
    pub quality: Quality,
    /// Size of the file's picture in pixels when it differs from the canvas (`scaleTo`).
    pub scale_to: Option<(u32, u32)>,
    /// No sound, though the composition has some.
    pub mute: bool,
    /// Whether a GIF starts over at its end.
    pub repeat: bool,
    /// The part of the timeline that is rendered, in seconds; the whole when absent.
    pub range: Option<super::Span>,
    /// A JPEG of one frame, at full size.
    pub poster: Option<Capture>,
    /// A JPEG of one frame, scaled.
    pub thumbnail: Option<Still>,
    /// Draw the sandbox's watermark.
    pub watermark: bool,
}

/// A moment to capture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Capture {
    /// Timeline time in seconds.
    pub at: f64,
}

/// A moment to capture, and its size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Still {
    /// Timeline time in seconds.
    pub at: f64,
    /// Factor of the main file's size, above 0 and at most 1.
    pub scale: f64,
}
