//! Names of transitions and motion effects: a kind and a pace.

use super::slot::Slot;
use crate::edit::fault::Faults;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

object! {
    /// How a clip comes and goes. Both run inside the clip's own time.
    pub struct Transition {
        /// How it comes.
        pub entry ["in"]: Option<TransitionName>,
        /// How it goes.
        pub exit ["out"]: Option<TransitionName>,
    }
}

/// How fast a transition or effect runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// The name alone.
    Normal,
    /// The name and `Slow`.
    Slow,
    /// The name and `Fast`.
    Fast,
}

impl Pace {
    /// The name without its pace, and the pace.
    fn split(name: &str) -> (&str, Self) {
        if let Some(kind) = name.strip_suffix("Slow") {
            (kind, Pace::Slow)
        } else if let Some(kind) = name.strip_suffix("Fast") {
            (kind, Pace::Fast)
        } else {
            (name, Pace::Normal)
        }
    }
}

/// A type whose names are a kind and, for most kinds, a pace.
macro_rules! paced {
    ($(#[doc = $doc:literal])* pub struct $Name:ident of $Kind:ident, one pace: $alone:pat) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $Name {
            /// What happens.
            pub kind: $Kind,
            /// How fast.
            pub pace: Pace,
        }

        impl $Name {
            /// The name's parts, when it is one of the published names.
            pub fn parse(name: &str) -> Option<Self> {
                let (kind, pace) = Pace::split(name);
                let kind = $Kind::parse(kind)?;
                let paced = !matches!(kind, $alone);
                (paced || pace == Pace::Normal).then_some(Self { kind, pace })
            }

            /// Every published name.
            fn names() -> Vec<String> {
                let names = $Kind::ALL.iter().flat_map(|kind| {
                    let paces: &[&str] = if matches!(kind, $alone) { &[""] } else { &["", "Slow", "Fast"] };
                    paces.iter().map(|pace| format!("{}{pace}", kind.as_str()))
                });
                names.collect()
            }
        }

        impl Deserr<Faults> for $Name {
            fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<Self, Faults> {
                match value {
                    Value::String(name) => Self::parse(&name).ok_or_else(|| Faults::option(at, &name, Self::names())),
                    other => Err(Faults::kind(at, "string", &other)),
                }
            }
        }

        impl Slot for $Name {}

        impl JsonSchema for $Name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "enum": Self::names() })
            }
        }
    };
}

paced! {
    /// The name of a transition, such as `fadeSlow`.
    pub struct TransitionName of TransitionKind, one pace: TransitionKind::None | TransitionKind::Zoom
}

choice! {
    /// What a transition does.
    pub enum TransitionKind {
        /// Nothing.
        None = "none",
        /// The clip becomes visible or invisible.
        Fade = "fade",
        /// A hard edge uncovers the clip from the left.
        Reveal = "reveal",
        /// A soft edge uncovers the clip, moving left.
        WipeLeft = "wipeLeft",
        /// A soft edge uncovers the clip, moving right.
        WipeRight = "wipeRight",
        /// A short way to the left, fading.
        SlideLeft = "slideLeft",
        /// A short way to the right, fading.
        SlideRight = "slideRight",
        /// A short way up, fading.
        SlideUp = "slideUp",
        /// A short way down, fading.
        SlideDown = "slideDown",
        /// A whole picture's way to the left.
        CarouselLeft = "carouselLeft",
        /// A whole picture's way to the right.
        CarouselRight = "carouselRight",
        /// A whole picture's way up.
        CarouselUp = "carouselUp",
        /// A whole picture's way down.
        CarouselDown = "carouselDown",
        /// Turns in from the top, towards the right.
        ShuffleTopRight = "shuffleTopRight",
        /// Turns in from the right, towards the top.
        ShuffleRightTop = "shuffleRightTop",
        /// Turns in from the right, towards the bottom.
        ShuffleRightBottom = "shuffleRightBottom",
        /// Turns in from the bottom, towards the right.
        ShuffleBottomRight = "shuffleBottomRight",
        /// Turns in from the bottom, towards the left.
        ShuffleBottomLeft = "shuffleBottomLeft",
        /// Turns in from the left, towards the bottom.
        ShuffleLeftBottom = "shuffleLeftBottom",
        /// Turns in from the left, towards the top.
        ShuffleLeftTop = "shuffleLeftTop",
        /// Turns in from the top, towards the left.
        ShuffleTopLeft = "shuffleTopLeft",
        /// Shrinks in, or grows out.
        Zoom = "zoom",
    }
}

paced! {
    /// The name of a motion effect, such as `zoomInSlow`.
    pub struct Effect of EffectKind, one pace: EffectKind::None
}

choice! {
    /// What a motion effect does during the whole clip.
    pub enum EffectKind {
        /// Nothing.
        None = "none",
        /// Grows.
        ZoomIn = "zoomIn",
        /// Shrinks.
        ZoomOut = "zoomOut",
        /// Moves to the left.
        SlideLeft = "slideLeft",
        /// Moves to the right.
        SlideRight = "slideRight",
        /// Moves up.
        SlideUp = "slideUp",
        /// Moves down.
        SlideDown = "slideDown",
    }
}
