//! Video assets: a film, and its sound.

use super::{Compiled, Picture, cropping, fades_of, media_address};
use crate::composition::{Color, Effect, Size, Span};
use crate::edit::compile::colors;
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::facts::SourceKind;
use crate::edit::compile::place::Place;
use crate::edit::compile::sound;
use crate::edit::model::{ChromaKey, VideoAsset};

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, video: &VideoAsset, span: Span) -> Compiled {
    let VideoAsset {
        src,
        prompt: _,
        model: _,
        options: _,
        // Every source is decoded by us, whatever its codec: there is nothing to transcode beforehand.
        transcode: _,
        trim,
        volume,
        volume_effect,
        speed,
        crop,
        chroma_key,
    } = video;
    let effects = chroma_key.iter().map(|key| keyed(compiler, &place.key("chromaKey"), key)).collect();
    let sides = cropping(compiler, &place.key("crop"), crop.as_ref());
    let time = sound::playing(compiler, place, *trim, *speed);
    let address = media_address(compiler, place, src.as_ref());
    let source = address.and_then(|url| compiler.source(&place.key("src"), url, SourceKind::Video));
    let Some((source, facts)) = source else {
        return Compiled::default();
    };
    if facts.is_over_at(time.offset) {
        return Compiled::default();
    }
    let fades = fades_of(*volume_effect);
    let sound = sound::compile(compiler, place, source, time, volume.as_ref(), fades, span).filter(|_| facts.has_audio);
    let size = Size { width: facts.width.into(), height: facts.height.into() };
    let picture = sides.rest_of(size).map(|part| Picture::Film { source, part, time });
    Compiled { picture, sound, effects, ..Compiled::default() }
}

/// What makes a colour transparent. Without a threshold or a halo, those that Shotstack's examples have.
fn keyed(compiler: &mut Compiler<'_>, place: &Place, key: &ChromaKey) -> Effect {
    let ChromaKey { color, threshold, halo } = key;
    Effect::ChromaKey {
        color: colors::read(compiler, &place.key("color"), Some(color), Color::BLACK),
        threshold: threshold.map_or(150.0, |distance| f64::from(distance.get())),
        halo: halo.map_or(100.0, |distance| f64::from(distance.get())),
    }
}
