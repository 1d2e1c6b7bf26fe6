//! Masks.

use crate::edit::model::number::NonNegative;
use crate::edit::model::text::SourceAddress;

object! {
    /// A picture or video in grey whose brightness masks the other clips of its track.
    pub struct LumaAsset tagged "type" = "luma" {
        /// Address of the picture or video file.
        pub src: SourceAddress,
        /// Seconds to leave out at the file's start. Default 0.
        pub trim: Option<NonNegative>,
    }
}
