//! One drawing of markup.

use super::{Card, Painted, TooDeep, paint};
use crate::{FontLibrary, Raster, limits};
use domain::{Failure, FailureCode};

/// Draws a card for the clip at `pointer`.
pub(crate) fn draw(
    pointer: &str,
    card: &Card<'_>,
    fonts: &[Vec<u8>],
    library: &FontLibrary,
) -> Result<Raster, Failure> {
    let too_much = |message: String| Failure::at(FailureCode::LimitReached, pointer, message);
    if card.html.len() > limits::MARKUP_BYTES || card.css.len() > limits::MARKUP_BYTES {
        let most = limits::MARKUP_BYTES / 1024;
        return Err(too_much(format!("The markup of this clip is larger than {most} KiB.")));
    }
    match paint(card, library.context(fonts), library.digests()) {
        Ok(Painted { pixels, fonts, refused }) => {
            if refused > 0 {
                tracing::info!(pointer, refused, "markup asked for files outside itself; left out");
            }
            Ok(Raster { width: card.width, height: card.height, pixels, fonts })
        }
        Err(TooDeep) => {
            let most = limits::NESTING;
            Err(too_much(format!("The elements of this clip's HTML are nested more than {most} deep.")))
        }
    }
}
