//! Pictures.

use super::video::GenerationOptions;
use crate::edit::model::placement::Crop;
use crate::edit::model::text::{Bounded, SourceAddress};

object! {
    /// A picture file. Either src or prompt is required.
    pub struct ImageAsset tagged "type" = "image" {
        /// Address of the picture file.
        pub src: Option<SourceAddress>,
        /// A description from which a picture is generated, at most 4000 characters.
        pub prompt: Option<Bounded<0, 4000>>,
        /// The generating model.
        pub model: Option<String>,
        /// Settings of the generating model.
        pub options: Option<GenerationOptions>,
        /// Cuts edges before fitting.
        pub crop: Option<Crop>,
    }
}
