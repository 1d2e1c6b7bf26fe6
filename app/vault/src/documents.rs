//! Submitted documents: sealed under their workspace's data key before they are stored, opened when they are needed.

use crate::keyring::{Keyring, SealedError, record};
use crate::{Context, SecretBytes};
use domain::Timestamp;
use domain::ids::{DocumentId, WorkspaceId};
use domain::render::DocumentRef;
use state::SealedDocument;

/// What documents may be sealed as.
pub(crate) const KINDS: [&str; 1] = [EDIT];

/// What submitted edits are sealed as.
pub const EDIT: &str = "edit";

/// The sealed documents of all workspaces. Clones are the same.
#[derive(Clone)]
pub struct Documents {
    keyring: Keyring,
}

impl Documents {
    /// Documents under the keys of this ring.
    pub fn new(keyring: Keyring) -> Self {
        Self { keyring }
    }

    /// Seals and stores a document of the given kind (`edit`, …) under a new id; what events may know of it.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn keep(
        &self,
        workspace: WorkspaceId,
        kind: &str,
        id: DocumentId,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<DocumentRef, SealedError> {
        let context = Context { kind, record: &record(id.0) };
        let (sealed, digest) = self.keyring.seal_with_digest(workspace, context, bytes, now).await?;
        self.keyring.state().documents().put(&SealedDocument { id, workspace, sealed, created_at: now }).await?;
        Ok(DocumentRef { id, digest })
    }

    /// The document as it came; none once it is erased, and none for another workspace.
    ///
    /// # Errors
    /// [`SealedError`]; [`crate::VaultError::Broken`] when it was sealed as another kind.
    pub async fn open(
        &self,
        workspace: WorkspaceId,
        kind: &str,
        id: DocumentId,
    ) -> Result<Option<SecretBytes>, SealedError> {
        let (rows, context) = (self.keyring.state().documents(), Context { kind, record: &record(id.0) });
        self.keyring.open_row(workspace, context, || rows.get(workspace, id)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, OsRandomness};
    use state::State;
    use std::sync::Arc;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    async fn documents(folder: &std::path::Path) -> (Documents, State) {
        let state = State::open(&folder.join("state.db")).await.unwrap();
        let master = Arc::new(MasterKey::from_parts([1; 8], [2; 32]));
        (Documents::new(Keyring::new(state.clone(), master, Arc::new(OsRandomness))), state)
    }

    #[tokio::test]
    async fn a_document_is_kept_sealed_and_opened_by_its_own_workspace_only() {
        let folder = tempfile::tempdir().unwrap();
        let (documents, state) = documents(folder.path()).await;
        let (ours, theirs) = (WorkspaceId(Uuid::from_u128(1)), WorkspaceId(Uuid::from_u128(2)));
        let id = DocumentId(Uuid::from_u128(3));
        let kept = documents.keep(ours, "edit", id, b"canary", NOW).await.unwrap();
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
