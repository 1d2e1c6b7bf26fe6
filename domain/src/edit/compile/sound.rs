//! Sounds: volume, fades and speed of clips and the soundtrack.

use super::animated::SHARE;
use super::compiler::Compiler;
use super::fade;
use super::place::Place;
use crate::composition::{AudioTrack, Keyframes, SourceId, Span, TimeMap};
use crate::edit::model::{Animated, Fraction, NonNegative, Speed};

/// At which ends a sound fades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Fades {
    pub at_start: bool,
    pub at_end: bool,
}

impl Fades {
    pub const IN: Fades = Fades { at_start: true, at_end: false };
    pub const OUT: Fades = Fades { at_start: false, at_end: true };
    pub const BOTH: Fades = Fades { at_start: true, at_end: true };

    /// The gain of a sound that lasts `length` seconds.
    pub fn gains(self, length: f64) -> impl Iterator<Item = Keyframes<f64>> {
        let start = self.at_start.then(|| fade::sound_in(length));
        let end = self.at_end.then(|| fade::sound_out(length));
        start.into_iter().chain(end)
    }
}

/// Below a hundredth of its speed, nothing of a sound lies where anybody could hear it.
const SLOWEST_HEARD: f64 = 0.01;

/// Which moment of a source is played at a speed. `trim` counts in seconds of the sped-up source, as Shotstack has it;
/// where nothing moves (speed 0) it names the moment that is frozen.
fn time_map(trim: f64, speed: f64) -> TimeMap {
    let offset = if speed == 0.0 { trim } else { speed * trim };
    TimeMap { offset, speed, repeats: None }
}

/// No source is longer than this, in seconds: eleven days.
pub(super) const LATEST: f64 = 1_000_000.0;

/// How much of a source is left out at its start, and how fast it plays.
pub(super) fn playing(
    compiler: &mut Compiler<'_>,
    place: &Place,
    trim: Option<NonNegative>,
    speed: Option<Speed>,
) -> TimeMap {
    let trim = trim.map_or(0.0, NonNegative::get);
    if trim > LATEST {
        compiler.fault(&place.key("trim"), format!("Too big: expected number to be <={LATEST}, received {trim}"));
    }
    time_map(trim.min(LATEST), speed.map_or(1.0, Speed::get))
}

/// What is heard of a clip: nothing when it is frozen, silent or over before it began.
pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    place: &Place,
    source: SourceId,
    time: TimeMap,
    volume: Option<&Animated<Fraction>>,
    fades: Fades,
    span: Span,
) -> Option<AudioTrack> {
    let volume = SHARE.compile(compiler, &place.key("volume"), volume, |v| v.get(), span.length());
    let silent = volume.as_ref().and_then(Keyframes::as_constant) == Some(0.0);
    let heard = !silent && time.speed >= SLOWEST_HEARD && span.length() > 0.0;
    heard.then(|| AudioTrack {
        pointer: place.to_string(),
        source,
        span,
        time,
        gains: volume.into_iter().chain(fades.gains(span.length())).collect(),
    })
}
