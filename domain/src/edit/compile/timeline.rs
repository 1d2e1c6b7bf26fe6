//! `timeline`: fonts, tracks in paint order, the soundtrack, and how long it all lasts.

use super::asset;
use super::clip;
use super::compiler::{Compiler, Knowledge};
use super::facts::SourceKind;
use super::place::Place;
use super::sound::{self, Fades};
use super::timing::{Moment, Schedule, Times, Trouble, Wishes, schedule};
use crate::FailureCode;
use crate::composition::{AudioTrack, Mask, Node, Span, TimeMap};
use crate::edit::model::{
    Animated, Asset, Clip, Font, Length, LumaAsset, NonNegative, Soundtrack, SoundtrackEffect, Speed, Timeline, Track,
};

/// How long an asset lasts that has no length of its own, in seconds.
const STILL_LENGTH: f64 = 3.0;

/// What a timeline shows and plays.
pub(super) struct Compiled {
    pub nodes: Vec<Node>,
    pub audio: Vec<AudioTrack>,
    pub end: Moment,
}

/// Compiles a timeline of at most `longest` seconds.
pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, timeline: &Timeline, longest: f64) -> Compiled {
    let Timeline {
        soundtrack,
        // Part of the canvas.
        background: _,
        fonts,
        tracks,
        // For whoever fetches the sources.
        cache: _,
    } = timeline;
    for (index, Font { src }) in fonts.iter().flatten().enumerate() {
        let place = place.key("fonts").item(index).key("src");
        if let Some((font, _)) = compiler.source(&place, src, SourceKind::Font) {
            compiler.fonts.add(font, src);
        }
    }

    let place_of = |track: usize, clip: usize| place.key("tracks").item(track).key("clips").item(clip);
    let wishes: Vec<Vec<Wishes>> = tracks
        .iter()
        .enumerate()
        .map(|(track, Track { clips })| {
            clips.iter().enumerate().map(|(clip, it)| wishes(compiler, &place_of(track, clip), it)).collect()
        })
        .collect();
    let Schedule { tracks: times, end, troubles } = schedule(&wishes);
    for Trouble { track, clip, field, message } in troubles {
        compiler.fault(&place_of(track, clip).key(field), message);
    }
    if !end.assumed {
        duration_fault(compiler, place, end.seconds, longest);
    }

    let mut compiled = Compiled { nodes: Vec::new(), audio: Vec::new(), end };
    let mut layers = Vec::new();
    for (track, (Track { clips }, times)) in tracks.iter().zip(&times).enumerate() {
        let mut painted = Vec::new();
        let mattes = mattes(compiler, |clip| place_of(track, clip), clips, times);
        for (clip, (it, times)) in clips.iter().zip(times).enumerate() {
            let clip::Compiled { node, sound } = clip::compile(compiler, &place_of(track, clip), it, *times, &mattes);
            painted.extend(node);
            compiled.audio.extend(sound);
        }
        layers.push(painted);
    }
    // The first track is on top, so it is painted last; within a track the later clip is on top.
    compiled.nodes = layers.into_iter().rev().flatten().collect();
    if let Some(soundtrack) = soundtrack {
        compiled.audio.extend(self::soundtrack(compiler, &place.key("soundtrack"), soundtrack, end.seconds));
    }
    compiled
}

/// What hides the clips of a track, and when.
fn mattes(
    compiler: &mut Compiler<'_>,
    place_of: impl Fn(usize) -> Place,
    clips: &[Clip],
    times: &[Times],
) -> Vec<(Span, Mask)> {
    let mut mattes = Vec::new();
    for (index, (clip, times)) in clips.iter().zip(times).enumerate() {
        let Asset::Luma(luma) = &clip.asset else { continue };
        let span = Span { start: times.start.seconds, end: times.start.seconds + times.length.seconds };
        let mask = asset::matte(compiler, &place_of(index).key("asset"), luma, span);
        mattes.extend(mask.map(|mask| (span, mask)));
    }
    mattes
}

fn duration_fault(compiler: &mut Compiler<'_>, place: &Place, seconds: f64, longest: f64) {
    if seconds <= 0.0 {
        compiler.fault(place, "the timeline is 0 s long: give at least one clip a length above 0");
    } else if seconds > longest {
        let message = format!("the timeline is {seconds} s long; at most {longest} s are allowed");
        compiler.failure(FailureCode::LimitReached, place, message);
    }
}

