//! Submitted documents: sealed under their workspace's data key before they are stored, opened when they are needed.

use crate::{Context, DataKey, DataKeyId, MasterKey, Randomness, SecretBytes, VaultError};
use domain::Timestamp;
use domain::ids::{DocumentId, WorkspaceId};
use domain::render::DocumentRef;
use state::{SealedDocument, State, StoreError};
use std::sync::Arc;

/// Why a document could not be kept or opened.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The state failed.
    #[error(transparent)]
    State(#[from] StoreError),
    /// Sealing or opening failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl DocumentError {
    /// Whether doing the same again may succeed without a person changing anything.
    pub const fn retryable(&self) -> bool {
        match self {
            DocumentError::State(error) => error.retryable(),
            DocumentError::Vault(error) => error.retryable(),
        }
    }
}

/// The sealed documents of all workspaces. Clones are the same.
#[derive(Clone)]
pub struct Documents {
    state: State,
    master: Arc<MasterKey>,
    randomness: Arc<dyn Randomness>,
}

impl Documents {
    /// Documents in `state`, under data keys that `master` wraps.
    pub fn new(state: State, master: Arc<MasterKey>, randomness: Arc<dyn Randomness>) -> Self {
        Self { state, master, randomness }
    }

    /// Seals and stores a document of the given kind (`edit`, …) under a new id; what events may know of it.
    /// `key_id` is the id of the workspace's data key, should it have none yet.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub async fn keep(
        &self,
        workspace: WorkspaceId,
        kind: &str,
        id: DocumentId,
        key_id: DataKeyId,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<DocumentRef, DocumentError> {
        let key = self.data_key(workspace, key_id, now).await?;
        let record = id.to_string();
        let sealed = key.seal(Context { kind, record: &record }, bytes, self.randomness.as_ref())?;
        self.state.documents().put(&SealedDocument { id, workspace, sealed, created_at: now }).await?;
        Ok(DocumentRef { id, digest: key.digest(bytes) })
    }

    /// The document as it came; none once it is erased, and none for another workspace.
    ///
    /// # Errors
    /// [`DocumentError`]; [`VaultError::Broken`] when it was sealed as another kind.
    pub async fn open(
        &self,
        workspace: WorkspaceId,
        kind: &str,
        id: DocumentId,
    ) -> Result<Option<SecretBytes>, DocumentError> {
        let Some(sealed) = self.state.documents().get(workspace, id).await? else { return Ok(None) };
        let Some(wrapped) = self.state.data_keys().get(workspace).await? else { return Ok(None) };
        let key = DataKey::unwrap(workspace, &wrapped, &self.master)?;
        let record = id.to_string();
        Ok(Some(key.open(Context { kind, record: &record }, &sealed)?))
    }

    /// The workspace's key, made when it has none yet. Of several callers at once all get the same key.
    async fn data_key(&self, workspace: WorkspaceId, id: DataKeyId, now: Timestamp) -> Result<DataKey, DocumentError> {
        let keys = self.state.data_keys();
        let wrapped = match keys.get(workspace).await? {
            Some(wrapped) => wrapped,
            None => {
                let fresh = DataKey::generate(workspace, id, self.randomness.as_ref())?;
                let wrapped = fresh.wrap(&self.master, self.randomness.as_ref())?;
                keys.insert_if_absent(workspace, &wrapped, now).await?
            }
        };
        Ok(DataKey::unwrap(workspace, &wrapped, &self.master)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRandomness;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    async fn documents(folder: &std::path::Path) -> (Documents, State) {
        let state = State::open(&folder.join("state.db")).await.unwrap();
        let master = Arc::new(MasterKey::from_parts([1; 8], [2; 32]));
        (Documents::new(state.clone(), master, Arc::new(OsRandomness)), state)
    }

    #[tokio::test]
    async fn a_document_is_kept_sealed_and_opened_by_its_own_workspace_only() {
        let folder = tempfile::tempdir().unwrap();
        let (documents, state) = documents(folder.path()).await;
        let (ours, theirs) = (WorkspaceId(Uuid::from_u128(1)), WorkspaceId(Uuid::from_u128(2)));
        let id = DocumentId(Uuid::from_u128(3));
        let kept = documents.keep(ours, "edit", id, DataKeyId(Uuid::from_u128(4)), b"canary", NOW).await.unwrap();
        assert_eq!((kept.id, kept.digest.len()), (id, 64));
        let sealed = state.documents().get(ours, id).await.unwrap().unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"canary"));
        assert_eq!(documents.open(ours, "edit", id).await.unwrap().unwrap().expose(), b"canary");
        assert!(documents.open(theirs, "edit", id).await.unwrap().is_none());
        assert!(documents.open(ours, "template", id).await.is_err());
        assert_eq!(state.documents().erase(ours).await.unwrap(), 1);
        assert!(documents.open(ours, "edit", id).await.unwrap().is_none());
    }
}
