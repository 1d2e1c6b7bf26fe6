//! Luma assets: a picture or film that hides the other clips of its track by its brightness.

use crate::composition::{Content, Mask, Rect, Span};
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::facts::SourceKind;
use crate::edit::compile::place::Place;
use crate::edit::compile::sound;
use crate::edit::model::LumaAsset;

/// The mask that a luma asset is during `span`, stretched over whatever it hides; `None` when it is over by then.
pub(in crate::edit::compile) fn compile(
    compiler: &mut Compiler<'_>,
    place: &Place,
    luma: &LumaAsset,
    span: Span,
) -> Option<Mask> {
    let LumaAsset { src, trim } = luma;
    let time = sound::playing(compiler, place, *trim, None);
    let (source, facts) = compiler.source(&place.key("src"), src, SourceKind::Matte)?;
    let crop = Rect { x: 0.0, y: 0.0, width: facts.width.into(), height: facts.height.into() };
    let content = if facts.is_image && !facts.has_video {
        Content::Image { source, crop }
    } else if facts.is_over_at(time.offset) {
        return None;
    } else {
        Content::Video { source, crop, time }
    };
    Some(Mask::Luma { span, content, polarity: compiler.mattes })
}