/// When a clip wants to be on.
fn wishes(compiler: &mut Compiler<'_>, place: &Place, clip: &Clip) -> Wishes {
    let natural = match clip.length {
        Length::Auto => natural_length(compiler, place, &clip.asset),
        _ => Moment::certain(0.0),
    };
    Wishes {
        start: clip.start.clone(),
        length: clip.length.clone(),
        natural,
        alias: clip.alias.as_ref().map(|alias| alias.to_string()),
    }
}

/// How long an asset lasts by itself: media to its end at its speed, everything else 3 s.
fn natural_length(compiler: &mut Compiler<'_>, place: &Place, asset: &Asset) -> Moment {
    let (src, trim, speed, kind) = match asset {
        Asset::Video(video) => (&video.src, video.trim, video.speed, SourceKind::Video),
        Asset::Audio(audio) => (&audio.src, audio.trim, audio.speed, SourceKind::Audio),
        // Seen through the mask, it lasts as long as it moves; a still one as long as any picture.
        Asset::Luma(luma) => return matte_length(compiler, place, luma),
        _ => return Moment::certain(STILL_LENGTH),
    };
    let speed = speed.map_or(1.0, Speed::get);
    let asset_place = place.key("asset");
    let Some(src) = src.as_deref().filter(|_| speed > 0.0) else {
        return Moment::certain(STILL_LENGTH);
    };
    // What is no film or sound at all is told of where it is used.
    let Some((_, facts)) = compiler.facts(&asset_place.key("src"), src, kind).filter(|(_, facts)| facts.fit(kind))
    else {
        return Moment { seconds: STILL_LENGTH, assumed: true };
    };
    match (facts.duration, compiler.knowledge()) {
        (Some(duration), _) => {
            let seconds = duration / speed - trim.map_or(0.0, NonNegative::get);
            if seconds <= 0.0 {
                let message = format!("nothing is left of the source, which lasts {duration} s; trim less");
                compiler.fault(&asset_place.key("trim"), message);
            }
            Moment::certain(seconds.max(0.0))
        }
        (None, Knowledge::Assumed) => Moment { seconds: STILL_LENGTH, assumed: true },
        (None, Knowledge::Probed(_)) => {
            let message = "the source does not say how long it lasts; give the length in seconds";
            compiler.failure(FailureCode::BadMedia, &place.key("length"), message);
            Moment { seconds: STILL_LENGTH, assumed: true }
        }
    }
}

/// How long a matte lasts by itself.
fn matte_length(compiler: &mut Compiler<'_>, place: &Place, luma: &LumaAsset) -> Moment {
    let still = Moment::certain(STILL_LENGTH);
    let facts = compiler.facts(&place.key("asset").key("src"), &luma.src, SourceKind::Matte).map(|(_, facts)| facts);
    match (facts.and_then(|facts| facts.duration), compiler.knowledge()) {
        (Some(duration), _) => Moment::certain((duration - luma.trim.map_or(0.0, NonNegative::get)).max(0.0)),
        (None, Knowledge::Assumed) => Moment { assumed: true, ..still },
        (None, Knowledge::Probed(_)) => still,
    }
}

/// Music from the beginning to its own end, or the timeline's if that comes first.
fn soundtrack(compiler: &mut Compiler<'_>, place: &Place, soundtrack: &Soundtrack, end: f64) -> Option<AudioTrack> {
    let Soundtrack { src, effect, volume } = soundtrack;
    let (source, facts) = compiler.source(&place.key("src"), src, SourceKind::Audio)?;
    let fades = match effect {
        None => Fades::default(),
        Some(SoundtrackEffect::FadeIn) => Fades::IN,
        Some(SoundtrackEffect::FadeOut) => Fades::OUT,
        Some(SoundtrackEffect::FadeInFadeOut) => Fades::BOTH,
    };
    let span = Span { start: 0.0, end: facts.duration.map_or(end, |duration| duration.min(end)) };
    let volume = volume.map(|volume| Animated::Still(volume.into()));
    sound::compile(compiler, place, source, TimeMap::IDENTITY, volume.as_ref(), fades, span)
}
