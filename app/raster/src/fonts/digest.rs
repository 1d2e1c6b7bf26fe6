//! The digests of font files.

use parley::fontique::Blob;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Remembers the digest of each file that is loaded, by the number under which it is loaded.
#[derive(Default)]
pub(crate) struct Digests(Mutex<HashMap<u64, String>>);

impl Digests {
    /// SHA-256 in hexadecimal.
    pub fn of(&self, file: &Blob<u8>) -> String {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(file.id()).or_insert_with(|| sha256(file.data())).clone()
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
