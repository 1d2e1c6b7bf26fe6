//! The key that API keys are found with. Their hashes are in the log for ever, so it outlives the master key that it came from:
//! when another one takes that one's place, it is kept, wrapped.
//!
//! Format, in hexadecimal: `1 | master key id (8) | nonce (12) | encrypted key and tag (48)`.

use crate::data_key::{VERSION, decrypt, encrypt, joined, take, versioned};
use crate::subkey::{Purpose, Subkey};
use crate::{MasterKey, MasterKeyId, Randomness, VaultError};

impl MasterKey {
    /// The key that API keys are found with, wrapped by this master key.
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`].
    pub fn wrap_lookup(&self, randomness: &dyn Randomness) -> Result<String, VaultError> {
        let mut wrapped = vec![VERSION];
        wrapped.extend_from_slice(&self.id().0);
        let lookup = self.subkey(Purpose::KeyLookup);
        encrypt(&self.subkey(Purpose::DataKeys), &bound(self.id()), lookup.expose(), randomness, &mut wrapped)?;
        Ok(hex::encode(wrapped))
    }

    /// This master key, by which API keys are found with what [`MasterKey::wrap_lookup`] gave, of it or of one that was in use
    /// before.
    ///
    /// # Errors
    /// [`VaultError::UnknownFormat`], [`VaultError::OtherMasterKey`], [`VaultError::Broken`].
    pub fn unwrap_lookup(self, wrapped: &str) -> Result<Self, VaultError> {
        let bytes = hex::decode(wrapped).map_err(|_| VaultError::UnknownFormat)?;
        let (id, rest) = take::<8>(versioned(&bytes)?)?;
        let (wrapped_by, in_use) = (MasterKeyId(id), self.id());
        let master = self.holding(wrapped_by).ok_or(VaultError::OtherMasterKey { wrapped_by, in_use })?;
        let lookup = decrypt(&master.subkey(Purpose::DataKeys), &bound(wrapped_by), rest)?;
        let lookup = lookup.expose().try_into().map_err(|_| VaultError::UnknownFormat)?;
        Ok(self.finding_with(Subkey::of_bytes(lookup)))
    }
}

fn bound(master: MasterKeyId) -> Vec<u8> {
    joined(&[b"rushes lookup key 1", &master.0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OsRandomness, Secret, lookup_hash};

    #[test]
    fn api_keys_are_found_under_the_next_master_key_and_the_one_after() {
        let key = |n| MasterKey::from_parts([n; 8], [n; 32]);
        let hash = |master: &MasterKey| lookup_hash(master, &Secret::new("k".repeat(40)));
        let wrapped = key(1).wrap_lookup(&OsRandomness).unwrap();
        let second = key(2).beside(key(1)).unwrap_lookup(&wrapped).unwrap();
        assert_eq!(hash(&second), hash(&key(1)));
        assert_ne!(hash(&key(2)), hash(&key(1)));
        let wrapped = second.wrap_lookup(&OsRandomness).unwrap();
        let third = key(3).beside(key(2)).unwrap_lookup(&wrapped).unwrap();
        assert_eq!(hash(&third), hash(&key(1)));
        assert!(matches!(key(3).unwrap_lookup(&wrapped), Err(VaultError::OtherMasterKey { .. })));
        for broken in ["", "zz", "01", &wrapped[..wrapped.len() - 2]] {
            assert!(key(3).beside(key(2)).unwrap_lookup(broken).is_err(), "{broken}");
        }
    }
}
