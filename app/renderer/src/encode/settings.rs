//! How much the encoder may spend.

use domain::composition::{Quality, Rational};
use gstreamer as gst;
use std::fmt;

/// AAC bits a second.
pub(crate) const AAC_BITS: i32 = 128_000;

/// The longest segment in seconds, and so the longest distance of two key frames.
pub(crate) const SEGMENT_SECONDS: f64 = 5.0;

/// Threads of one x264 encoder. They change its bits, so they belong to the profile and not to the machine.
///
/// Two, and one segment after the other: two encoders of one thread side by side take as much of the processor, a fifth
/// more time, and the memory of a second encoder.
const X264_THREADS: u32 = 2;

/// The instructions x264 is held to where there are those of AVX-512, written as its `asm` option: those of a processor
/// that has AVX2 and nothing after it.
///
/// In x264 0.164 the macroblock tree, as written for AVX-512, reads memory that nobody has written: the bits of a stream then
/// depend on what was there before. With any other instructions, it gives the same bits whatever was there.
const WITHOUT_AVX_512: &str = "asm=sse2fast,lzcnt,fma3,bmi2,avx2";

/// Bytes of the frames that wait for the encoder.
const WAITING: u64 = 8 << 20;

/// Everything that decides the bits of an H.264 stream, besides its frames.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VideoSettings {
    /// Pixels, even.
    pub(crate) width: u32,
    /// Pixels, even.
    pub(crate) height: u32,
    /// Frames a second.
    pub(crate) fps: Rational,
    preset: &'static str,
    crf: u32,
}

impl VideoSettings {
    /// The profile of a quality:
    ///
    /// | quality   | preset   | crf |
    /// |-----------|----------|-----|
    /// | very low  | veryfast | 32  |
    /// | low       | veryfast | 28  |
    /// | medium    | veryfast | 23  |
    /// | high      | fast     | 19  |
    /// | very high | medium   | 16  |
    pub(crate) fn new(quality: Quality, (width, height): (u32, u32), fps: Rational) -> Self {
        let (preset, crf) = match quality {
            Quality::VeryLow => ("veryfast", 32),
            Quality::Low => ("veryfast", 28),
            Quality::Medium => ("veryfast", 23),
            Quality::High => ("fast", 19),
            Quality::VeryHigh => ("medium", 16),
        };
        Self { width, height, fps, preset, crf }
    }

    /// Frames of the longest segment.
    pub(crate) fn key_interval(&self) -> u64 {
        ((SEGMENT_SECONDS * self.fps.as_f64()).round() as u64).max(1)
    }

    /// How many frames may wait for the encoder.
    pub(super) fn waiting(&self) -> usize {
        let bytes = u64::from(self.width) * u64::from(self.height) * 3 / 2;
        (WAITING / bytes.max(1)).clamp(5, 64) as usize
    }

    /// The frames that the encoder is given.
    pub(super) fn caps(&self) -> gst::Caps {
        gst::Caps::builder("video/x-raw")
            .field("format", "I420")
            .field("width", self.width as i32)
            .field("height", self.height as i32)
            .field("framerate", gst::Fraction::new(self.fps.numerator as i32, self.fps.denominator as i32))
            .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
            .field("interlace-mode", "progressive")
            .field("colorimetry", "bt709")
            .field("chroma-site", "mpeg2")
            .build()
    }

    /// Sets an x264enc up. Its constant quality keeps a rate limit of 2 Mb/s unless the buffer is set to nothing.
    pub(super) fn apply(&self, encoder: &gst::Element) {
        use gst::prelude::*;
        encoder.set_property_from_str("speed-preset", self.preset);
        encoder.set_property_from_str("pass", "qual");
        encoder.set_property("quantizer", self.crf);
        encoder.set_property("vbv-buf-capacity", 0u32);
        encoder.set_property("threads", X264_THREADS);
        encoder.set_property("key-int-max", u32::try_from(self.key_interval()).unwrap_or(250));
        let options = if has_avx_512() { format!("open-gop=0:{WITHOUT_AVX_512}") } else { "open-gop=0".to_owned() };
        encoder.set_property("option-string", options);
    }
}

impl fmt::Display for VideoSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { preset, crf, .. } = self;
        let keyint = self.key_interval();
        write!(f, "x264 preset={preset} crf={crf} vbv=off threads={X264_THREADS} keyint={keyint} open-gop=0 no-avx512")
    }
}

/// Whether x264 would choose what is written for AVX-512.
fn has_avx_512() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("avx512f");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// MP3 bits a second of a quality, constant: 96, 128, 192, 256 and 320 thousand.
pub(crate) fn mp3_bits(quality: Quality) -> i32 {
    match quality {
        Quality::VeryLow => 96_000,
        Quality::Low => 128_000,
        Quality::Medium => 192_000,
        Quality::High => 256_000,
        Quality::VeryHigh => 320_000,
    }
}
