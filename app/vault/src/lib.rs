//! Envelope encryption of credentials and submitted documents.
//!
//! One [`MasterKey`] an installation lies in a file of its own. It wraps one [`DataKey`] a workspace; the data key
//! [seals](DataKey::seal) what the workspace submits, so that erasing a workspace's key or rows leaves nothing readable,
//! and no row can be moved to another workspace, kind or record without being refused. Other keys (session tokens,
//! signed URLs, API key lookup) are [derived](MasterKey::subkey) from the master key by purpose.
//!
//! Everything that must not be seen is a [`Secret`] or [`SecretBytes`]: neither prints, neither serialises, both are
//! zeroised when dropped. Randomness is passed in; [`OsRandomness`] is the real one.

mod api_key;
mod checkpoints;
mod connections;
mod credentials;
mod data_key;
mod documents;
mod error;
mod keyring;
mod lookup;
mod master;
mod random;
mod rotation;
mod secret;
mod subkey;

pub use api_key::{
    ALPHABET, dialect_of, letters_and_digits, lookup_hash, prefix_for_people, shotstack_key, workspace_key,
};
pub use checkpoints::TransferCheckpoints;
pub use connections::Connections;
pub use credentials::{Credentials, SecretValues};
pub use data_key::{Context, DataKey, DataKeyId};
pub use documents::{Documents, EDIT};
pub use error::VaultError;
pub use keyring::{Keyring, SealedError};
pub use master::{MasterKey, MasterKeyId};
pub use random::{OsRandomness, Randomness};
pub use rotation::{Rotation, SealedAnew};
pub use secret::{MASK, Secret, SecretBytes};
pub use subkey::{Purpose, Subkey};
