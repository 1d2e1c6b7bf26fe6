//! Keys derived from another key by what they are for.

use crate::SecretBytes;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What a key derived from the master key is for. A key of one purpose tells nothing about one of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signing the tokens of people who are signed in.
    SessionTokens,
    /// Signing URLs that open a file for a while.
    SignedUrls,
    /// Finding an API key by its keyed hash.
    KeyLookup,
    /// Wrapping the data keys of workspaces.
    DataKeys,
    /// Signing what people bring back from where they gave their consent.
    Consents,
}

impl Purpose {
    /// Part of the derivation: changing one makes everything made under it unreadable.
    const fn label(self) -> &'static str {
        match self {
            Purpose::SessionTokens => "rushes/session-tokens/v1",
            Purpose::SignedUrls => "rushes/signed-urls/v1",
            Purpose::KeyLookup => "rushes/key-lookup/v1",
            Purpose::DataKeys => "rushes/data-keys/v1",
            Purpose::Consents => "rushes/consents/v1",
        }
    }
}

/// A derived 256-bit key.
#[derive(Clone)]
pub struct Subkey(Zeroizing<[u8; 32]>);

impl Subkey {
    /// HKDF-SHA-256 (RFC 5869) without salt; the label is the `info`.
    pub(crate) fn derive(from: &[u8; 32], label: &str) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, from)
            .expand(label.as_bytes(), key.as_mut_slice())
            .unwrap_or_else(|_| unreachable!("32 bytes are within what HKDF-SHA-256 can expand to"));
        Self(key)
    }

    pub(crate) fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn of_purpose(master: &[u8; 32], purpose: Purpose) -> Self {
        Self::derive(master, purpose.label())
    }

    /// The key's 32 bytes, for a library that wants them.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The same as [`SecretBytes`], for who must own them.
    pub fn to_secret(&self) -> SecretBytes {
        SecretBytes::new(self.0.to_vec())
    }

    /// HMAC-SHA-256 of `message` under this key.
    pub fn authenticate(&self, message: &[u8]) -> [u8; 32] {
        self.mac(message).finalize().into_bytes().into()
    }

    /// Whether `tag` is what [`Subkey::authenticate`] gives for `message`; takes the same time wherever they differ.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> bool {
        self.authenticate(message).ct_eq(tag).into()
    }

    fn mac(&self, message: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice())
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(message);
        mac
    }
}

impl fmt::Debug for Subkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subkey(••••••••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivation_is_rfc_5869_with_an_empty_salt() {
        // Computed apart with Python's hmac module: extract = HMAC(zeros, ikm), expand = HMAC(extract, info || 0x01).
        let key = Subkey::of_purpose(&[0x0b; 32], Purpose::SignedUrls);
        assert_eq!(hex::encode(key.expose()), "680d09719e6870498f82516bd84529bd532e36e959203ce3017f0d14c53c751d");
    }

    #[test]
    fn purposes_give_different_keys() {
        let purposes =
            [Purpose::SessionTokens, Purpose::SignedUrls, Purpose::KeyLookup, Purpose::DataKeys, Purpose::Consents];
        let keys = purposes.map(|purpose| *Subkey::of_purpose(&[7; 32], purpose).expose());
        for (i, one) in keys.iter().enumerate() {
            assert!(keys[i + 1..].iter().all(|other| other != one));
        }
    }

    #[test]
    fn a_tag_is_verified_whole() {
        let key = Subkey::derive(&[1; 32], "test");
        let tag = key.authenticate(b"message");
        assert!(key.verify(b"message", &tag));
        assert!(!key.verify(b"messagE", &tag));
        assert!(!key.verify(b"message", &tag[..31]));
        for byte in 0..32 {
            let mut wrong = tag;
            wrong[byte] ^= 1;
            assert!(!key.verify(b"message", &wrong));
        }
    }
}
