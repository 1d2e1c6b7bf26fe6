//! Image assets: a still picture.

use super::{Compiled, Picture, cropping, media_address};
use crate::composition::Size;
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
        sides.rest_of(size).map(|part| Picture::Still { source, part })
    });
    Compiled { picture, ..Compiled::default() }
}
