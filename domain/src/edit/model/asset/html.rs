//! HTML.

use crate::edit::model::number::Whole;
use crate::edit::model::placement::Position;
use crate::edit::model::text::Bounded;

object! {
    /// HTML with CSS, drawn without scripts.
    pub struct HtmlAsset tagged "type" = "html" {
        /// The markup.
        pub html: String,
        /// The style sheet.
        pub css: Option<String>,
        /// Width of the box in pixels. Default the picture's.
        pub width: Option<Whole>,
        /// Height of the box in pixels. Default the picture's.
        pub height: Option<Whole>,
        /// Colour of the box, "#rrggbb", "#aarrggbb" or "transparent". Default transparent.
        pub background: Option<String>,
        /// Where the content stands in its box. Default center.
        pub position: Option<Position>,
    }
}

object! {
    /// HTML with CSS and scripts, drawn by a browser without network.
    pub struct Html5Asset tagged "type" = "html5" {
        /// The markup, at most 1000000 characters.
        pub html: Bounded<0, 1_000_000>,
        /// The style sheet, at most 500000 characters.
        pub css: Option<Bounded<0, 500_000>>,
        /// The script, at most 500000 characters.
        pub js: Option<Bounded<0, 500_000>>,
    }
}
