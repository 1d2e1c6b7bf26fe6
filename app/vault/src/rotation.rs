//! Other keys in the place of those in use, while everything goes on: each step can be cut short and done again.

use crate::keyring::{Keyring, SealedError, record};
use crate::{Context, DataKey, DataKeyId, MasterKeyId, VaultError, checkpoints, connections, credentials, documents};
use domain::Timestamp;
use domain::ids::WorkspaceId;
use state::{RetiredKey, SealedTable};
use uuid::Uuid;

/// How many rows are read at a time.
const PAGE: u32 = 100;
/// How long a key that another took the place of is kept at least, in milliseconds: whoever had it in hand at that moment has
/// long stored what they sealed with it.
const GRACE_MILLIS: i64 = 3_600_000;

/// What came of sealing a workspace's rows anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealedAnew {
    /// Rows that were sealed anew.
    pub rows: u64,
    /// Rows that no key opens. They stay as they are, and so does the key that they name.
    pub broken: u64,
}

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

    /// Seals under the workspace's key everything that is sealed under another. A row that no key opens stays as it is, and keeps
    /// nothing else from being sealed anew.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn seal_anew(&self, workspace: WorkspaceId, now: Timestamp) -> Result<SealedAnew, SealedError> {
        let rows = self.keyring.state().sealed_rows();
        let mut done = SealedAnew::default();
        for table in SealedTable::ALL {
            let mut after = None;
            loop {
                // Asked for each page: a key that is in hand for long may be forgotten by then, and what it sealed would be lost.
                let key = self.keyring.sealing(workspace, now).await?;
                let page = rows.not_under(table, workspace, key.id().0, after, PAGE).await?;
                for (id, sealed) in &page {
                    match self.sealed_again(table, workspace, &key, *id, sealed).await {
                        // Whoever changed the row meanwhile did so under a key that is kept: the next round finds it.
                        Ok(fresh) => done.rows += u64::from(rows.replace(table, *id, sealed, &fresh).await?),
                        Err(SealedError::Vault(VaultError::Broken | VaultError::UnknownFormat)) => {
                            // Another process may have sealed it anew, and its key is forgotten: then it is not broken.
                            done.broken += u64::from(rows.holds(table, *id, sealed).await?);
                        }
                        Err(error) => return Err(error),
                    }
                }
                after = page.last().map(|(id, _)| *id);
                if page.len() < PAGE as usize {
                    break;
                }
            }
        }
        Ok(done)
    }

    /// Forgets the keys that others took the place of more than an hour ago, once nothing is sealed under them: how many, and how
    /// many are still kept. None is forgotten while a backup is taken.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn retire(&self, now: Timestamp) -> Result<(u64, u64), SealedError> {
        let state = self.keyring.state();
        let (mut forgotten, mut kept) = (0, 0);
        for key in state.retired_keys().list().await? {
            // A rotation that died before its new key came leaves the one in use here.
            let in_use = state.data_keys().get(key.workspace).await?.map(|wrapped| DataKey::of_wrapped(&wrapped));
            let is_in_use = in_use.transpose()? == Some(DataKeyId(key.id));
            let is_due = !is_in_use && now.millis_since(key.retired_at) > GRACE_MILLIS;
            if is_due {
                self.seal_anew(key.workspace, now).await?;
            }
            if is_due
                && !state.sealed_rows().any_under(key.workspace, key.id).await?
                && !state.retired_keys().are_held(now).await?
            {
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

    /// The master keys that wrapped data keys and are not at hand, once each: what hangs on them does not open.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn missing_master_keys(&self) -> Result<Vec<MasterKeyId>, SealedError> {
        let (state, master) = (self.keyring.state(), self.keyring.master());
        let mut missing = Vec::new();
        let mut look = |wrapped: &[u8]| {
            let id = DataKey::wrapped_by(wrapped)?;
            if master.holding(id).is_none() && !missing.contains(&id) {
                missing.push(id);
            }
            Ok::<(), VaultError>(())
        };
        for key in state.retired_keys().list().await? {
            look(&key.wrapped)?;
        }
        for workspace in state.data_keys().workspaces().await? {
            if let Some(wrapped) = state.data_keys().get(workspace).await? {
                look(&wrapped)?;
            }
        }
        Ok(missing)
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
