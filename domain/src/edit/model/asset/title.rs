//! Titles in ready-made styles.

use crate::edit::model::placement::{Offset, Position};

object! {
    /// A title in a ready-made style. Deprecated: text and rich-text assets do more.
    pub struct TitleAsset tagged "type" = "title" {
        /// The text.
        pub text: String,
        /// The style.
        pub style: Option<TitleStyle>,
        /// Colour of the text, such as "#ffffff". Default white.
        pub color: Option<String>,
        /// Size of the text. Default medium.
        pub size: Option<TitleSize>,
        /// Colour behind the text. Default transparent.
        pub background: Option<String>,
        /// Where the title stands. Default center.
        pub position: Option<Position>,
        /// A shift away from the position.
        pub offset: Option<Offset>,
    }
}

choice! {
    /// Ready-made styles of titles.
    pub enum TitleStyle {
        /// Plain.
        Minimal = "minimal",
        /// Heavy capitals.
        Blockbuster = "blockbuster",
        /// With serifs.
        Vogue = "vogue",
        /// Handwritten.
        Sketchy = "sketchy",
        /// Thin.
        Skinny = "skinny",
        /// Broad.
        Chunk = "chunk",
        /// Broad, but lighter.
        ChunkLight = "chunkLight",
        /// As with a marker pen.
        Marker = "marker",
        /// Technical.
        Future = "future",
        /// A line on a dark strip.
        Subtitle = "subtitle",
    }
}

choice! {
    /// Sizes of titles.
    pub enum TitleSize {
        /// Smallest.
        XxSmall = "xx-small",
        /// Very small.
        XSmall = "x-small",
        /// Small.
        Small = "small",
        /// The usual.
        Medium = "medium",
        /// Large.
        Large = "large",
        /// Very large.
        XLarge = "x-large",
        /// Largest.
        XxLarge = "xx-large",
    }
}
