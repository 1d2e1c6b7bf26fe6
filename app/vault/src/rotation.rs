//! Other keys in the place of those in use, while everything goes on: each step can be cut short and done again.

use crate::keyring::{Keyring, SealedError, record};
use crate::{Context, DataKey, VaultError, checkpoints, connections, credentials, documents};
use domain::Timestamp;
use domain::ids::WorkspaceId;
use state::{RetiredKey, SealedTable};
use uuid::Uuid;

/// How many rows are read at a time.
const PAGE: u32 = 100;
/// How long a key that another took the place of is kept at least, in milliseconds: whoever had it in hand at that moment has
/// long stored what they sealed with it.
const GRACE_MILLIS: i64 = 3_600_000;

/// Gives workspaces other data keys, seals anew, and wraps anew.
#[derive(Clone)]
pub struct Rotation {
    keyring: Keyring,
}

impl Rotation {
    /// Of the keys of this ring.
    pub fn new(keyring: Keyring) -> Self {
        Self { keyring }
    }

    /// Every workspace that has a key.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn workspaces(&self) -> Result<Vec<WorkspaceId>, SealedError> {
        Ok(self.keyring.state().data_keys().workspaces().await?)
    }

    /// Gives the workspace another data key; what is sealed under the one before opens as it did. False when another process did
    /// so at this moment.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn renew(&self, workspace: WorkspaceId, now: Timestamp) -> Result<bool, SealedError> {
        let (state, master) = (self.keyring.state(), self.keyring.master());
        let Some(wrapped) = state.data_keys().get(workspace).await? else { return Ok(false) };
        let old = DataKey::unwrap(workspace, &wrapped, master)?;
        // First it is kept, then another one takes its place: it is never nowhere.
        let retired = RetiredKey { id: old.id().0, workspace, wrapped: wrapped.clone(), retired_at: now };
        state.retired_keys().keep(&retired).await?;
        let fresh = DataKey::generate(workspace, self.keyring.new_id()?, self.keyring.randomness())?;
        let fresh = fresh.wrap(master, self.keyring.randomness())?;
        Ok(state.data_keys().replace(workspace, &wrapped, &fresh).await?)
    }

    /// Seals under the workspace's key everything that is sealed under another; how many rows there were.
    ///
    /// # Errors
    /// [`SealedError`]; [`VaultError::Broken`] for a row that no key opens, which stays as it is.
    pub async fn seal_anew(&self, workspace: WorkspaceId, now: Timestamp) -> Result<u64, SealedError> {
        let rows = self.keyring.state().sealed_rows();
        let key = self.keyring.sealing(workspace, now).await?;
        let mut sealed_anew = 0;
        for table in SealedTable::ALL {
            let mut after = None;
            loop {
                let page = rows.not_under(table, workspace, key.id().0, after, PAGE).await?;
                for (id, sealed) in &page {
                    let fresh = self.sealed_again(table, workspace, &key, *id, sealed).await?;
                    // Whoever changed the row meanwhile did so under a key that is kept: the next round finds it.
                    sealed_anew += u64::from(rows.replace(table, *id, sealed, &fresh).await?);
                }
                after = page.last().map(|(id, _)| *id);
                if page.len() < PAGE as usize {
                    break;
                }
            }
        }
        Ok(sealed_anew)
    }

    /// Forgets the keys that others took the place of more than an hour ago, once nothing is sealed under them: how many, and how
    /// many are still kept.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn retire(&self, now: Timestamp) -> Result<(u64, u64), SealedError> {
        let state = self.keyring.state();
        let (mut forgotten, mut kept) = (0, 0);
        for key in state.retired_keys().list().await? {
            let current = self.keyring.sealing(key.workspace, now).await?.id().0;
            let is_due = key.id != current && now.millis_since(key.retired_at) > GRACE_MILLIS;
            if is_due {
                self.seal_anew(key.workspace, now).await?;
            }
            if is_due && !state.sealed_rows().any_under(key.workspace, key.id).await? {
                state.retired_keys().delete(key.id).await?;
                forgotten += 1;
            } else {
                kept += 1;
            }
        }
        Ok((forgotten, kept))
    }

    /// Wraps under the master key in use every data key that another one wrapped; how many.
    ///
    /// # Errors
    /// [`SealedError`]; [`VaultError::OtherMasterKey`] when the one that wrapped it is not known.
    pub async fn wrap_anew(&self) -> Result<u64, SealedError> {
        let (state, master) = (self.keyring.state(), self.keyring.master());
        let mut wrapped_anew = 0;
        for key in state.retired_keys().list().await? {
            if let Some(fresh) = self.wrapped_again(key.workspace, &key.wrapped)? {
                state.retired_keys().rewrap(key.id, &fresh).await?;
                wrapped_anew += 1;
            }
        }
        for workspace in state.data_keys().workspaces().await? {
            // Another process may give it another key at this moment, under whatever master key it has.
            while let Some(wrapped) = state.data_keys().get(workspace).await?
                && DataKey::wrapped_by(&wrapped)? != master.id()
                && let Some(fresh) = self.wrapped_again(workspace, &wrapped)?
            {
                wrapped_anew += u64::from(state.data_keys().replace(workspace, &wrapped, &fresh).await?);
            }
        }
        Ok(wrapped_anew)
    }

    fn wrapped_again(&self, workspace: WorkspaceId, wrapped: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
        let master = self.keyring.master();
        if DataKey::wrapped_by(wrapped)? == master.id() {
            return Ok(None);
        }
        DataKey::unwrap(workspace, wrapped, master)?.wrap(master, self.keyring.randomness()).map(Some)
    }

    async fn sealed_again(
        &self,
        table: SealedTable,
        workspace: WorkspaceId,
        key: &DataKey,
        id: Uuid,
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealedError> {
        let old = self.keyring.opening(workspace, sealed).await?.ok_or(VaultError::Broken)?;
        let record = record(id);
        for kind in kinds(table) {
            let context = Context { kind, record: &record };
            match old.open(context, sealed) {
                Ok(bytes) => return Ok(key.seal(context, bytes.expose(), self.keyring.randomness())?),
                Err(VaultError::Broken) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(VaultError::Broken.into())
    }
}

/// What the rows of a table may be sealed as.
const fn kinds(table: SealedTable) -> &'static [&'static str] {
    match table {
        SealedTable::Documents => &documents::KINDS,
        SealedTable::Credentials => &[credentials::KIND],
        SealedTable::TransferCheckpoints => &[checkpoints::KIND],
        SealedTable::Connections => &[connections::KIND],
    }
}

#[cfg(test)]
mod tests;
