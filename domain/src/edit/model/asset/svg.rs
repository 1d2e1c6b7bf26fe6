//! SVG drawings.

use crate::edit::model::text::Bounded;

object! {
    /// An SVG drawing.
    pub struct SvgAsset tagged "type" = "svg" {
        /// The drawing's markup, not an address; at most 500000 characters.
        pub src: Bounded<1, 500_000>,
    }
}
