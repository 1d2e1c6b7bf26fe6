//! Which frames are made, how large, and of what.

use crate::RenderJob;
use crate::compositor::{Slots, slots};
use domain::composition::{OutputFormat, Rational, Span};
use domain::{Failure, FailureCode};
use std::ops::Range;

/// The longest side of an output.
const LONGEST_SIDE: u32 = 8_192;

/// What follows from a job before anything is opened.
pub(super) struct Plan {
    /// Frames of the timeline that the output shows.
    pub(super) frames: Range<u64>,
    /// Frames a second.
    pub(super) fps: Rational,
    /// Pixels of the main file.
    pub(super) size: (u32, u32),
    /// The places of the composition.
    pub(super) slots: Slots,
}

impl Plan {
    /// Reads the job.
    pub(super) fn of(job: &RenderJob) -> Result<Self, Failure> {
        let canvas = &job.composition.canvas;
        let fps = canvas.fps;
        if fps.numerator == 0 || fps.denominator == 0 {
            return Err(Failure::new(FailureCode::BadEdit, "The frame rate must be above zero."));
        }
        let size = job.output.scale_to.unwrap_or((canvas.width, canvas.height));
        // 4:2:0 video has no odd sizes; the canvas is stretched by the missing pixel.
        let size = if job.output.format == OutputFormat::Mp4 { (even(size.0), even(size.1)) } else { size };
        if size.0.max(size.1) > LONGEST_SIDE || size.0.min(size.1) == 0 {
            let message =
                format!("The output would be {} x {} pixels; 1 to {LONGEST_SIDE} a side are possible.", size.0, size.1);
            return Err(Failure::new(FailureCode::LimitReached, message));
        }
        let frames = if job.output.format.is_still() {
            still(job.output.range, fps, job.composition.frame_count())
        } else {
            frames_of(job.output.range, fps, job.composition.frame_count())
        };
        Ok(Self { frames, fps, size, slots: slots(&job.composition) })
    }

    /// The part of the timeline that the output shows, whole frames.
    pub(super) fn span(&self) -> Span {
        Span { start: self.fps.time_of_frame(self.frames.start), end: self.fps.time_of_frame(self.frames.end) }
    }

    /// How many frames the output has.
    pub(super) fn count(&self) -> u64 {
        self.frames.end - self.frames.start
    }

    /// The frame that shows at `time` seconds of the timeline, the first or last if there is none.
    pub(super) fn frame_at(&self, time: f64, count: u64) -> u64 {
        frame_at(time, self.fps, count)
    }
}

fn frame_at(time: f64, fps: Rational, count: u64) -> u64 {
    ((time * fps.as_f64() + 1e-6).floor().max(0.0) as u64).min(count.saturating_sub(1))
}

/// The frame that shows where the range begins.
fn still(range: Option<Span>, fps: Rational, count: u64) -> Range<u64> {
    let frame = frame_at(range.map_or(0.0, |range| range.start), fps, count);
    frame..frame + 1
}

fn even(pixels: u32) -> u32 {
    (pixels & !1).max(2)
}

fn frames_of(range: Option<Span>, fps: Rational, count: u64) -> Range<u64> {
    let Some(range) = range else { return 0..count };
    let frame = |time: f64| ((time * fps.as_f64()).round().max(0.0) as u64).min(count);
    let start = frame(range.start).min(count - 1);
    start..frame(range.end).max(start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_whole_frames_and_never_empty() {
        let fps = Rational::new(25, 1);
        let of = |start, end| frames_of(Some(Span { start, end }), fps, 100);
        assert_eq!(frames_of(None, fps, 100), 0..100);
        assert_eq!(of(1.0, 2.0), 25..50);
        assert_eq!(of(1.0, 99.0), 25..100);
        assert_eq!(of(50.0, 99.0), 99..100);
        assert_eq!(of(1.0, 1.0), 25..26);
        assert_eq!(of(-1.0, 0.5), 0..13);
    }

    #[test]
    fn a_still_shows_what_is_on_when_its_range_begins() {
        let fps = Rational::new(25, 1);
        let of = |start| still(Some(Span { start, end: 9.0 }), fps, 100);
        assert_eq!(still(None, fps, 100), 0..1);
        assert_eq!([of(0.03), of(0.04), of(0.0799), of(0.28), of(50.0)], [0..1, 1..2, 1..2, 7..8, 99..100]);
    }

    #[test]
    fn film_sizes_are_even() {
        assert_eq!([0, 1, 2, 3, 1080, 1081].map(even), [2, 2, 2, 2, 1080, 1080]);
    }
}
