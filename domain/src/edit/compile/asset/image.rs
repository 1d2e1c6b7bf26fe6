//! Image assets: a still picture, or an animated one that starts over at its end.

use super::{Compiled, Picture, cropping, media_address};
use crate::composition::{Size, TimeMap};
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::facts::SourceKind;
use crate::edit::compile::place::Place;
use crate::edit::model::ImageAsset;

pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, image: &ImageAsset) -> Compiled {
    let ImageAsset { src, prompt: _, model: _, options: _, crop } = image;
    let sides = cropping(compiler, &place.key("crop"), crop.as_ref());
    let address = media_address(compiler, place, src.as_ref());
    let source = address.and_then(|url| compiler.source(&place.key("src"), url, SourceKind::Image));
    let picture = source.and_then(|(source, facts)| {
        let size = Size { width: facts.width.into(), height: facts.height.into() };
        sides.rest_of(size).map(|part| match facts.duration.filter(|length| facts.has_video && *length > 0.0) {
            Some(length) => {
                Picture::Film { source, part, time: TimeMap { repeats: Some(length), ..TimeMap::IDENTITY } }
            }
            None => Picture::Still { source, part },
        })
    });
    Compiled { picture, ..Compiled::default() }
}
