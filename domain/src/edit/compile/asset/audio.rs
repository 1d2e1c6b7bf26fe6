//! Audio assets: a sound without a picture.

use super::{Compiled, fades_of, media_address};
use crate::composition::Span;
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::facts::SourceKind;
use crate::edit::compile::place::Place;
use crate::edit::compile::sound;
use crate::edit::model::AudioAsset;

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, audio: &AudioAsset, span: Span) -> Compiled {
    let AudioAsset { src, prompt: _, model: _, options: _, trim, volume, speed, effect } = audio;
    let time = sound::playing(compiler, place, *trim, *speed);
    let address = media_address(compiler, place, src.as_ref());
    let source = address.and_then(|url| compiler.source(&place.key("src"), url, SourceKind::Audio));
    let sound = source.filter(|(_, facts)| !facts.is_over_at(time.offset)).and_then(|(source, _)| {
        sound::compile(compiler, place, source, time, volume.as_ref(), fades_of(*effect), span)
    });
    Compiled { sound, heard_only: true, ..Compiled::default() }
}
