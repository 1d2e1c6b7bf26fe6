//! Names of blobs.

use std::fmt;
use std::str::FromStr;

/// A blob's name: one or more segments between slashes, such as `renders/6f…/2/output.mp4`. A segment is 1 to 200
/// ASCII letters, digits, `.`, `_` or `-` and does not start with a dot; the whole is at most 900 bytes. So a key can
/// neither leave its folder nor mean two files on any file system or object store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

const LONGEST: usize = 900;
const LONGEST_SEGMENT: usize = 200;

/// The text is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected segments of 1 to 200 letters, digits, `.`, `_` or `-` (no dot first), separated by single slashes, 900 bytes at most"
)]
pub struct NotAKey;

impl Key {
    /// Reads a key.
    ///
    /// # Errors
    /// [`NotAKey`] when the text breaks the rules above.
    pub fn new(text: impl Into<String>) -> Result<Self, NotAKey> {
        let text = text.into();
        let valid = text.len() <= LONGEST && text.split('/').all(is_segment);
        valid.then_some(Self(text)).ok_or(NotAKey)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_segment(segment: &str) -> bool {
    (1..=LONGEST_SEGMENT).contains(&segment.len())
        && !segment.starts_with('.')
        && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Key {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::{Component, Path};

    #[test]
    fn good_names_pass_and_bad_ones_do_not() {
        for good in ["a", "renders/1/2/output.mp4", "A-b_c.9", "a..b", &"a".repeat(200)] {
            assert_eq!(Key::new(good).unwrap().as_str(), good);
        }
        let long = vec!["a".repeat(200); 5].join("/");
        for bad in [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            "..",
            ".",
            "a/../b",
            "a/./b",
            ".hidden",
            "a/.b",
            "a\\b",
            "a b",
            "a\0",
            "ä",
            "C:",
            "a?b",
            "a%2e",
            "a\n",
            "~",
            &"a".repeat(201),
            &long,
        ] {
            assert_eq!(Key::new(bad), Err(NotAKey), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_key_never_leaves_its_folder(text in "[a./\\\\%~ -]{0,12}") {
            if let Ok(key) = Key::new(text) {
                let path = Path::new("/root").join(key.as_str());
                prop_assert!(path.starts_with("/root"));
                prop_assert!(Path::new(key.as_str()).components().all(|part| matches!(part, Component::Normal(_))));
            }
        }
    }
}
