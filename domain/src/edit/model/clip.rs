//! A clip: an asset, when it is shown, where and how.

use super::animated::Animated;
use super::asset::Asset;
use super::number::{Number, Share};
use super::placement::{Offset, Position, Transformation};
use super::text::Alias;
use super::timing::{Length, Start};
use super::transition::{Effect, Transition};

object! {
    /// An asset on the timeline: when it is shown, where and how.
    pub struct Clip {
        /// A name for the client's own use. Ignored.
        pub id: Option<String>,
        /// What is shown or heard.
        pub asset: Asset,
        /// When the clip starts: seconds, "auto" for the end of the clip before it in the track, or "alias://NAME".
        pub start: Start,
        /// How long it lasts: seconds, "auto" for the length of the asset, "end" for the end of the timeline, or "alias://NAME".
        pub length: Length,
        /// How the asset fills its box. Default crop.
        pub fit: Option<Fit>,
        /// Size factor after fitting, or tweens. Default 1.
        pub scale: Option<Animated<Number>>,
        /// Width of the box that replaces the picture for fitting and layout, in pixels, 1 to 3840. Needs height.
        pub width: Option<BoxWidth>,
        /// Height of the box that replaces the picture for fitting and layout, in pixels, 1 to 2160. Needs width.
        pub height: Option<BoxHeight>,
        /// Where the clip stands. Default center.
        pub position: Option<Position>,
        /// A shift away from the position.
        pub offset: Option<Offset>,
        /// How the clip comes and goes.
        pub transition: Option<Transition>,
        /// A motion during the whole clip.
        pub effect: Option<Effect>,
        /// A change of the clip's colours, or a blur.
        pub filter: Option<Filter>,
        /// From invisible 0 to solid 1, or tweens. Default 1.
        pub opacity: Option<Animated<Share>>,
        /// Turns, shears and mirrors the clip.
        pub transform: Option<Transformation>,
        /// A name by which other clips can refer to this one; unique in the edit.
        pub alias: Option<Alias>,
    }
}

ranged! {
    /// Pixels across.
    pub struct BoxWidth: number 1 ..= 3840
}
ranged! {
    /// Pixels down.
    pub struct BoxHeight: number 1 ..= 2160
}

choice! {
    /// How an asset fills its box.
    pub enum Fit {
        /// Stretched to the box, both sides on their own.
        Cover = "cover",
        /// As large as fits whole.
        Contain = "contain",
        /// As small as fills the box; what stands over is cut.
        Crop = "crop",
        /// In its own pixels.
        None = "none",
    }
}

choice! {
    /// A change of a clip's colours, or a blur.
    pub enum Filter {
        /// No change.
        None = "none",
        /// Out of focus.
        Blur = "blur",
        /// More contrast and colour.
        Boost = "boost",
        /// More contrast.
        Contrast = "contrast",
        /// Darker.
        Darken = "darken",
        /// Without colour.
        Greyscale = "greyscale",
        /// Lighter.
        Lighten = "lighten",
        /// Less contrast and colour.
        Muted = "muted",
        /// Colours turned round.
        Negative = "negative",
    }
}
