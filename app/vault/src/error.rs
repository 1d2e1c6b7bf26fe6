//! What can go wrong with keys and sealed bytes.

use crate::MasterKeyId;
use std::io;
use std::path::PathBuf;

/// Why the vault refused. For operators and logs: it may name the key file, but never holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The master key file could not be read or made. Trying again may help.
    #[error("the master key file {path} cannot be used: {source}; check that its folder exists and is writable by us")]
    File {
        /// Where it is.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others may read the master key file. A person must decide whether the key is still secret.
    #[error(
        "the master key file {path} has mode {mode:04o}, so others may read it; run `chmod 600` on it if the key is still secret"
    )]
    Exposed {
        /// Where it is.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The master key file is damaged or no key file at all.
    #[error(
        "{path} is no master key file (expected one line `rushes-master-key-v1 <id> <key>`); restore it from a backup, since what it sealed cannot be opened without it"
    )]
    Malformed {
        /// Where it is.
        path: PathBuf,
    },
    /// What was given as the master key is none. It is not repeated.
    #[error(
        "the master key that was given is none: expected the line of a master.key file, or 32 bytes in hexadecimal or base64"
    )]
    NotAKey,
    /// The data key was wrapped by another master key than the one at hand.
    #[error("wrapped by the master key {wrapped_by}, but the one in use is {in_use}; put the right key file in place")]
    OtherMasterKey {
        /// The key that wrapped it.
        wrapped_by: MasterKeyId,
        /// The key at hand.
        in_use: MasterKeyId,
    },
    /// The sealed bytes are cut short or of a version that this build does not know.
    #[error("the sealed bytes are of a format that this version does not know")]
    UnknownFormat,
    /// The seal is broken: bytes were changed, or belong to another workspace, kind, record or key.
    #[error("the seal is broken: the bytes were changed, or belong to another workspace, kind or record")]
    Broken,
    /// The plaintext is longer than AES-GCM may encrypt (64 GiB).
    #[error("too long to be sealed")]
    TooLong,
    /// The system gave no random bytes. Trying again may help.
    #[error("the system gave no random bytes")]
    NoRandomness,
}

impl VaultError {
    /// Whether doing the same again may succeed without a person changing anything.
    pub const fn retryable(&self) -> bool {
        matches!(self, VaultError::File { .. } | VaultError::NoRandomness)
    }
}
