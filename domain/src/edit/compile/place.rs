//! Where in the edit the compiler stands, written as a JSON path.

use std::fmt;

/// A JSON path: `timeline.tracks[0].clips[2].asset`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place(String);

impl Place {
    /// A key of the edit itself.
    pub fn root(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// A key of the object that stands here.
    pub fn key(&self, key: &str) -> Self {
        Self(format!("{}.{key}", self.0))
    }

    /// An item of the array that stands here.
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
