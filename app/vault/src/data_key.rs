//! A workspace's key, and what it seals.
//!
//! Formats, all binary, version byte first:
//! - wrapped data key: `1 | master key id (8) | data key id (16) | nonce (12) | encrypted key and tag (48)`;
//! - sealed bytes: `1 | data key id (16) | nonce (12) | ciphertext and tag`.
//!
//! The associated data of each is the format's name, the workspace, the key ids and (sealed bytes) kind and record, each
//! with its length before it, so that no two contexts read the same.

use crate::subkey::{Purpose, Subkey};
use crate::{MasterKey, MasterKeyId, Randomness, SecretBytes, VaultError};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use domain::ids::WorkspaceId;
use std::fmt;
use uuid::Uuid;
use zeroize::Zeroizing;

pub(crate) const VERSION: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;

/// Which of a workspace's data keys sealed something. Not secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DataKeyId(pub Uuid);

/// What sealed bytes are and where they belong. Opening under another context fails.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What they are, in the owner's words: `edit`, `callback`, `credentials`.
    pub kind: &'a str,
    /// The record they belong to: a document's id, or an integration's id and field.
    pub record: &'a str,
}

/// A workspace's key: seals what it submits. Kept only in memory and [wrapped](DataKey::wrap).
#[derive(Clone)]
pub struct DataKey {
    workspace: WorkspaceId,
    id: DataKeyId,
    key: Zeroizing<[u8; 32]>,
}

