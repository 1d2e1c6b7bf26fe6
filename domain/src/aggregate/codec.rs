//! Events as they are stored: a type name, a schema version, and JSON. Every version ever released decodes for ever.

/// Turning events into stored bytes and back.
pub trait EventCodec: Sized {
    /// Every type name and current version of this family.
    const TYPES: &'static [(&'static str, u16)];

    /// Such as `render.queued`.
    fn event_type(&self) -> &'static str;
    /// The schema version that [`EventCodec::encode`] writes for this type.
    fn version(&self) -> u16;
    /// The data, as the exact bytes to store.
    fn encode(&self) -> Vec<u8>;
    /// The event that was stored under this type and version.
    fn decode(event_type: &str, version: u16, data: &[u8]) -> Result<Self, DecodeError>;
}

/// Stored bytes that this build cannot read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// Written by a newer build, or not ours.
    #[error("unknown event {event_type} version {version}")]
    Unknown {
        /// Its type name.
        event_type: String,
        /// Its schema version.
        version: u16,
    },
    /// The bytes do not fit the type.
    #[error("event {event_type} version {version} does not decode: {source}")]
    Malformed {
        /// Its type name.
        event_type: String,
        /// Its schema version.
        version: u16,
        /// What the reader said.
        source: serde_json::Error,
    },
}

/// Declares a family of events: `events! { RenderEvent { Queued(RenderQueued) = "render.queued" 1, … } }`.
macro_rules! events {
    ($(#[$doc:meta])* $family:ident { $($(#[$vdoc:meta])* $variant:ident($data:ty) = $name:literal $version:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $family { $($(#[$vdoc])* $variant($data),)+ }

        impl $crate::aggregate::EventCodec for $family {
            const TYPES: &'static [(&'static str, u16)] = &[$(($name, $version)),+];

            fn event_type(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)+ }
            }

            fn version(&self) -> u16 {
                match self { $(Self::$variant(_) => $version,)+ }
            }

            fn encode(&self) -> Vec<u8> {
                match self {
                    // Our own plain structs: string keys only, so writing them cannot fail.
                    $(Self::$variant(data) => serde_json::to_vec(data).expect("events are plain JSON structs"),)+
                }
            }

            fn decode(event_type: &str, version: u16, data: &[u8]) -> Result<Self, $crate::aggregate::DecodeError> {
                let malformed = |source| $crate::aggregate::DecodeError::Malformed {
                    event_type: event_type.to_owned(), version, source,
                };
                match (event_type, version) {
                    $(($name, $version) => serde_json::from_slice(data).map(Self::$variant).map_err(malformed),)+
                    _ => Err($crate::aggregate::DecodeError::Unknown { event_type: event_type.to_owned(), version }),
                }
            }
        }

        $(impl From<$data> for $family {
            fn from(data: $data) -> Self { Self::$variant(data) }
        })+
    };
}
pub(crate) use events;
