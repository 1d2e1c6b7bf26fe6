//! Assets that this server has not got the means for: each is refused with what to use instead.

use super::Compiled;
use crate::edit::compile::compiler::Compiler;
use crate::edit::compile::place::Place;
use crate::edit::model::{Html5Asset, ImageToVideoAsset, RichCaptionAsset, TextToImageAsset, TextToSpeechAsset};

/// Files that hold subtitles already.
const SUBTITLES: [&str; 4] = [".srt", ".vtt", ".ttml", ".dfxp"];

/// Refuses an asset of type `tag`.
pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, tag: &str) -> Compiled {
    let why = match tag {
        Html5Asset::TAG => {
            "this server has no browser to run its scripts in; use an html clip for markup without scripts, a rich-text \
             clip for moving text, or an svg or image clip"
        }
        TextToImageAsset::TAG => {
            "this server generates no pictures; use an image clip with the address of a file in src"
        }
        ImageToVideoAsset::TAG => {
            "this server generates no videos; use an image clip with this src and an effect such as zoomIn, or a video clip"
        }
        TextToSpeechAsset::TAG => {
            "this server generates no speech; use an audio clip with the address of a recording in src"
        }
        _ => "this server cannot make it; use an asset of another type",
    };
    compiler.fault(&place.key("type"), format!("{tag} is not available: {why}"));
    Compiled::default()
}

/// Why subtitles that have to be heard first are refused; nothing where a file has them.
pub(super) fn transcription(src: &str) -> Option<&'static str> {
    let path = src.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let is_written = SUBTITLES.iter().any(|ending| path.ends_with(ending));
    (!is_written).then_some(
        "this server recognises no speech, so nothing can be transcribed; give the address of a file of subtitles (SRT or \
         WebVTT) in src",
    )
}

/// Refuses styled subtitles.
pub(super) fn rich_caption(compiler: &mut Compiler<'_>, place: &Place, asset: &RichCaptionAsset) -> Compiled {
    match transcription(&asset.src) {
        Some(why) => compiler.fault(&place.key("src"), format!("Invalid source: {why}")),
        None => compiler.not_yet(&place.key("type"), "the asset type \"rich-caption\" (a caption clip is)"),
    }
    Compiled::default()
}
