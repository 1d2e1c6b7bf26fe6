//! Answers that mean harm.

use super::{Case, End};
use crate::Origin;
use crate::edits::video;

/// They count on a limit of 60 MB a source and 8 s for a fetch.
pub(super) fn cases(origin: &Origin) -> Vec<Case> {
    let case = |name, path: &str, end, quick| Case { name, asset: video(&origin.url(path)), end, quick };
    vec![
        case("an answer without an end", "/endless", End::Failed("larger than the 60000000 bytes allowed"), true),
        case("50 GB", "/huge", End::Failed("larger than the 60000000 bytes allowed"), true),
        case("no answer", "/silence", End::Failed("took longer than the 8 s allowed"), false),
        case("a byte now and then", "/trickle", End::Failed("took longer than the 8 s allowed"), false),
        case("a connection that always breaks", "/always-cut/film.mp4", End::Failed(""), false),
    ]
}