impl DataKey {
    /// A new key of that id for `workspace`.
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`].
    pub fn generate(workspace: WorkspaceId, id: DataKeyId, randomness: &dyn Randomness) -> Result<Self, VaultError> {
        let mut key = Zeroizing::new([0; 32]);
        randomness.fill(key.as_mut_slice())?;
        Ok(Self { workspace, id, key })
    }

    /// Whose it is.
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// Its public id.
    pub fn id(&self) -> DataKeyId {
        self.id
    }

    /// The key encrypted under `master`, to be stored.
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`].
    pub fn wrap(&self, master: &MasterKey, randomness: &dyn Randomness) -> Result<Vec<u8>, VaultError> {
        let mut wrapped = vec![VERSION];
        wrapped.extend_from_slice(&master.id().0);
        wrapped.extend_from_slice(self.id.0.as_bytes());
        let bound = wrapping_context(self.workspace, master.id(), self.id);
        encrypt(&master.subkey(Purpose::DataKeys), &bound, self.key.as_slice(), randomness, &mut wrapped)?;
        Ok(wrapped)
    }

    /// Reads back what [`DataKey::wrap`] gave for the same workspace.
    ///
    /// # Errors
    /// [`VaultError::UnknownFormat`], [`VaultError::OtherMasterKey`], or [`VaultError::Broken`] when it was changed or
    /// belongs to another workspace.
    pub fn unwrap(workspace: WorkspaceId, wrapped: &[u8], master: &MasterKey) -> Result<Self, VaultError> {
        let rest = versioned(wrapped)?;
        let (master_id, rest) = take::<8>(rest)?;
        let (id, rest) = take::<16>(rest)?;
        let (wrapped_by, id) = (MasterKeyId(master_id), DataKeyId(Uuid::from_bytes(id)));
        let in_use = master.id();
        let master = master.holding(wrapped_by).ok_or(VaultError::OtherMasterKey { wrapped_by, in_use })?;
        let bound = wrapping_context(workspace, wrapped_by, id);
        let bytes = decrypt(&master.subkey(Purpose::DataKeys), &bound, rest)?;
        let key = bytes.expose().try_into().map_err(|_| VaultError::UnknownFormat)?;
        Ok(Self { workspace, id, key: Zeroizing::new(key) })
    }

    /// Encrypts `plaintext` (at most 64 GiB) so that only this key opens it, and only under the same context. 45 bytes
    /// longer than the plaintext.
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`], [`VaultError::TooLong`].
    pub fn seal(
        &self,
        context: Context<'_>,
        plaintext: &[u8],
        randomness: &dyn Randomness,
    ) -> Result<Vec<u8>, VaultError> {
        let mut sealed = Vec::with_capacity(1 + 16 + NONCE + plaintext.len() + TAG);
        sealed.push(VERSION);
        sealed.extend_from_slice(self.id.0.as_bytes());
        encrypt(&self.sealing_key(), &self.sealing_context(context), plaintext, randomness, &mut sealed)?;
        Ok(sealed)
    }

    /// Reads back what [`DataKey::seal`] gave.
    ///
    /// # Errors
    /// [`VaultError::UnknownFormat`], or [`VaultError::Broken`] when the bytes were changed, were sealed by another key,
    /// or belong to another workspace, kind or record.
    pub fn open(&self, context: Context<'_>, sealed: &[u8]) -> Result<SecretBytes, VaultError> {
        let (id, rest) = take::<16>(versioned(sealed)?)?;
        if id != *self.id.0.as_bytes() {
            return Err(VaultError::Broken);
        }
        decrypt(&self.sealing_key(), &self.sealing_context(context), rest)
    }

    /// Which data key sealed these bytes.
    ///
    /// # Errors
    /// [`VaultError::UnknownFormat`].
    pub(crate) fn of_sealed(sealed: &[u8]) -> Result<DataKeyId, VaultError> {
        let (id, _) = take::<16>(versioned(sealed)?)?;
        Ok(DataKeyId(Uuid::from_bytes(id)))
    }

    /// Which master key wrapped this data key.
    ///
    /// # Errors
    /// [`VaultError::UnknownFormat`].
    pub(crate) fn wrapped_by(wrapped: &[u8]) -> Result<MasterKeyId, VaultError> {
        let (id, _) = take::<8>(versioned(wrapped)?)?;
        Ok(MasterKeyId(id))
    }

    /// Which data key this is, wrapped.
    ///
    /// # Errors
    /// [`VaultError::UnknownFormat`].
    pub(crate) fn of_wrapped(wrapped: &[u8]) -> Result<DataKeyId, VaultError> {
        let (_, rest) = take::<8>(versioned(wrapped)?)?;
        let (id, _) = take::<16>(rest)?;
        Ok(DataKeyId(Uuid::from_bytes(id)))
    }

    /// HMAC-SHA-256 of a document under a key of this workspace, in hexadecimal: equal documents of one workspace have
    /// equal digests while it has the same data key, and nobody without the key can test a guess.
    pub fn digest(&self, document: &[u8]) -> String {
        hex::encode(Subkey::derive(&self.key, "rushes/document-digest/v1").authenticate(document))
    }

    fn sealing_key(&self) -> Subkey {
        Subkey::derive(&self.key, "rushes/seal/v1")
    }

    fn sealing_context(&self, context: Context<'_>) -> Vec<u8> {
        let (workspace, id) = (self.workspace.0, self.id.0);
        joined(&[
            b"rushes sealed 1",
            workspace.as_bytes(),
            id.as_bytes(),
            context.kind.as_bytes(),
            context.record.as_bytes(),
        ])
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({}, ••••••••)", self.id.0)
    }
}

fn wrapping_context(workspace: WorkspaceId, master: MasterKeyId, id: DataKeyId) -> Vec<u8> {
    joined(&[b"rushes data key 1", workspace.0.as_bytes(), &master.0, id.0.as_bytes()])
}

/// The parts, each with its length before it.
pub(crate) fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().flat_map(|part| (part.len() as u64).to_le_bytes().into_iter().chain(part.iter().copied())).collect()
}

pub(crate) fn versioned(bytes: &[u8]) -> Result<&[u8], VaultError> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => Ok(rest),
        _ => Err(VaultError::UnknownFormat),
    }
}

pub(crate) fn take<const N: usize>(bytes: &[u8]) -> Result<([u8; N], &[u8]), VaultError> {
    let (part, rest) = bytes.split_first_chunk::<N>().ok_or(VaultError::UnknownFormat)?;
    Ok((*part, rest))
}

fn cipher(key: &Subkey) -> Aes256Gcm {
    Aes256Gcm::new(key.expose().into())
}

/// Appends nonce, ciphertext and tag to `out`.
pub(crate) fn encrypt(
    key: &Subkey,
    bound: &[u8],
    plaintext: &[u8],
    randomness: &dyn Randomness,
    out: &mut Vec<u8>,
) -> Result<(), VaultError> {
    let mut nonce = [0; NONCE];
    randomness.fill(&mut nonce)?;
    out.extend_from_slice(&nonce);
    let payload = Payload { msg: plaintext, aad: bound };
    let encrypted = cipher(key).encrypt(&Nonce::from(nonce), payload).map_err(|_| VaultError::TooLong)?;
    out.extend_from_slice(&encrypted);
    Ok(())
}

pub(crate) fn decrypt(key: &Subkey, bound: &[u8], bytes: &[u8]) -> Result<SecretBytes, VaultError> {
    let (nonce, encrypted) = take::<NONCE>(bytes)?;
    if encrypted.len() < TAG {
        return Err(VaultError::UnknownFormat);
    }
    let payload = Payload { msg: encrypted, aad: bound };
    cipher(key).decrypt(&Nonce::from(nonce), payload).map(SecretBytes::new).map_err(|_| VaultError::Broken)
}

#[cfg(test)]
mod tests;
