//! Values that cannot be printed or serialised.

use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What replies show in place of a secret. Always the same, so that not even the length is told.
pub const MASK: &str = "••••••••";

/// A secret text: an API key, a password, a credential. It implements neither `Display` nor `Serialize`, its `Debug` is
/// fixed, comparing takes the same time wherever two texts differ, and its memory is zeroised when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Every call of this is a place to look at in a review.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What may be shown in its place: [`MASK`].
    pub const fn mask(&self) -> &'static str {
        MASK
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(••••••••)")
    }
}

/// Secret bytes: a key, or a document just opened. The same rules as for [`Secret`].
#[derive(Clone)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes the bytes in.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves. Every call of this is a place to look at in a review.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq for SecretBytes {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretBytes {}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(••••••••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_tells_neither_content_nor_length() {
        let (short, long) = (Secret::new("canary"), Secret::new("canary".repeat(20)));
        assert_eq!(format!("{short:?}"), format!("{long:?}"));
        assert!(!format!("{short:?}{long:#?}").contains("canary"));
        assert_eq!(short.mask(), long.mask());
        let bytes = SecretBytes::new(b"canary".to_vec());
        assert_eq!(format!("{bytes:?}"), "SecretBytes(••••••••)");
        assert_eq!(bytes.expose(), b"canary");
    }

    /// Whether a type has a trait: where it has, the associated constant of its own hides the one of the fallback.
    macro_rules! has {
        ($type:ty: $bound:path) => {{
            struct Probe<T>(std::marker::PhantomData<T>);
            #[allow(dead_code)]
            trait Fallback {
                const HAS: bool = false;
            }
            impl<T> Fallback for Probe<T> {}
            #[allow(dead_code)]
            impl<T: $bound> Probe<T> {
                const HAS: bool = true;
            }
            <Probe<$type>>::HAS
        }};
    }

    #[test]
    fn secrets_can_be_neither_printed_nor_serialised() {
        assert!(has!(String: fmt::Display) && has!(Vec<u8>: serde::Serialize), "the probe works");
        assert!(!has!(Secret: fmt::Display) && !has!(SecretBytes: fmt::Display));
        assert!(!has!(Secret: serde::Serialize) && !has!(SecretBytes: serde::Serialize));
        assert!(!has!(crate::DataKey: serde::Serialize) && !has!(crate::MasterKey: serde::Serialize));
        assert!(!has!(crate::Subkey: fmt::Display) && !has!(crate::Subkey: serde::Serialize));
    }

    #[test]
    fn equality_compares_the_whole() {
        assert_eq!(Secret::new("abc"), Secret::new("abc"));
        assert_ne!(Secret::new("abc"), Secret::new("abd"));
        assert_ne!(Secret::new("abc"), Secret::new("abcd"));
        assert_ne!(SecretBytes::new(vec![1]), SecretBytes::new(vec![2]));
    }
}
