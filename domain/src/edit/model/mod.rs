//! The types of an edit, after Shotstack's published Edit schema: every field, every range, every list of names.
//! Unknown keys are refused. A number may be written as a text.

#[macro_use]
mod macros;
mod number;
mod slot;
mod text;

mod animated;
mod asset;
mod clip;
mod destination;
mod destination_entry;
mod destination_names;
mod document;
mod list;
mod output;
mod placement;
mod timeline;
mod timing;
mod transition;

pub use animated::{Animated, Easing, Interpolation, Tween};
pub use asset::*;
pub use clip::{Clip, Filter, Fit};
pub use destination::*;
pub use destination_entry::*;
pub use destination_names::*;
pub use document::{Disk, Edit, Instance, MergeField};
pub use list::AtLeast;
pub(in crate::edit) use number::parse as parse_number;
pub use number::{Fraction, NonNegative, Number, Share, Whole};
pub use output::{
    AspectRatio, Format, FramesPerSecond, Output, OutputQuality, Poster, Range, Resolution, Side, Size, Thumbnail,
};
pub use placement::{
    Angle, Crop, FlipTransformation, Offset, OffsetValue, Position, RotateTransformation, Shear, SkewTransformation,
    Transformation,
};
pub use text::{Alias, Bounded, CallbackAddress, HexColor, SourceAddress};
pub use timeline::{Font, Soundtrack, SoundtrackEffect, Timeline, Track};
pub use timing::{Length, Start};
pub use transition::{Effect, EffectKind, Pace, Transition, TransitionKind, TransitionName};

/// Puts a type's documentation into its schema. A reference cannot carry a text of its own, so it is left as it is.
fn describe(mut schema: schemars::Schema, lines: &[&str]) -> schemars::Schema {
    let text = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    if !text.is_empty() && schema.get("$ref").is_none() {
        schema.insert("description".into(), text.into());
    }
    schema
}
