//! The data keys of workspaces: made, wrapped, kept, found again.

use crate::{Context, DataKey, DataKeyId, MasterKey, Randomness, SecretBytes, VaultError};
use domain::Timestamp;
use domain::ids::WorkspaceId;
use state::{State, StoreError};
use std::sync::Arc;
use uuid::Uuid;

/// Why something could not be sealed, kept or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// The state failed.
    #[error(transparent)]
    State(#[from] StoreError),
    /// Sealing or opening failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl SealedError {
    /// Whether doing the same again may succeed without a person changing anything.
    pub const fn retryable(&self) -> bool {
        match self {
            SealedError::State(error) => error.retryable(),
            SealedError::Vault(error) => error.retryable(),
        }
    }
}

/// What seals and opens for all workspaces. Clones are the same.
#[derive(Clone)]
pub struct Keyring {
    state: State,
    master: Arc<MasterKey>,
    randomness: Arc<dyn Randomness>,
}

impl Keyring {
    /// Data keys in `state`, which `master` wraps.
    pub fn new(state: State, master: Arc<MasterKey>, randomness: Arc<dyn Randomness>) -> Self {
        Self { state, master, randomness }
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// The key that the workspace seals with, made when it has none yet. Of several callers at once all get the same key.
    pub(crate) async fn sealing(&self, workspace: WorkspaceId, now: Timestamp) -> Result<DataKey, SealedError> {
        let keys = self.state.data_keys();
        let wrapped = match keys.get(workspace).await? {
            Some(wrapped) => wrapped,
            None => {
                let fresh = DataKey::generate(workspace, self.new_id()?, self.randomness.as_ref())?;
                let wrapped = fresh.wrap(&self.master, self.randomness.as_ref())?;
                keys.insert_if_absent(workspace, &wrapped, now).await?
            }
        };
        Ok(DataKey::unwrap(workspace, &wrapped, &self.master)?)
    }

    /// Seals under the workspace's key.
    pub(crate) async fn seal(
        &self,
        workspace: WorkspaceId,
        context: Context<'_>,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<Vec<u8>, SealedError> {
        let key = self.sealing(workspace, now).await?;
        Ok(key.seal(context, bytes, self.randomness.as_ref())?)
    }

    /// The same, and the keyed digest of the bytes.
    pub(crate) async fn seal_with_digest(
        &self,
        workspace: WorkspaceId,
        context: Context<'_>,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<(Vec<u8>, String), SealedError> {
        let key = self.sealing(workspace, now).await?;
        Ok((key.seal(context, bytes, self.randomness.as_ref())?, key.digest(bytes)))
    }

    /// Opens what `read` reads of a row. Where the row is sealed under another key in between, and its own key forgotten, it is read
    /// again.
    pub(crate) async fn open_row<F, R>(
        &self,
        workspace: WorkspaceId,
        context: Context<'_>,
        read: F,
    ) -> Result<Option<SecretBytes>, SealedError>
    where
        F: Fn() -> R,
        R: Future<Output = Result<Option<Vec<u8>>, StoreError>>,
    {
        let mut row = read().await?;
        while let Some(sealed) = row {
            match self.open(workspace, context, &sealed).await {
                Err(SealedError::Vault(VaultError::Broken)) => {
                    row = read().await?;
                    if row.as_ref() == Some(&sealed) {
                        return Err(VaultError::Broken.into());
                    }
                }
                opened => return opened,
            }
        }
        Ok(None)
    }

    /// Opens what was sealed; none when the workspace has no key.
    pub(crate) async fn open(
        &self,
        workspace: WorkspaceId,
        context: Context<'_>,
        sealed: &[u8],
    ) -> Result<Option<SecretBytes>, SealedError> {
        let Some(key) = self.opening(workspace, sealed).await? else { return Ok(None) };
        Ok(Some(key.open(context, sealed)?))
    }

    /// The key that sealed these bytes: the one in use, or one that was before.
    pub(crate) async fn opening(&self, workspace: WorkspaceId, sealed: &[u8]) -> Result<Option<DataKey>, SealedError> {
        let id = DataKey::of_sealed(sealed)?;
        let Some(wrapped) = self.state.data_keys().get(workspace).await? else { return Ok(None) };
        let key = DataKey::unwrap(workspace, &wrapped, &self.master)?;
        if key.id() == id {
            return Ok(Some(key));
        }
        let retired = self.state.retired_keys().get(workspace, id.0).await?;
        Ok(Some(retired.map_or(Ok(key), |wrapped| DataKey::unwrap(workspace, &wrapped, &self.master))?))
    }

    pub(crate) fn master(&self) -> &MasterKey {
        &self.master
    }

    pub(crate) fn randomness(&self) -> &dyn Randomness {
        self.randomness.as_ref()
    }

    pub(crate) fn new_id(&self) -> Result<DataKeyId, VaultError> {
        let mut bytes = [0; 16];
        self.randomness.fill(&mut bytes)?;
        Ok(DataKeyId(uuid::Builder::from_random_bytes(bytes).into_uuid()))
    }
}

/// How records are named where they are sealed.
pub(crate) fn record(id: Uuid) -> String {
    id.to_string()
}
